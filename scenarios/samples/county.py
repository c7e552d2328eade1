"""The made-up county 青禾县: its schools, where they lie, and the posts each is granted.

Nothing here is anybody's: the province of the school codes is 99, which no province bears.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Literal

PRIMARY, SECONDARY = "小学", "初中"
CITY_ZONES = ("城东片区", "城西片区")
CENTRE = (116.42, 32.08)
"""Longitude and latitude of the county town, in degrees."""

Sort = Literal["city primary", "city secondary", "centre", "secondary", "village", "point"]


@dataclass(frozen=True)
class Town:
    """A township: where it lies seen from the county town, and the schools its centre school leads."""

    name: str
    degrees: int
    kilometres: float
    villages: tuple[str, ...]
    points: tuple[str, ...]

    @property
    def zone(self) -> str:
        """Its 片区, named as the township."""
        return self.name


TOWNS = (
    Town("柳河镇", 80, 9.5, ("前屯小学", "新河小学"), ()),
    Town("石桥镇", 25, 11.0, ("石门小学", "高庙小学"), ("桥头教学点",)),
    Town("白马镇", 130, 10.0, ("马店小学", "刘庄小学"), ("坝上教学点",)),
    Town("双泉镇", 185, 12.5, ("东泉小学", "西泉小学"), ("泉沟教学点",)),
    Town("青山乡", 235, 14.0, ("朱岗小学", "杨楼小学"), ("山口教学点",)),
    Town("松林乡", 290, 13.5, ("松坡小学",), ("林场教学点",)),
    Town("云岭乡", 335, 15.5, ("云谷小学",), ("岭上教学点",)),
)
CITY_SCHOOLS: tuple[tuple[str, Sort, int, float, float], ...] = (
    ("青禾县实验小学", "city primary", 108, 0.4, 0.3),
    ("城关第一小学", "city primary", 98, -0.6, 0.2),
    ("城关第二小学", "city primary", 90, -1.1, -0.9),
    ("城东小学", "city primary", 94, 1.7, 0.4),
    ("城西小学", "city primary", 84, -2.0, 0.6),
    ("青禾县第一初级中学", "city secondary", 118, 0.2, -0.7),
    ("青禾县第二初级中学", "city secondary", 106, -1.5, -0.2),
    ("城东初级中学", "city secondary", 98, 1.9, -0.5),
)
"""Name, sort, teaching posts, kilometres east and north of the centre."""

SIZES: Mapping[Sort, tuple[int, int]] = {
    "centre": (30, 36),
    "secondary": (34, 42),
    "village": (10, 13),
    "point": (4, 5),
}
"""Fewest and most teaching posts of a township's schools."""

SHARES: Mapping[str, Mapping[str, float]] = {
    PRIMARY: {
        "语文": 0.31, "数学": 0.25, "英语": 0.11, "科学": 0.08, "体育": 0.09, "音乐": 0.05, "美术": 0.05,
        "道德与法治": 0.06,
    },
    SECONDARY: {
        "语文": 0.15, "数学": 0.15, "英语": 0.14, "物理": 0.08, "化学": 0.06, "生物": 0.05, "历史": 0.06, "地理": 0.05,
        "道德与法治": 0.07, "体育": 0.08, "音乐": 0.03, "美术": 0.03, "信息科技": 0.05,
    },
}  # fmt: skip
"""Share of a school's teaching posts by subject."""
POINT_POSTS = {4: {"语文": 2, "数学": 1, "英语": 1}, 5: {"语文": 2, "数学": 1, "英语": 1, "音乐": 1}}

IMBALANCE: Mapping[Sort, Mapping[str, tuple[int, int]]] = {
    "city primary": {
        "语文": (3, 5), "数学": (3, 4), "英语": (1, 3), "体育": (0, 2), "音乐": (1, 2), "美术": (0, 2), "科学": (-1, 0),
    },
    "city secondary": {
        "语文": (2, 4), "数学": (2, 4), "英语": (2, 3), "物理": (0, 1), "历史": (0, 2), "音乐": (0, 1),
        "信息科技": (-1, 0), "体育": (-1, 0),
    },
    "centre": {
        "语文": (0, 2), "数学": (-1, 0), "英语": (-2, -1), "科学": (-1, 0), "体育": (-1, 0), "音乐": (-1, 0),
        "美术": (-1, 0),
    },
    "secondary": {
        "语文": (-1, 1), "数学": (-2, 0), "英语": (-2, -1), "物理": (-1, 0), "化学": (-1, 0), "地理": (-1, 0),
        "体育": (-1, 0), "音乐": (-1, 0), "信息科技": (-1, 0),
    },
    "village": {
        "语文": (-1, 1), "数学": (-1, 0), "英语": (-1, -1), "科学": (-1, 0), "体育": (-1, 0), "音乐": (-1, -1),
        "美术": (-1, 0),
    },
    "point": {"语文": (-1, 0), "英语": (-1, -1)},
}  # fmt: skip
"""How far staff stands above or below the posts, fewest and most: the county's trouble the plan is to mend."""


@dataclass(frozen=True)
class School:
    """One school as the county was drawn; `posts` and `staff` count people by subject."""

    code: str
    name: str
    sort: Sort
    stage: str
    zone: str
    area: str
    kind: str
    parent: str
    alliance: str
    lon: float
    lat: float
    posts: Mapping[str, int]
    staff: Mapping[str, int]
    support: int
    """People who do not teach 教辅."""

    @property
    def in_city(self) -> bool:
        """Whether it stands in the county town."""
        return self.area == "城区"

    @property
    def establishment(self) -> int:
        """Posts of establishment: the posts and the support staff, and a little air outside the county town."""
        granted = sum(self.posts.values()) + self.support
        return granted if self.in_city else granted + math.ceil(granted / 40)

    def vacancies(self, subject: str) -> int:
        """Posts of a subject that nobody fills and the establishment has room for."""
        room = self.establishment - sum(self.staff.values()) - self.support
        return max(0, min(room, self.posts.get(subject, 0) - self.staff.get(subject, 0)))


def _place(east: float, north: float) -> tuple[float, float]:
    """Return longitude and latitude, in degrees, of a point in kilometres from the county town."""
    lat = CENTRE[1] + north / 111.2
    return round(CENTRE[0] + east / (111.2 * math.cos(math.radians(CENTRE[1]))), 4), round(lat, 4)


def _posts(stage: str, size: int) -> dict[str, int]:
    """Share `size` posts among the subjects by largest remainder, one at least for each."""
    exact = {subject: share * size for subject, share in SHARES[stage].items()}
    posts = {subject: max(1, math.floor(amount)) for subject, amount in exact.items()}
    by_need = sorted(exact, key=lambda subject: posts[subject] - exact[subject])
    for subject in by_need[: max(0, size - sum(posts.values()))]:
        posts[subject] += 1
    return posts


def _draw(rng: Random, sort: Sort, size: int, at: tuple[float, float], **facts: str) -> School:
    """Draw a school's posts and staff; `at` is kilometres east and north, `facts` its codes, names and words."""
    stage = SECONDARY if sort.endswith("secondary") else PRIMARY
    posts = POINT_POSTS[size] if sort == "point" else _posts(stage, size)
    shifts = {subject: rng.randint(*span) for subject, span in IMBALANCE[sort].items()}
    staff = {subject: max(0, count + shifts.get(subject, 0)) for subject, count in posts.items()}
    lon, lat = _place(*at)
    return School(
        sort=sort, stage=stage, posts=posts, staff=staff, support=round(size / 40), lon=lon, lat=lat, **facts
    )  # fmt: skip


def _city(rng: Random) -> list[School]:
    schools = []
    for i, (name, sort, size, east, north) in enumerate(CITY_SCHOOLS):
        facts = {
            "code": f"{21 if sort == 'city primary' else 31}99{101 + i:06d}",
            "name": name,
            "zone": CITY_ZONES[0] if east > 0 else CITY_ZONES[1],
            "area": "城区",
            "kind": "县直小学" if sort == "city primary" else "县直初中",
            "parent": "",
            "alliance": f"{name}联盟",
        }
        schools.append(_draw(rng, sort, size, (east, north), **facts))
    return schools


def _township(rng: Random, number: int, town: Town, city: list[School]) -> list[School]:
    """Return a township's schools; each is in the alliance of a city school of its stage."""
    angle = math.radians(town.degrees)
    east, north = town.kilometres * math.cos(angle), town.kilometres * math.sin(angle)
    leaders = {stage: [s for s in city if s.stage == stage] for stage in (PRIMARY, SECONDARY)}
    alliance = {stage: found[number % len(found)].alliance for stage, found in leaders.items()}
    serial = number * 100 + 201
    area = "镇区" if town.name.endswith("镇") else "乡村"
    listed: list[tuple[str, Sort, str, str]] = [
        ("中心小学", "centre", area, "中心小学"),
        *((name, "village", "乡村", "村小") for name in town.villages),
        *((name, "point", "教学点", "教学点") for name in town.points),
        ("初级中学", "secondary", area, "乡镇初中"),
    ]  # fmt: skip
    schools = []
    for i, (name, sort, where, kind) in enumerate(listed):
        led = sort in ("village", "point")
        away, turn = rng.uniform(2.0, 4.5) if led else rng.uniform(0.2, 0.6), rng.uniform(0, 2 * math.pi)
        facts = {
            "code": f"{31 if sort == 'secondary' else 21}99{serial + i:06d}",
            "name": f"{town.name}{name}",
            "zone": town.zone,
            "area": where,
            "kind": kind,
            "parent": f"2199{serial:06d}" if led else "",
            "alliance": alliance[SECONDARY if sort == "secondary" else PRIMARY],
        }
        at = (east + away * math.cos(turn), north + away * math.sin(turn))
        schools.append(_draw(rng, sort, rng.randint(*SIZES[sort]), at, **facts))
    return schools


def draw_schools(seed: int) -> list[School]:
    """Return the county's schools, the county town's first, in order of code within each."""
    rng = Random(f"{seed} schools")
    city = _city(rng)
    return city + [school for i, town in enumerate(TOWNS) for school in _township(rng, i, town, city)]


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the distance between two places (longitude, latitude in degrees), flat: the county is small."""
    east = (a[0] - b[0]) * 111.2 * math.cos(math.radians(CENTRE[1]))
    return math.hypot(east, (a[1] - b[1]) * 111.2)


def minutes_by_zone(schools: list[School]) -> dict[tuple[str, str], int]:
    """Return the minutes on the road from each zone's heart to each school, by (zone, school code)."""
    heart: dict[str, tuple[float, float]] = {}
    for zone in dict.fromkeys(s.zone for s in schools):
        inside = [s for s in schools if s.zone == zone and s.sort != "village" and s.sort != "point"]
        heart[zone] = (sum(s.lon for s in inside) / len(inside), sum(s.lat for s in inside) / len(inside))
    slow = {"城区": 1.0, "镇区": 1.0, "乡村": 1.15, "教学点": 1.4}
    return {
        (zone, s.code): round(4 + kilometres(place, (s.lon, s.lat)) * 1.35 * slow[s.area] / 36 * 60)
        for zone, place in heart.items()
        for s in schools
    }
