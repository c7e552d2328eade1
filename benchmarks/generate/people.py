"""The people of a synthetic roster: ages, years, titles, honours and everything else a policy may ask about.

Sources and arguments
---------------------
Sex. Women are about 70 % of the full-time teachers of compulsory education, more at primary than at lower secondary
schools; few teachers of 体育 are.
Age. Teachers enter at 22 to 24; men leave at 60, women at 55, a little later for everybody from 2025 on (the gradual
raise of the retirement age: a month later for every four). The staff is middle-aged: `AGES` gives rounded shares.
Titles. The ladder takes years: 二级 first, 一级 from about 34, 高级 from about 47; shares are ours.
Backbone teachers 骨干. Documents ask for 15 to 20 % of the moved to be backbone because they gather in the county town:
16 % of the teachers from 30 on there, 4 % in villages.

The people on the list fit the clauses of the policy: due (six years at the school, within the age) or free (applying,
with the school's consent), and nothing that bars or defers them. Everybody else is drawn without looking at the policy.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.generate.draws import FloatArray, stream, weighted
from benchmarks.generate.hidden_plan import HiddenPlan
from benchmarks.generate.posts import ALSO, NO_POST, SUBJECTS, UPPER, Nodes
from benchmarks.generate.recipe import Recipe
from benchmarks.generate.schools import Schools
from models.district import BoolArray, IntArray

TODAY = 12 * 2026 + 8
"""The policy's date, August 2026, as 12 * year + month."""
YEAR = 2026
AGES = ((22, 0.0), (29, 0.19), (34, 0.16), (39, 0.15), (44, 0.18), (49, 0.16), (54, 0.11), (59, 0.05))
"""Upper end of an age group, and its share of the teachers."""
WOMEN_LOWER, WOMEN_UPPER, WOMEN_IN_SPORTS = 0.76, 0.62, 0.30
DUE_AGES = (45, 50)
"""Oldest age at which women and men are due; `DUE_YEARS` years at the school make them so."""
DUE_YEARS = 6
RETIRE = (55, 60)
BEFORE_RETIREMENT = 5
FREE_SHARE = 0.15
"""Of the people on the list, those who are not due but apply, with consent."""
HONOURS = ("", "省级骨干教师", "市级骨干教师", "县级骨干教师")
BACKBONE = (0.16, 0.08, 0.04, 0.01)
"""Share of backbone teachers by area, among those of 30 and more."""
TITLES = ("", "二级教师", "一级教师", "高级教师")
DEGREES = ("专科", "本科", "研究生")
STATES = (("怀孕:2026-12", 0.006), ("哺乳:2027-03", 0.006), ("重大疾病", 0.004), ("处分期内:2027-03", 0.001),
          ("借调:2027-07", 0.004))  # fmt: skip
"""Special states and the share of the people not on the list who are in them; the first two are women's."""
MIDDLE_ROLES = ("教导主任", "总务主任", "德育主任")


@dataclass(frozen=True)
class Staff:
    """Who teaches where: known before the plan is drawn. `second` is the second subject taught, -1 for none."""

    node: IntArray
    second: IntArray


@dataclass(frozen=True)
class People:
    """The roster's cells, by position; months are 12 * year + month, words are positions in their lists.

    Attributes
    ----------
    listed : who stands on `outgoing`.
    woman, age, years, birth, joined, retires : `years` at the present school.
    state : position in `STATES`, -1 for none; role : text. appraisals : text.
    home_zone, spouse_zone : zones, -1 for none.
    """

    listed: BoolArray
    woman: BoolArray
    age: IntArray
    years: IntArray
    birth: IntArray
    joined: IntArray
    retires: IntArray
    title: IntArray
    honour: IntArray
    degree: IntArray
    state: IntArray
    role: list[str]
    appraisals: list[str]
    applies: BoolArray
    consent: BoolArray
    score: FloatArray
    exchanged: IntArray
    home_zone: IntArray
    spouse_zone: IntArray

    def __len__(self) -> int:
        return len(self.age)


def draw_staff(recipe: Recipe, nodes: Nodes) -> Staff:
    """Seat people at the posts, in the order of the roster, and say who teaches a second subject."""
    rng = stream(recipe.seed, "staff")
    node = np.repeat(np.arange(len(nodes)), nodes.current)
    at = {f"{stage}:{name}": i for i, (stage, name) in enumerate(SUBJECTS)}
    widest = max(map(len, ALSO.values()))
    options = np.full((NO_POST + 1, widest), -1, np.int64)
    for post, others in ALSO.items():
        options[at[post], : len(others)] = [at[other] for other in others]
    number = np.maximum(1, (options >= 0).sum(axis=1))[nodes.subject[node]]
    pick = np.floor(rng.random(len(node)) * number).astype(np.int64)
    teaches_two = rng.random(len(node)) < recipe.two_subject
    return Staff(node, np.where(teaches_two, options[nodes.subject[node], pick], -1))


def draw_people(recipe: Recipe, schools: Schools, nodes: Nodes, staff: Staff, plan: HiddenPlan) -> People:
    """Draw everybody."""
    rng = stream(recipe.seed, "people")
    size = len(staff.node)
    subject, school = nodes.subject[staff.node], nodes.school[staff.node]
    area = schools.area[school]
    listed = np.zeros(size, bool)
    listed[plan.mover] = True
    free = listed & (rng.random(size) < FREE_SHARE)
    due = listed & ~free

    woman = rng.random(size) < _women()[subject]
    age = _ages(rng, woman, due, listed)
    served = np.maximum(0, age - rng.integers(22, 25, size))
    least = np.where(due, DUE_YEARS, 0)
    years = least + np.floor(np.maximum(0, served - least + 1) * rng.random(size) ** 1.7).astype(np.int64)
    years = np.minimum(years, np.maximum(served, least))
    # August of the year, or September of the year before: the same number of full years in August 2026.
    joined = np.where(rng.random(size) < 0.5, 12 * (YEAR - years) + 8, 12 * (YEAR - years - 1) + 9)
    birth = TODAY - 12 * age - rng.integers(0, 12, size)

    backbone = (age >= 30) & (rng.random(size) < np.array(BACKBONE)[area]) & (subject != NO_POST)
    honour = np.where(backbone, 1 + weighted(rng, (0.07, 0.27, 0.66), size), 0)
    teaching = subject != NO_POST
    state = _states(rng, woman, age, listed | ~teaching)
    applies = free | (rng.random(size) < 0.05)
    exchanged = np.where(~listed & (rng.random(size) < 0.05), rng.integers(1, 4, size), 0)
    score = np.minimum(98.0, 42 + 1.1 * served + 8 * backbone + 20 * rng.random(size) - 6)
    return People(
        listed=listed, woman=woman, age=age, years=years, birth=birth, joined=joined, retires=_retires(birth, woman),
        title=_titles(rng, age), honour=honour, degree=_degrees(rng, age), state=state,
        role=_roles(rng, school, years, age, listed, teaching), appraisals=_appraisals(rng, listed, teaching),
        applies=applies & teaching, consent=free | (rng.random(size) < 0.8), score=np.round(score, 1),
        exchanged=exchanged, home_zone=_homes(rng, schools, school, 0.65),
        spouse_zone=np.where((age >= 26) & (rng.random(size) < 0.3), _homes(rng, schools, school, 0.6), -1),
    )  # fmt: skip


def _women() -> FloatArray:
    """Return the share of women by subject."""
    shares = [WOMEN_IN_SPORTS if name == "体育" else WOMEN_UPPER if stage == UPPER else WOMEN_LOWER
              for stage, name in SUBJECTS]  # fmt: skip
    return np.array([*shares, 0.5])


def _ages(rng: np.random.Generator, woman: BoolArray, due: BoolArray, listed: BoolArray) -> IntArray:
    """Draw ages by the shares of `AGES`, between what the person's sex and place on the list allow."""
    tops, shares = [top for top, _ in AGES], [share for _, share in AGES]
    below = np.interp(np.arange(22, 60), tops, np.cumsum(shares))  # share of teachers of that age or younger
    lowest = np.where(due, 22 + DUE_YEARS + 2, 23)
    oldest = np.where(woman, *RETIRE) - 1
    oldest = np.where(listed, oldest - BEFORE_RETIREMENT, oldest)
    oldest = np.where(due, np.where(woman, *DUE_AGES), oldest)
    low, high = below[lowest - 1 - 22], below[oldest - 22]
    drawn = low + rng.random(len(woman)) * (high - low)
    return np.asarray(np.clip(22 + np.searchsorted(below, drawn), lowest, oldest), np.int64)


def _retires(birth: IntArray, woman: BoolArray) -> IntArray:
    """Return the month of retirement: from 2025 on a month later for every four, three years later at most."""
    usual = birth + 12 * np.where(woman, *RETIRE)
    late = usual - (12 * 2025 + 1)
    return np.asarray(np.where(late < 0, usual, usual + np.minimum(36, late // 4 + 1)), np.int64)


def _titles(rng: np.random.Generator, age: IntArray) -> IntArray:
    draw = rng.random(len(age))
    steps = [(age >= 47) & (draw < 0.40), (age >= 34) & (draw < 0.85), age >= 25]
    return np.asarray(np.select(steps, [3, 2, 1], 0), np.int64)


def _degrees(rng: np.random.Generator, age: IntArray) -> IntArray:
    draw = rng.random(len(age))
    young = np.where(draw < 0.12, 0, np.where(draw < 0.95, 1, 2))
    return np.asarray(np.where(age < 45, young, np.where(draw < 0.45, 0, 1)), np.int64)


def _states(rng: np.random.Generator, woman: BoolArray, age: IntArray, never: BoolArray) -> IntArray:
    """Put a few people in special states; nobody of `never`."""
    state = np.full(len(age), -1, np.int64)
    mothers = woman & (age >= 24) & (age <= 40)
    for i, (_, share) in enumerate(STATES):
        who = mothers if i < 2 else np.ones(len(age), bool)
        scaled = share / max(1e-9, float(who.mean()))  # the share is of everybody
        state[(state < 0) & who & ~never & (rng.random(len(age)) < scaled)] = i
    return state


def _appraisals(rng: np.random.Generator, listed: BoolArray, teaching: BoolArray) -> list[str]:
    """Draw three years' results; a failed one keeps a person off the list."""
    words = np.array(["合格", "优秀", "基本合格", "不合格"])
    drawn = weighted(rng, (0.80, 0.18, 0.02, 0.0), 3 * len(listed)).reshape(-1, 3)
    failed = ~listed & teaching & (rng.random(len(listed)) < 0.003)
    drawn[failed, 0] = 3
    table = [";".join(words[[i, j, k]]) for i in range(4) for j in range(4) for k in range(4)]
    return [table[i] for i in (drawn @ np.array([16, 4, 1])).tolist()]


def _roles(
    rng: np.random.Generator, school: IntArray, years: IntArray, age: IntArray, listed: BoolArray, teaching: BoolArray,
) -> list[str]:  # fmt: skip
    """Name a head for each school, deputies and middle leaders by its size, and class teachers.

    A head is not due by the policy, so the longest-serving of those not on the list is taken.
    """
    role: list[str] = np.where(teaching & (rng.random(len(school)) < 0.3), "班主任", "").tolist()
    ready = np.flatnonzero(teaching & ~listed & (age >= 30))
    order = ready[np.lexsort((-years[ready], school[ready]))]
    staff = np.bincount(school)
    rank = np.arange(len(order)) - np.searchsorted(school[order], school[order])
    for person, place in zip(order.tolist(), rank.tolist(), strict=True):
        size = int(staff[school[person]])
        roles = ("校长", *("副校长",) * (size // 45), *MIDDLE_ROLES[: size // 20])
        if place < len(roles):
            role[person] = roles[place]
    return role


def _homes(rng: np.random.Generator, schools: Schools, school: IntArray, own: float) -> IntArray:
    """Return the zone each person lives in: the school's, else mostly the county town's, else any of the county."""
    zone = schools.zone[school]
    county = schools.zone_county[zone]
    first = np.searchsorted(schools.zone_county, np.arange(int(schools.zone_county.max()) + 2))
    count = np.diff(first)[county]
    draw = rng.random(len(school))
    town = np.maximum(1, np.round(0.28 * count))
    width = np.where(draw < own + 0.25, town, count)
    elsewhere = first[county] + np.floor(rng.random(len(school)) * width).astype(np.int64)
    return np.where(draw < own, zone, elsewhere).astype(np.int64)
