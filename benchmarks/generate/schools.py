"""The schools of a synthetic district: stages, areas, towns, places on the map, and how many people each has.

Sources and arguments
---------------------
Size. Ministry of Education, national statistics of 2023: 143,500 primary schools with 6.656 million full-time teachers
and 52,300 lower secondary schools (nine-year schools among them) with 4.083 million: 54.8 teachers a school. School
sizes are skewed: many small schools, few large ones; a log-normal law is the plain choice. Its parameters by stage and
area are ours (a town school is about as large as the mean, a city school half again, a village school about half).
Stages. Of 195,800 schools 73 % are primary; the rest are lower secondary and nine-year schools. Districts that rotate
teachers have merged their smallest village schools, so 60 / 30 / 10 (primary, lower secondary, nine-year) is drawn.
Towns. A zone 片区 is a township or a part of the county town, with about 8 schools; about 10 zones make a county.
Teaching points 教学点 have 4 to 8 people and no more than the main subjects.

School codes have ten digits and begin with 099: no province bears the number 99.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from benchmarks.generate.draws import FloatArray, rounded, stream
from benchmarks.generate.recipe import MEAN_STAFF, Recipe
from models.district import BoolArray, IntArray

AREAS = ("城区", "镇区", "乡村", "教学点")
URBAN, TOWN, RURAL, POINT = range(4)
PRIMARY, SECONDARY, NINE_YEAR = range(3)
STAGE_MIX = (0.6, 0.3, 0.1)
SCHOOLS_A_ZONE, SCHOOLS_A_COUNTY, SCHOOLS_AN_ALLIANCE = 8, 80, 150
URBAN_ZONES, TOWNSHIPS_WITH_A_TOWN, POINT_SHARE = 0.28, 0.65, 0.15
"""Share of zones in the county town; of townships that are 镇; of village primary schools that are points."""
BASE_SIZE = {PRIMARY: 46.0, SECONDARY: 66.0, NINE_YEAR: 80.0}
AREA_FACTOR = (1.5, 1.05, 0.55)
SIZE_SPREAD = 0.45
"""Standard deviation of the logarithm of a school's size, within its stage and area."""
SMALLEST, POINT_SIZE = 10, (4, 8)
HEART = (116.42, 32.08)
"""Longitude and latitude of the middle of the map, in degrees."""
COUNTY_SPACING, KM_A_DEGREE = 55.0, 111.2

_FIRST = "柳石白双青松云清长金银龙凤杨梅兰竹桃梨槐柏枫桂莲荷芦苇沙黄红紫玉宝福安宁平和顺兴永"
_SECOND = "河桥马泉山林岭溪湖塘庙坪沟湾店集铺寨堡屯坡洼畈冲垄滩渡港闸圩"
_SIDES = "东西南北中"
_NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五")
_KINDS = ("小学", "初级中学", "九年一贯制学校")


@dataclass(frozen=True)
class Schools:
    """The schools, by position; a zone, county or alliance is a position of its own.

    Attributes
    ----------
    stage : PRIMARY, SECONDARY or NINE_YEAR; area : URBAN, TOWN, RURAL or POINT; shape (schools,) each.
    zone, alliance : positions; shape (schools,).
    parent : position of the centre school that leads it, -1 where none does.
    lon, lat : degrees. size : people on the staff, support staff included.
    zone_county : shape (zones,). zone_names, alliance_names : by position.
    """

    codes: list[str]
    names: list[str]
    stage: IntArray
    area: IntArray
    zone: IntArray
    alliance: IntArray
    parent: IntArray
    lon: FloatArray
    lat: FloatArray
    size: IntArray
    zone_county: IntArray
    zone_names: list[str]
    alliance_names: list[str]

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def outside_town(self) -> BoolArray:
        """Whether a school counts as rural for quotas: village schools and points."""
        return self.area >= RURAL


def draw_schools(recipe: Recipe) -> Schools:
    """Draw the schools of a recipe, zone by zone."""
    rng = stream(recipe.seed, "schools")
    count = recipe.schools
    zones = max(1, round(count / SCHOOLS_A_ZONE))
    counties = max(1, round(count / SCHOOLS_A_COUNTY))
    zone = np.arange(count) * zones // count
    zone_county = np.arange(zones) * counties // zones
    stage = _stages(count)
    urban_zone, has_town = _zone_kinds(rng, zone_county)
    area, parent = _areas(rng, stage, zone, urban_zone, has_town)
    lon, lat = _places(rng, zone, zone_county, urban_zone, area)
    zone_names, names = _names(rng, stage, area, zone, zone_county, urban_zone, has_town)
    alliances = _alliances(recipe, zones)
    return Schools(
        codes=[f"099{serial:07d}" for serial in np.cumsum(rng.integers(1, 9, count)) + 100],
        names=names, stage=stage, area=area, zone=zone, alliance=alliances[zone], parent=parent, lon=lon, lat=lat,
        size=_sizes(rng, stage, area), zone_county=zone_county, zone_names=zone_names,
        alliance_names=[f"第{number + 1}教育联盟" for number in range(int(alliances.max()) + 1)],
    )  # fmt: skip


def _stages(count: int) -> IntArray:
    """Mix the stages evenly along the list; a stage that only one school would have is left out."""
    nine = round(STAGE_MIX[2] * count)
    second = round(STAGE_MIX[1] * count)
    if nine + second < 2:
        nine = second = 0
    turns = np.concatenate([(np.arange(n) + start) / max(1, n) for n, start in ((nine, 0.7), (second, 0.6))])
    kinds = np.concatenate([np.full(nine, NINE_YEAR), np.full(second, SECONDARY)]).astype(np.int64)
    stage = np.full(count, PRIMARY, np.int64)
    # Ranked by their turn and spread over the list: a zone gets some of each.
    at = np.floor((np.arange(len(turns)) + 0.7) * count / max(1, len(turns))).astype(np.int64)
    stage[np.minimum(at, count - 1)] = kinds[np.argsort(turns, kind="stable")]
    return stage


def _zone_kinds(rng: np.random.Generator, zone_county: IntArray) -> tuple[BoolArray, BoolArray]:
    """Say which zones lie in a county town (the first of each county), and which townships are towns."""
    urban = np.zeros(len(zone_county), bool)
    for county in range(int(zone_county.max()) + 1):
        inside = np.flatnonzero(zone_county == county)
        urban[inside[: max(1, round(URBAN_ZONES * len(inside)))]] = len(inside) > 1
    return urban, rng.random(len(zone_county)) < TOWNSHIPS_WITH_A_TOWN


def _areas(
    rng: np.random.Generator, stage: IntArray, zone: IntArray, urban_zone: BoolArray, has_town: BoolArray
) -> tuple[IntArray, IntArray]:
    """Return each school's area and the centre school that leads it: the first primary school of its township."""
    area = np.where(urban_zone[zone], URBAN, np.where(has_town[zone] & (stage == SECONDARY), TOWN, RURAL))
    parent = np.full(len(stage), -1, np.int64)
    point = rng.random(len(stage)) < POINT_SHARE
    for z in np.flatnonzero(~urban_zone):
        primary = np.flatnonzero((zone == z) & (stage == PRIMARY))
        if len(primary):
            area[primary[0]] = TOWN if has_town[z] else RURAL
            led = primary[1:]
            area[led[point[led]]] = POINT
            parent[led] = primary[0]
    return area, parent


def _places(
    rng: np.random.Generator, zone: IntArray, zone_county: IntArray, urban_zone: BoolArray, area: IntArray
) -> tuple[FloatArray, FloatArray]:
    """Return longitude and latitude: counties on a grid, towns around the county town, schools around towns."""
    counties = int(zone_county.max()) + 1
    wide = math.ceil(math.sqrt(counties))
    county = np.arange(counties)
    east = (county % wide - (wide - 1) / 2) * COUNTY_SPACING
    north = (county // wide - (wide - 1) / 2) * COUNTY_SPACING
    turn = rng.random(len(zone_county)) * 2 * np.pi
    away = np.where(urban_zone, 0.5 + 2.0 * rng.random(len(turn)), 8.0 + 16.0 * rng.random(len(turn)))
    zone_east, zone_north = east[zone_county] + away * np.cos(turn), north[zone_county] + away * np.sin(turn)
    turn = rng.random(len(zone)) * 2 * np.pi
    near = np.isin(area, (URBAN, TOWN))
    away = np.where(near, 0.2 + 0.9 * rng.random(len(zone)), 1.5 + 4.0 * rng.random(len(zone)))
    lat = HEART[1] + (zone_north[zone] + away * np.sin(turn)) / KM_A_DEGREE
    width = KM_A_DEGREE * math.cos(math.radians(HEART[1]))
    lon = HEART[0] + (zone_east[zone] + away * np.cos(turn)) / width
    return np.round(lon, 4), np.round(lat, 4)


def _sizes(rng: np.random.Generator, stage: IntArray, area: IntArray) -> IntArray:
    """Draw log-normal sizes and scale them to the mean; points stay small."""
    base = np.array([BASE_SIZE[s] for s in range(3)])[stage] * np.array([*AREA_FACTOR, 0.0])[area]
    # Normal numbers from uniform ones (Box and Muller): the stream stays a plain sequence of uniform numbers.
    uniform = rng.random((2, len(stage)))
    normal = np.sqrt(-2 * np.log1p(-uniform[0])) * np.cos(2 * np.pi * uniform[1])
    drawn = base * np.exp(SIZE_SPREAD * normal)
    small = rng.integers(POINT_SIZE[0], POINT_SIZE[1] + 1, len(stage))
    point = area == POINT
    wanted = MEAN_STAFF * len(stage) - small[point].sum()
    drawn *= wanted / max(1.0, drawn.sum())
    return np.where(point, small, np.maximum(SMALLEST, rounded(rng, drawn)))


def _alliances(recipe: Recipe, zones: int) -> IntArray:
    """Return the alliance of each zone: whole zones side by side, about 150 schools, two alliances at least.

    A district too small for two of 100 schools is halved where routes are limited, so that the limit is felt.
    """
    number = max(1, round(recipe.schools / SCHOOLS_AN_ALLIANCE))
    if recipe.routes == "limited" and number == 1 and recipe.schools >= 2 * SCHOOLS_A_ZONE:
        number = 2
    return np.arange(zones) * min(number, zones) // zones


def _names(
    rng: np.random.Generator, stage: IntArray, area: IntArray, zone: IntArray, zone_county: IntArray,
    urban_zone: BoolArray, has_town: BoolArray,
) -> tuple[list[str], list[str]]:  # fmt: skip
    """Make up the names of zones and schools; no two are alike."""
    pool = rng.permutation(len(_FIRST) * len(_SECOND))
    words = [_FIRST[i // len(_SECOND)] + _SECOND[i % len(_SECOND)] for i in pool.tolist()]
    counties = int(zone_county.max()) + 1
    county_names = [f"{word}县" for word in words[:counties]]
    zone_names, sides = [], dict.fromkeys(range(counties), 0)
    for z, county in enumerate(zone_county.tolist()):
        if urban_zone[z]:
            zone_names.append(f"{county_names[county]}城{_SIDES[sides[county] % 5]}片区")
            sides[county] += 1
        else:
            zone_names.append(f"{words[counties + z]}{'镇' if has_town[z] else '乡'}")
    taken: dict[str, int] = {}
    names = []
    for s, z in enumerate(zone.tolist()):
        where, village = zone_names[z].removesuffix("片区"), words[int(rng.integers(len(words)))]
        if area[s] == POINT:
            name = f"{where}{village}教学点"
        elif stage[s] == PRIMARY and not urban_zone[z]:
            first = f"{where}中心小学"
            name = first if first not in taken else f"{where}{village}小学"
        else:
            number = taken.get(f"{where}{_KINDS[stage[s]]}", 0)
            taken[f"{where}{_KINDS[stage[s]]}"] = number + 1
            name = f"{where}第{_NUMERALS[number % len(_NUMERALS)]}{_KINDS[stage[s]]}"
        taken[name] = taken.get(name, 0) + 1
        names.append(name if taken[name] == 1 else f"{name}（{taken[name]}）")
    return zone_names, names
