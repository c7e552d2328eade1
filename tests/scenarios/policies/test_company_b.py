"""company-b: everybody names exactly two posts; a vote says of each person and post fit, nearly fit, unfit."""

from __future__ import annotations

import pytest

from models.district import District
from tests.models.micro import district
from tests.scenarios.policies.clauses import Clauses, Decides, told, without

UNITS = ("A1", "A2", "A3", "A4")


def person(code: str, family: str, standing: str = "干部", since: str = "2024-11") -> dict[str, object]:
    """Somebody of the unit the code begins with, two years in the post; each family of posts is for one clause."""
    return {"teacher_id": code, "school_id": code[:2], "stage": standing, "subject": family, "post_since": since}


def named(first: str, second: str, *people: str) -> list[str]:
    """The two posts people named."""
    return [f"{code} {rank} {unit}" for code in people for rank, unit in ((1, first), (2, second))]


def office(**more: object) -> District:
    """Return the district; `more` are tables a test changes."""
    tables: dict[str, object] = {
        "schools": [{"school_id": code, "establishment": 50} for code in UNITS],
        "teachers": [
            *(person("A1a", "文秘"), person("A1b", "文秘")),  # one post each at A2 and A3
            *(person("A1c", "后勤", "职工", "2021-11"), person("A1d", "后勤", "职工", "2021-12")),
            person("A1e", "财务"),  # unfit where a post is free
            person("A1f", "档案"),  # neither of the two posts is free
            *(person("A1g", "信访"), person("A2a", "信访")),  # each wants the other's post
        ],
        "posts": [
            {"school_id": unit, "stage": standing, "subject": family, "required": required}
            for unit, standing, family, required in [
                *(("A1", "干部", "文秘", 2), ("A2", "干部", "文秘", 1), ("A3", "干部", "文秘", 1)),
                *(("A1", "职工", "后勤", 2), ("A2", "职工", "后勤", 2)),
                *(("A1", "干部", "财务", 1), ("A2", "干部", "财务", 1)),
                *(("A1", "干部", "档案", 1), ("A2", "干部", "档案", 0), ("A4", "干部", "档案", 1)),
                *(("A1", "干部", "信访", 1), ("A2", "干部", "信访", 1), ("A4", "干部", "信访", 2)),
            ]
        ],
        "choices": [
            *named("A2", "A3", "A1a", "A1b", "A1c", "A1d", "A1e", "A1f", "A1g"),
            *named("A1", "A3", "A2a"),
        ],
        "school_choices": [
            {"school_id": unit, "rank": rank, "teacher_id": code}
            for unit, listed in {"A2": ("A1b", "A1c", "A1f", "A1a", "A1g"), "A3": ("A1b", "A1a")}.items()
            for rank, code in enumerate(listed, 1)
        ],
        "locks": ["A1e never A2"],
    }
    return district(**{**tables, **more})  # type: ignore[arg-type]


FIVE = ("due", "职工任现岗位满年限")
DECIDED = [
    Decides("中层干部", ("due", "中层干部"), "A1b", "moved", "中层干部"),
    Decides("中层干部，不是职工", ("due", "中层干部", "who", "stage"), "A1d", "settled", "中层干部", ["干部", "职工"]),
    Decides("职工按年限", FIVE, "A1c", "moved", "职工任现岗位满年限"),
    Decides("满5年，正好", (*FIVE, "who", "years_in_post", "min"), "A1c", "due", "职工任现岗位满年限", 6),
    Decides("满5年，差一个月", (*FIVE, "who", "years_in_post", "min"), "A1d", "settled", "职工任现岗位满年限", 4),
    Decides("适合先于基本适合", ("stages", "按填报岗位和测评结果"), "A1b", "A2", "摇号"),
    Decides("研究安排其余的人", ("goals", "prefer", 0, "who", "category"), "A1f", "A4", "优先", "free"),
    Decides("都轮岗", ("tiers", 0), "A1f", "moved", "优先", "moves"),
    Decides("尽量在填报岗位之内", ("tiers", 1), "A2a", "A1", "志愿", "moves"),
]
POLICY = Clauses("company-b", office(), DECIDED, said=[("choices_each",), ("stages", "研究决定")])


@pytest.mark.parametrize("lines", [["A1a 1 A2"], ["A1a 1 A2", "A1a 2 A3", "A1a 3 A4"]])
def test_everybody_names_exactly_two_posts(lines: list[str]) -> None:
    asked = office(
        choices=[*lines, *(f"{c} {r} A{r + 1}" for c in ("A1b", "A1c", "A1d", "A1e", "A1f") for r in (1, 2))]
    )
    assert any("2个" in fault for fault in told(asked, POLICY.raw).faults)
    assert told(asked, without(POLICY.raw, ("choices_each",))).plan is not None


def test_who_is_unfit_does_not_go_there() -> None:
    assert POLICY.whole().fates["A1e"].outcome == "stays"
    fit = office(locks=[])
    assert told(fit, POLICY.raw).fates["A1e"].to == "A2"
