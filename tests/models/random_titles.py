"""Small random districts crowded with titles, under a rule on the posts of each title."""

from __future__ import annotations

from random import Random

from models.case import Case
from tests.models.micro import Row, district, policy

LADDER = ["甲", "乙", "丙"]


def random_titles(rng: Random, regime: str, named: int = 0) -> Case:
    """Draw a district of a few schools that hold more or fewer of each title than they have posts.

    With `named` that many people are on the outgoing list, and schools have few establishment posts free.
    """
    schools = ["A", "B", "C"][: rng.randint(2, 3)]
    teachers: list[Row] = [
        {"teacher_id": f"t{i}", "school_id": rng.choice(schools),
         "title": rng.choice(("甲", "甲", "乙", "丙", "丁", "")),
         "payroll_school": rng.choice(("", "", "", *schools)), "score": rng.choice((None, 60.0, 60.0, 70.5))}
        for i in range(rng.randint(5, 10))
    ]  # fmt: skip
    lines: list[Row] = [
        {"school_id": s, "title": t, "posts": rng.choice((0, 0, 1, 1, 2, 3))}
        for s in schools for t in "甲乙丙丁" if rng.random() < 0.8
    ]  # fmt: skip
    aside = {"from": {"school_id": rng.choice(schools)}, "to": {"school_id": rng.choice(schools)}, "transfer": False}
    routes = [aside, {"to": {"school_id": schools}}] if rng.random() < 0.5 else []
    rules: dict[str, object] = {"title_posts": {"regime": regime, "ladder": LADDER}, "routes": routes}
    ended = Random(repr(teachers))  # a draw of its own: what is drawn after stays as it was
    if not named and ended.random() < 0.5:
        rules["returns"] = {"wish": True}
        teachers = [_with_term(ended, teacher, schools) for teacher in teachers]
    tiers = [regime] if regime == "downgrade" else ["fill"]
    rows: list[Row] = [{"school_id": s, "establishment": rng.randint(2, 5) if named else 99} for s in schools]
    outgoing = [f"t{i}" for i in range(named)]
    made = district(rows, teachers, title_posts=lines, outgoing=outgoing)
    return Case(made, policy(rules=rules, tiers=tiers, lottery=named > 0))


def _with_term(rng: Random, teacher: Row, schools: list[str]) -> Row:
    """Let an exchange of some end, who go back or, if they would rather, stay for good."""
    assert not isinstance(teacher, str)
    if rng.random() < 0.6:
        return teacher
    origin = rng.choice([s for s in schools if s != teacher["school_id"]])
    wish = rng.choice((True, False, False))
    return {
        **teacher, "term_end": "2026-08", "origin_school": origin, "payroll_school": origin, "wish_return": wish,
    }  # fmt: skip
