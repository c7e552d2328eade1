"""huangcao: of each school's eligible 5 to 10 percent a batch; of a couple one; nobody changes payroll."""

from __future__ import annotations

import pytest

from tests.models.micro import district
from tests.scenarios.policies.clauses import Clauses, Decides

OLD = {"joined": "2020-08", "birth_date": "1985-03", "sex": "女"}


def person(code: str, **columns: object) -> dict[str, object]:
    """A woman of 41 who has taught six years at the school her code begins with."""
    return {"teacher_id": code, "school_id": code[:2], **OLD, **columns}


COUNTY = district(
    [
        {"school_id": "H1", "name": "红星路小学", "kind": "小学", "establishment": 9},
        {"school_id": "H2", "name": "向阳路小学", "kind": "小学", "establishment": 4},
        {"school_id": "H3", "name": "镇中心小学", "kind": "小学", "establishment": 4},
        {"school_id": "H4", "name": "镇成人学校", "kind": "成人学校", "establishment": 4},
    ],
    [
        *(person(f"H1{letter}") for letter in "abcdefg"),
        person("H1p", status=("怀孕",)),
        person("H1q", status=("怀孕",), applies=True),
        person("H2a", sex="男", birth_date="1976-08"),
        person("H2b", sex="男", birth_date="1975-08"),
        person("H3a", joined="2023-08"),
        person("H3b", joined="2023-09"),
        person("H4a"),
    ],
    posts=["H1 12", "H2 5", "H3 5", "H4 5"],
    relations=["H1a 夫妻 H1b"],
)

DECIDED = [
    Decides("怀孕、产假、哺乳", ("deferred", "本学年怀孕、产假、哺乳"), "H1p", "deferred", "怀孕"),
    Decides("可暂缓", ("deferred", "本学年怀孕、产假、哺乳", "waived_by"), "H1q", "due", "怀孕"),
    Decides("同校夫妻一方", ("rules", "split_couples"), "H1a", "moved", "夫妻"),
]
POLICY = Clauses("huangcao", COUNTY, DECIDED)


def test_the_plan_is_optimal_and_verified() -> None:
    POLICY.assert_optimal_and_verified()


@pytest.mark.parametrize("one", DECIDED, ids=lambda one: one.clause)
def test_each_clause_decides(one: Decides) -> None:
    POLICY.assert_decides(one)
