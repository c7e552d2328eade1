"""A made-up county for the documents: 40 schools in 8 zones, 1,500 teachers, some 200 moves, and secrets to keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np
import pytest

from models.account import Account, account
from models.case import Case
from models.district import District
from models.plan import Move, Outcome, Plan, TierResult
from models.policy import Policy
from models.proof import Certificate, Multipliers
from models.rules.registry import RULES
from models.standing import Standing
from models.words import Text

SECRET_STATUS = "重大疾病秘密词"
SECRET_ID = "110101199003071234"
SECRET_ZONE = "配偶秘密片区"
SECRET_EXTRA = "电话13800001111"

ZONES = ("城关片区", "城东片区", "青禾镇", "柳河镇", "石桥镇", "云岭乡", "白沙镇", "杏林乡")
PRIMARY = {"语文": 9, "数学": 8, "英语": 4, "科学": 2, "体育": 3, "音乐": 2, "美术": 2}
JUNIOR = {
    "语文": 7,
    "数学": 7,
    "英语": 7,
    "物理": 4,
    "化学": 3,
    "道德与法治": 3,
    "历史": 3,
    "地理": 2,
    "生物": 2,
    "体育": 3,
}
SURNAMES, GIVEN = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨",
    ("文静", "志远", "秀兰", "建国", "晓梅", "宇航", "丽华", "思源", "春燕", "立新"),
)


Rows = list[Mapping[str, object]]


@dataclass(frozen=True)
class County:
    """Everything a document is made from."""

    district: District
    policy: Policy
    standing: Standing
    outcome: Outcome

    @property
    def plan(self) -> Plan:
        assert self.outcome.plan is not None
        return self.outcome.plan

    @cached_property
    def account(self) -> Account:
        return account(self.district, self.policy, self.standing, self.plan)

    def but(self, **changes: object) -> County:
        """Return the county with some parts replaced."""
        return replace(self, **changes)  # type: ignore[arg-type]


def _policy() -> Policy:
    return Policy.model_validate(
        {
            "name": "青禾县2026年义务教育学校教师交流轮岗实施办法",
            "date": "2026-08-31",
            "seed": "青禾2026",
            "barred": [{"name": "处分期内", "who": {"status": "处分"}}],
            "deferred": [
                {"name": "近三年内退休", "who": {"age": {"min": 57}}},
                {"name": "县局认定的其他暂缓", "who": {"status": "县局认定"}},
            ],
            "due": [{"name": "同一学校任教满6年", "who": {"years_in_school": {"min": 6}}}],
            "free": [{"name": "本人申请交流", "who": {"applies": True}}],
            "tiers": ["fill", "choice", "distance"],
        }
    )


def _schools(rng: np.random.Generator) -> tuple[Rows, Rows]:
    schools: Rows = []
    posts: Rows = []
    for i in range(40):
        z = i % 8
        junior, zone = i // 8 == 4, ZONES[z]
        stem = zone.rstrip("片区镇乡")
        name = f"{stem}中学" if junior else f"{stem}{('中心', '第二', '实验', '育才')[i // 8]}小学"
        code = f"2{'31' if junior else '21'}3400{i + 1:03d}"
        size = 1.7 if z < 2 else 1.12
        need = {k: max(1, round(v * size)) for k, v in (JUNIOR if junior else PRIMARY).items()}
        lean = {k: int(rng.integers(-1, 5)) if z < 2 else int(rng.integers(-3, 2)) for k in need}
        now = {k: max(1, need[k] + (lean[k] if k in ("语文", "数学", "英语", "体育") else lean[k] // 2)) for k in need}
        posts += [
            {
                "school_id": code,
                "stage": "初中" if junior else "小学",
                "subject": k,
                "required": need[k],
                "current": now[k],
            }
            for k in need
        ]
        staff = sum(now.values())
        area = "城区" if z < 2 else "镇区" if i // 8 == 0 else "乡村"
        establishment = (
            staff - int(rng.integers(-2, 5)) if z < 2 else max(staff - 1, sum(need.values()) - int(rng.integers(0, 4)))
        )
        schools.append({"school_id": code, "name": name, "zone": zone, "area": area, "establishment": establishment})
    return schools, posts


def _teachers(rng: np.random.Generator, posts: Rows) -> Rows:
    rows: Rows = []
    for post in posts:
        for _ in range(int(str(post["current"]))):
            n = len(rows)
            rows.append(
                {
                    "teacher_id": f"{n + 1:06d}", "school_id": post["school_id"], "stage": post["stage"],
                    "subject": post["subject"], "sex": "女" if rng.random() < 0.62 else "男",
                    "name": SURNAMES[n % 16] + GIVEN[(n // 16) % 10],
                    "birth_date": 12 * (1966 + int(rng.integers(0, 36))) + 3,
                    "joined": 12 * (2012 + int(rng.integers(0, 14))) + 8,
                    "title": ("一级教师", "二级教师", "高级教师")[n % 3], "applies": bool(rng.random() < 0.2),
                    "status": ("县局认定", SECRET_STATUS) if n % 97 == 5 else (),
                    "spouse_zone": SECRET_ZONE if n % 11 == 3 else "", "身份证号": SECRET_ID, "备注": SECRET_EXTRA,
                }
            )  # fmt: skip
    return rows


def _moves(rng: np.random.Generator, case: Case, wanted: int) -> tuple[list[Move], Rows]:
    """Send people from full posts to short ones, and let most of them have wished for it."""
    schools = [str(s) for s in case.district.schools["school_id"]]
    left = {
        (p["school_id"], p["stage"], p["subject"]): p["required"] - p["current"]
        for p in case.district["posts"].to_dict("records")
    }
    people = case.district.teachers
    room = dict(zip(schools, case.district.establishment - case.district.headcount, strict=True))
    moves: list[Move] = []
    choices: Rows = []
    for t in rng.permutation(case.movers):
        code, home, stage, subject = people.loc[t, ["teacher_id", "school_id", "stage", "subject"]]
        places = [s for s in schools if left.get((s, stage, subject), 0) > 0 and s != home and room[s] > 0]
        if len(moves) >= wanted or not places or (left[(home, stage, subject)] >= 0 and rng.random() < 0.7):
            continue
        to = places[int(rng.integers(len(places)))]
        moves.append(Move(code, to, stage, subject))
        left[(to, stage, subject)] -= 1
        left[(home, stage, subject)] += 1
        room[to] -= 1
        room[home] += 1
        rank = int(rng.choice([0, 1, 2, 3, 9], p=[0.1, 0.55, 0.2, 0.1, 0.05]))
        listed = [s for s in schools if s not in (to, home)][:3]
        if rank in (1, 2, 3):
            listed[rank - 1] = to
        choices += [{"teacher_id": code, "rank": r + 1, "school_id": s} for r, s in enumerate(listed) if rank]
    return moves, choices


@cache
def make_county() -> County:
    """Build the county; the same every time."""
    rng = np.random.default_rng(20260831)
    policy = _policy()
    schools, posts = _schools(rng)
    teachers = _teachers(rng, posts)
    tables: dict[str, Rows] = {"schools": schools, "posts": posts, "teachers": teachers}
    moves, choices = _moves(rng, Case(District.of(**tables), policy), 200)
    couple: Rows = [{"teacher_a": "000010", "teacher_b": "000020", "kind": "夫妻"}]
    district = District.of(**tables, choices=choices, relations=couple)
    district = replace(district, inputs={"教师花名册.csv": "ab" * 32, "schools.csv": "cd" * 32})
    case = Case(district, policy)
    fill = int(account(district, policy, case.standing, Plan.of(moves)).schools["shortage_after"].sum())
    outcome = Outcome(
        status="feasible",
        plan=Plan.of(moves),
        tiers=(
            TierResult({"fill": fill}, fill, fill, True),
            TierResult({"choice": 214}, 214, 214, True),
            TierResult({"distance": 4120}, 4120, 3986, False, 3901),
            TierResult({"lottery": 90_123_456}, 90_123_456, 61_000_000, False),
            TierResult({"lottery2": 98_765_432}, 98_765_432, 0, False),
        ),
        started="2026-08-31T09:30:00+08:00",
        seconds=93.4,
        parameters={"time_limit": 60, "workers": 8},
        versions={"lungang": "0.1.0", "ortools": "9.15"},
        rules=dict.fromkeys(RULES, 0),
    )  # fmt: skip
    return County(district, policy, case.standing, outcome)


@pytest.fixture(scope="session")
def county() -> County:
    return make_county()


@pytest.fixture(scope="session")
def micro() -> County:
    """Two schools, three people, one move: small enough to write its files by hand."""
    policy = Policy.model_validate(
        {
            "name": "Micro",
            "date": "2026-08",
            "deferred": [{"name": "near retirement", "who": {"subject": "art"}}],
            "due": [{"name": "six years", "who": {"subject": "maths"}}],
        }
    )
    district = District.of(
        schools=[
            {"school_id": "02", "name": "East", "zone": "E", "establishment": 2},
            {"school_id": "01", "name": "West", "zone": "W", "establishment": 2},
        ],
        posts=[
            {"school_id": "02", "stage": "primary", "subject": "maths", "required": 1},
            {"school_id": "01", "stage": "primary", "subject": "maths", "required": 1},
        ],
        teachers=[
            {"teacher_id": "c", "name": "Cara", "sex": "女", "school_id": "01", "stage": "primary", "subject": "art"},
            {"teacher_id": "b", "name": "Bo", "school_id": "01", "stage": "primary", "subject": "maths"},
            {"teacher_id": "a", "name": "=1+1", "school_id": "01", "stage": "primary", "subject": "maths"},
        ],
        choices=[{"teacher_id": "a", "rank": 3, "school_id": "02"}, {"teacher_id": "a", "rank": 2, "zone": "E"}],
    )
    outcome = Outcome(
        status="optimal",
        plan=Plan.of([Move("a", "02", "primary", "maths")]),
        tiers=(TierResult({"fill": 0}, 0, 0, True),),
        certificate=Certificate(2, 3, (Multipliers(1, np.array([0, -1]), np.zeros(0, np.int64)),)),
        started="2026-08-01T08:00:00+00:00",
        seconds=0.5,
        versions={"lungang": "0"},
        rules={"one_place": 0},
    )
    return County(district, policy, Case(district, policy).standing, outcome)


@pytest.fixture
def impossible(micro: County) -> County:
    """A solve that proved there is no plan."""
    why = (Text("甲校只有一个名额，却锁定了两人必须去。", "Two people are locked to one place."),)
    return micro.but(outcome=Outcome(status="infeasible", started="2026-08-01T08:00:00+00:00", explanation=why))
