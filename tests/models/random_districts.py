"""Small random districts, drawn from a seed: everything the tables let vary, varies.

Policies and plans for them stand in `random_policies`. The same seed gives the same district anywhere.
"""

from __future__ import annotations

from random import Random
from typing import Any

from models.district import District
from models.tables import KIN_KINDS
from tests.models.random_history import random_history
from tests.models.random_outside import open_the_district
from tests.models.random_returns import end_terms

STAGES = ("小学", "初中")
SUBJECTS = ("语文", "数学", "英语")
ZONES = ("东", "西", "南")
AREAS = ("城区", "镇区", "乡村", "")
TITLES = ("高级", "一级", "二级;高级", "")
ROLES = ("校长", "副校长", "教研员;副校长", "")
NOW = 12 * 2026 + 8
MONTHS = (None, NOW - 130, NOW - 72, NOW - 71, NOW - 12, NOW - 1, NOW, NOW + 1, NOW + 13)
OWN = ("5", "5.0", "7", "五", "是", "否", "2020-09", "2021-3", "")
"""Cells of the bureau's own columns: numbers, words and months, all kept as text."""


def random_district(rng: Random, *, most: int = 9, roomy: bool = False) -> District:
    """Draw a district of 2 to 5 schools and 3 to `most` teachers; a `roomy` one has places free and few locks."""
    schools = [f"{i:02}" for i in range(rng.randint(2, 5))]
    zones = ZONES[: rng.randint(1, 3)]
    posts = [(rng.choice(STAGES), subject) for subject in SUBJECTS[: rng.randint(1, 2 if roomy else 3)]]
    codes = [f"{i:03}" for i in range(rng.randint(3, most))]
    teachers = [_teacher(rng, code, schools, zones, posts) for code in codes]
    zone_of = {school: rng.choice((*zones, zones[0], "")) for school in schools}
    tables: dict[str, list[Any]] = {
        "schools": [_school(rng, i, schools, zone_of, teachers, 3 * roomy) for i in range(len(schools))],
        "posts": [
            _post(rng, s, *post, teachers, 3 * roomy)
            for s in schools
            for post in posts
            if s == schools[0] or rng.random() < 0.85
        ],
        "teachers": teachers,
        "relations": _relations(rng, codes),
        "choices": _choices(rng, codes, schools, zones),
        "locks": [] if roomy and rng.random() < 0.7 else _locks(rng, teachers, schools),
        "distances": _distances(rng, codes, schools, zones),
    }
    if rng.random() < 0.45:
        tables["outgoing"] = [{"teacher_id": c} for c in codes if rng.random() < 0.6]
    for teacher in teachers:
        teacher["面试"] = Random(repr(teacher)).choice(("", "49.5", "30", "0", " 60 ", "-1.25"))
    numbers = Random(repr(teachers))  # a draw of its own: what is drawn after stays as it was
    tables["quotas"] = [_number(numbers, schools, posts) for _ in range(numbers.choice((0, 0, 0, 0, 1, 2)))]
    tables["title_posts"] = [
        {"school_id": school, "title": title, "posts": numbers.choice((0, 0, 0, 1, 1, 2))}
        for school in schools
        for title in TITLES[:3]
        if numbers.random() < 0.8
    ]
    end_terms(Random(repr(teachers)), teachers, schools, NOW)
    tables["history"] = random_history(Random(f"past {teachers!r}"), codes, schools)
    open_the_district(Random(repr(tables)), teachers, tables["locks"])
    tables["school_choices"] = _school_choices(Random(repr(schools) + repr(teachers)), schools, codes)
    return District.of(**tables)


def _school_choices(rng: Random, schools: list[str], codes: list[str]) -> list[dict[str, Any]]:
    """Draw the lists of some schools, each of some people in some order; ranks may leave gaps."""
    found: list[dict[str, Any]] = []
    for school in schools:
        if rng.random() < 0.35:
            wanted = rng.sample(codes, rng.randint(1, len(codes)))
            ranks = sorted(rng.sample(range(1, 2 * len(wanted) + 1), len(wanted)))
            found += [{"school_id": school, "rank": r, "teacher_id": c} for r, c in zip(ranks, wanted, strict=True)]
    return found


def _number(rng: Random, schools: list[str], posts: list[tuple[str, str]]) -> dict[str, Any]:
    """Draw a line of numbers issued to a school."""
    stage, subject = rng.choice(posts)
    least, most = sorted((rng.choice((0, 0, 0, 1)), rng.choice((1, 1, 2, 3))))
    return {
        "school_id": rng.choice(schools), "direction": rng.choice(("out", "in")),
        "stage": stage if rng.random() < 0.3 else "", "subject": subject if rng.random() < 0.3 else "",
        "title": rng.choice(("高级", "")), "honour": rng.choice(("骨干", "", "")), "degree": "",
        "min": rng.choice((None, least)), "max": most,
    }  # fmt: skip


def _teacher(
    rng: Random, code: str, schools: list[str], zones: tuple[str, ...], posts: list[tuple[str, str]]
) -> dict[str, Any]:
    stage, subject = rng.choice(posts)
    also = tuple(f"{a}:{b}" for a, b in posts if rng.random() < 0.35)
    status = tuple(s for s in ("孕产期", "借调:2026-08", "病:2026-07", "病:2027-01") if rng.random() < 0.1)
    return {
        "teacher_id": code, "name": f"教师{code}", "school_id": rng.choice(schools), "stage": stage,
        "subject": subject, "also": also, "status": status, "sex": rng.choice(("男", "女", "")),
        "birth_date": rng.choice((None, NOW - 12 * 50, NOW - 12 * 50 + 1, NOW - 12 * 30)),
        "joined": rng.choice(MONTHS), "unit_joined": rng.choice(MONTHS), "post_since": rng.choice(MONTHS),
        "retires": rng.choice((None, NOW + 60, NOW + 59, NOW - 1)), "title": rng.choice(TITLES),
        "honour": rng.choice(("骨干", "")), "role": rng.choice(ROLES), "degree": rng.choice(("本科", "硕士", "")),
        "post_type": rng.choice(("专任教师", "管理", "")),
        "appraisals": rng.choice(((), ("优秀",), ("合格", "优秀"))), "applies": rng.choice((True, False, None)),
        "consent": rng.choice((True, False, None)), "score": rng.choice((None, 60.0, 70.5, 89.49)),
        "exchange_years": rng.choice((None, 0.0, 1.5)), "home_zone": rng.choice((*zones, "")),
        "spouse_zone": rng.choice((*zones, "", "", "外县")), "home_lon": rng.choice((None, 113.5, 113.91)),
        "home_lat": rng.choice((None, 34.7, 34.52)), "term_end": rng.choice((*[None] * 5, NOW, NOW + 1)),
        "payroll_school": rng.choice(schools) if rng.random() < 0.12 else "", "评定": rng.choice(OWN),
    }  # fmt: skip


def _spare(rng: Random, room: int) -> int:
    """Draw how far the establishment is from the headcount; some schools stand above it, room or not."""
    spare = rng.choice((-2, -1, 0, 0, 1, 2, 9))
    return spare if spare == -2 else spare + room


def _school(
    rng: Random, i: int, schools: list[str], zone_of: dict[str, str], teachers: list[dict[str, Any]], room: int
) -> dict[str, Any]:
    code = schools[i]
    rows = sum((t["payroll_school"] or t["school_id"]) == code for t in teachers)
    given = rows + rng.choice((0, 0, 1, 2)) if rng.random() < 0.4 else None
    return {
        "school_id": code, "name": f"学校{code}", "zone": zone_of[code], "area": rng.choice(AREAS),
        "kind": rng.choice(("公办", "")), "level": rng.choice(("县直", "乡镇", "")),
        # A parent stands before its school, so that the lines of 中心校 end.
        "parent": rng.choice(schools[:i]) if i and rng.random() < 0.4 else "",
        "alliance": rng.choice(("甲", "乙", "")), "headcount": given,
        "establishment": max(0, (rows if given is None else given) + _spare(rng, room)),
        "inflow": rng.random() < 0.94, "outflow": rng.random() < 0.94, "层次": rng.choice(OWN),
        "lon": rng.choice((None, 113.6, 114.02)), "lat": rng.choice((None, 34.7, 34.9)),
    }  # fmt: skip


def _post(
    rng: Random, school: str, stage: str, subject: str, teachers: list[dict[str, Any]], room: int
) -> dict[str, Any]:
    rows = sum((t["school_id"], t["stage"], t["subject"]) == (school, stage, subject) for t in teachers)
    given = rows + rng.choice((0, 1)) if rng.random() < 0.3 else None
    required = max(0, rows + rng.choice((-1, 0, 0, 1, 2)) + rng.randint(0, room))
    return {
        "school_id": school, "stage": stage, "subject": subject, "required": required, "current": given,
        "紧缺": rng.choice(OWN),
    }  # fmt: skip


def _relations(rng: Random, codes: list[str]) -> list[dict[str, Any]]:
    found = []
    for i, a in enumerate(codes):
        for b in codes[i + 1 :]:
            if rng.random() < 1.1 / len(codes):
                first, second = (a, b) if rng.random() < 0.5 else (b, a)
                kind = rng.choice(("夫妻", *KIN_KINDS))
                found.append({"teacher_a": first, "teacher_b": second, "kind": kind})
    return found


def _choices(rng: Random, codes: list[str], schools: list[str], zones: tuple[str, ...]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for code in codes:
        for rank in range(1, rng.choice((0, 0, 1, 2, 3)) + 1):
            reached = {"zone": rng.choice(zones)} if rng.random() < 0.3 else {"school_id": rng.choice(schools)}
            found.append({"teacher_id": code, "rank": rank, **reached})
    return found


def _locks(rng: Random, teachers: list[dict[str, Any]], schools: list[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for teacher in teachers:
        code = teacher["teacher_id"]
        others = [s for s in schools if s != teacher["school_id"]]
        draw = rng.random()
        if draw < 0.07:
            found.append({"teacher_id": code, "action": "stay"})
        elif draw < 0.13:
            found.append({"teacher_id": code, "action": "must", "school_id": rng.choice(others)})
        found += [{"teacher_id": code, "action": "never", "school_id": s} for s in others if rng.random() < 0.06]
    return found


def _distances(rng: Random, codes: list[str], schools: list[str], zones: tuple[str, ...]) -> list[dict[str, Any]]:
    start = [("teacher_id", code) for code in codes] + [("zone", zone) for zone in zones]
    return [
        {column: key, "school_id": school, "minutes": rng.randint(0, 60)}
        for column, key in start
        for school in schools
        if rng.random() < 0.2
    ]
