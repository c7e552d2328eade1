"""Proven, a plan is the same whatever the number of workers and the solver's own seed."""

from __future__ import annotations

from random import Random

import pytest

from models.case import Case
from models.formulate import formulate
from optimizer.events import Settings
from optimizer.solve import solve
from tests.models.micro import Row, district, policy
from tests.optimizer.engine import run

SCHOOLS = [f"{i:02}" for i in range(12)]


def county(movers: int, *, chain: bool) -> Case:
    """Return movers of 3 subjects at 12 schools, with choices and relatives, and fewer places than are asked for."""
    rng = Random(2026)
    subjects = ("语文", "数学", "英语")
    teachers: list[Row] = [
        {
            "teacher_id": f"{i:03}", "school_id": rng.choice(SCHOOLS), "stage": "初中", "subject": subjects[i % 3],
            "home_zone": f"片{rng.randrange(4)}", "score": float(rng.randint(50, 99)),
        }
        for i in range(movers)
    ]  # fmt: skip
    codes = [f"{i:03}" for i in range(movers)]
    posts: list[Row] = [
        {"school_id": s, "stage": "初中", "subject": k, "required": rng.randint(1, 3)}
        for s in SCHOOLS
        for k in subjects
    ]
    made = district(
        [{"school_id": s, "zone": f"片{i % 4}", "establishment": rng.randint(5, 8)} for i, s in enumerate(SCHOOLS)],
        teachers,
        posts=posts,
        relations=[f"{a} 近姻亲 {b}" for a, b in zip(codes[:20:2], codes[1:20:2], strict=True)],
        choices=[f"{c} {r} {s}" for c in codes for r, s in enumerate(rng.sample(SCHOOLS, 3), 1)],
        distances=[
            {"zone": f"片{z}", "school_id": s, "minutes": rng.randint(5, 50)} for z in range(4) for s in SCHOOLS
        ],
        outgoing=codes,
    )
    rules = {"release_first": {"mode": "chain"}} if chain else {}
    return Case(made, policy(tiers=["fill", "choice", "distance"], lottery=True, rules=rules))


@pytest.mark.parametrize(("movers", "chain"), [(60, False), (32, True)], ids=["pool", "chain"])
def test_workers_and_seeds_change_no_plan(movers: int, chain: bool) -> None:
    matrix = formulate(county(movers, chain=chain)).program.matrix
    found = {}
    for workers in (1, 2):
        for seed in (0, 1, 2):
            told = run(matrix, Settings(seconds=60, workers=workers, seed=seed))
            assert told.proven(matrix), (workers, seed)
            found[workers, seed] = (told.values, told.chosen)
    assert len(set(found.values())) == 1, found
    ((values, chosen),) = set(found.values())
    assert chosen is not None
    assert len(chosen) > 15
    assert values[0] == movers - len(chosen)


def test_a_child_of_its_own_finds_the_same() -> None:
    case = county(60, chain=False)
    formulated = formulate(case)
    told = run(formulated.program.matrix)
    outcome = solve(case, Settings(seconds=60))
    assert outcome.status == "optimal"
    assert tuple(tier.value for tier in outcome.tiers) == told.values
