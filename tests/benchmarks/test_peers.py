"""Peers answer the same question: solvers find what trying every plan finds, by hand breaks no rule it could keep."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
import pytest

from benchmarks.generate import PRESETS, Recipe, generate
from benchmarks.peers.by_hand import Office
from benchmarks.peers.deferred import propose, rooms
from benchmarks.peers.flow import combined
from benchmarks.peers.highs import read as read_highs
from benchmarks.peers.peer import Answer, Effort, Job
from benchmarks.peers.program import read_program
from benchmarks.peers.record import Recorder, read_trace
from benchmarks.peers.registry import PEERS
from benchmarks.peers.scip import read as read_scip
from benchmarks.peers.tiered import Solved, run_tiers
from models.case import Case
from models.check import CheckResult, check_plan
from models.district import District, IntArray
from models.policy import Policy
from models.recount import Recount
from optimizer.events import Settings
from optimizer.solve import solve
from tests.models.micro import district, policy
from tests.models.random_policies import random_case
from tests.optimizer.engine import Puzzle, puzzles, worth

SOLVERS = [name for name, peer in PEERS.items() if peer.kind == "solver"]
BY_HAND = [name for name, peer in PEERS.items() if peer.kind == "by hand"]
TIME = Effort(seconds=20, workers=1)
BEYOND_ONE_MOVE = {"quotas", "locks", "split_couples", "returns"}
"""Rules that moving nobody may break: what they ask, people working seat by seat may miss."""


@cache
def drawn() -> tuple[Puzzle, ...]:
    return tuple(puzzles(61_000, 16, 18, 400))


def ask(name: str, case: Case, effort: Effort = TIME) -> Answer:
    answering = PEERS[name].answer
    assert answering is not None
    return answering(case, effort, Recorder())


def checked(case: Case, answer: Answer) -> CheckResult:
    assert answer.plan is not None
    return check_plan(case.district, case.policy, answer.plan, case.baseline)


def made_up(preset: str, seed: int = 3) -> Case:
    instance = generate(Recipe(movers=40, schools=6, seed=seed, **PRESETS[preset]))
    return Case(instance.district(), Policy.model_validate(tomllib.loads(instance.policy_text)))


@pytest.mark.parametrize("name", SOLVERS)
def test_a_solver_finds_what_trying_every_plan_finds(name: str) -> None:
    for puzzle in drawn():
        answer = ask(name, puzzle.case)
        if puzzle.best is None:
            assert answer.status == "infeasible", puzzle.seed
            continue
        assert answer.status == "optimal", puzzle.seed
        assert tuple(t.value for t in answer.tiers) == tuple(t.bound for t in answer.tiers) == puzzle.best[0]
        assert not checked(puzzle.case, answer).breaches, puzzle.seed


@pytest.mark.parametrize("preset", ["hard", "core"])
def test_solvers_and_lungang_agree_on_a_made_up_district(preset: str) -> None:
    case = made_up(preset)
    ours = solve(case, Settings(seconds=20, workers=1))
    assert ours.status == "optimal"
    values = tuple(t.value for t in ours.tiers)
    for name in SOLVERS:
        assert tuple(t.value for t in ask(name, case).tiers) == values, name
    if preset == "core":
        flow = ask("flow", case)
        assert tuple(t.value for t in flow.tiers) == values
        assert not checked(case, flow).breaches
    for name in BY_HAND:
        result = checked(case, ask(name, case))
        assert {rule for rule, count in result.counts.items() if count} <= BEYOND_ONE_MOVE
        assert result.tiers > values


@pytest.mark.parametrize("name", BY_HAND)
def test_by_hand_breaks_no_rule_that_cancelling_a_move_could_keep(name: str) -> None:
    moved = 0
    for seed in range(40):
        case = random_case(Random(f"by hand {seed}"), gentle=True)
        answer = ask(name, case)
        assert answer.plan is not None
        moved += len(answer.plan.moves)
        broken = {rule for rule, count in checked(case, answer).counts.items() if count}
        # Relatives who must part ask for a move, and what must be equal for a move back.
        parting = {"avoidance"} if case.policy.rules.avoidance.existing == "must-part" else set()
        assert broken <= BEYOND_ONE_MOVE | parting | {"balance"}, seed
    assert moved > 15


@pytest.mark.parametrize("name", BY_HAND)
def test_by_hand_is_never_better_than_the_best(name: str) -> None:
    for puzzle in drawn():
        answer = ask(name, puzzle.case)
        assert answer.plan is not None
        if puzzle.best is not None and not checked(puzzle.case, answer).breaches:
            recount = Recount(puzzle.case.district, puzzle.case.policy, puzzle.case.baseline)
            assert worth(puzzle.case, recount, answer.plan) >= puzzle.best[0], puzzle.seed


def one_seat(*, scores: tuple[int, ...] = (90, 80, 70)) -> District:
    """Three people of A want to leave; B has one free post, C one, and all like B better."""
    return district(
        schools=["A", "B", "C"],
        posts=["A 3", "B 1", "C 1"],
        teachers=[{"teacher_id": f"t{i}", "school_id": "A", "score": s} for i, s in enumerate(scores, 1)],
        outgoing=[f"t{i}" for i in range(1, len(scores) + 1)],
        choices=[f"t{i} {rank} {s}" for i in range(1, len(scores) + 1) for rank, s in ((1, "B"), (2, "C"))],
    )


@pytest.mark.parametrize("name", BY_HAND)
@pytest.mark.parametrize(("scores", "first", "second"), [((90, 80, 70), "t1", "t2"), ((70, 80, 90), "t3", "t2")])
def test_by_hand_the_higher_score_gets_the_better_seat(
    name: str, scores: tuple[int, ...], first: str, second: str
) -> None:
    answer = ask(name, Case(one_seat(scores=scores), policy(tiers=["choice"])))
    assert answer.plan is not None
    assert {(m.teacher_id, m.to_school) for m in answer.plan.moves} == {(first, "B"), (second, "C")}


@pytest.mark.parametrize("name", BY_HAND)
def test_who_finds_nothing_goes_back_and_whoever_took_the_seat_gives_it_up(name: str) -> None:
    tables = {"schools": ["A", "B"], "posts": ["A 1", "B 1"], "teachers": ["t1@A", "t2@B"], "outgoing": ["t1", "t2"]}
    free = ask(name, Case(district(**tables), policy()))
    assert free.plan is not None
    assert {(m.teacher_id, m.to_school) for m in free.plan.moves} == {("t1", "B"), ("t2", "A")}
    stuck = ask(name, Case(district(**tables, locks=["t1 never B"]), policy()))
    assert stuck.plan is not None
    assert stuck.plan.moves == ()


def test_no_person_and_school_would_both_rather_have_each_other() -> None:
    refused = 0
    for seed in range(4):
        case = made_up("default", seed)
        office = Office(case, read_program(case))
        post_room, school_room = rooms(office)
        rank = np.argsort(office.turn)
        held = propose(office)
        people = np.flatnonzero(held >= 0)
        node, school = office.program.pairs.node, office.program.pairs.school
        for person in range(len(office.people)):
            for pair in office.liked(person).tolist():
                if pair == held[person]:
                    break
                wanted = []
                for place, room in ((node, post_room), (school, school_room)):
                    there = people[place[held[people]] == place[pair]]
                    wanted.append(len(there) < room[place[pair]] or bool(np.any(rank[there] > rank[person])))
                assert not all(wanted), (seed, person, pair)
                refused += 1
    assert refused > 30


def test_a_later_tier_never_outweighs_an_earlier_one_in_a_flow() -> None:
    teacher = np.array([0, 0, 1, 1])
    one = combined([np.array([-1, -1, -1, 0]), np.array([900, 5, 700, -300])], teacher)
    place, cost = np.array([-1, -1, -1, 0]), np.array([900, 5, 700, -300])
    choices = [(a, b) for a in (None, 0, 1) for b in (None, 2, 3)]

    def worth(of: IntArray, picked: tuple[int | None, int | None]) -> int:
        return sum(int(of[p]) for p in picked if p is not None)

    best = min(choices, key=lambda picked: (worth(place, picked), worth(cost, picked)))
    assert min(choices, key=lambda picked: worth(one, picked)) == best


class Stubborn:
    """A solver that finds its first plan only when asked a third time, and proves nothing."""

    def __init__(self, columns: int) -> None:
        self.asked: list[float] = []
        self._x = np.zeros(columns, np.int64)

    def solve(self, tier: int, seconds: float, hint: IntArray | None, record: Recorder) -> Solved:
        self.asked.append(seconds)
        return Solved("stopped", self._x if len(self.asked) > 2 else None, None)

    def cap(self, tier: int, value: int) -> None:
        pass


def test_without_a_plan_a_tier_is_asked_again_with_more_time() -> None:
    program = read_program(Case(one_seat(), policy(tiers=["choice", "distance"])))
    engine = Stubborn(program.columns)
    answer = run_tiers(program, engine, 100.0, Recorder())
    assert answer.status == "feasible"
    assert len(engine.asked) == 5  # place three times, choice, distance
    assert engine.asked[0] < min(engine.asked[1:3])
    assert [t.bound for t in answer.tiers] == [None, None, None]


HIGHS_LINES = {
    " J       0       0         0   0.00%   inf             98                 Large        0      0": (98, None),
    "      8105       0      3829 100.00%   1718            1718               0.00%     1121      5": (1718, 1718),
    "Presolving model": None,
}
SCIP_LINE = "r 0.0s|     1 |     0 |    24 |     - |rounding|   0 |  60 |  30 |  30 |   0 |  0 |   0 |   0 |"
SCIP_HEAD = " time | node  | left  |LP iter|LP it/n|mem/heur|mdpt |vars |cons |rows |cuts |sepa|confs|strbr|"


def test_lines_of_the_solvers_are_read() -> None:
    assert {line: read_highs(line) for line in HIGHS_LINES} == HIGHS_LINES
    told = read_scip(SCIP_LINE + " 1.752896e+03 | 1.366000e+03 |  28.32%| unknown")
    assert told is not None
    assert told[0] == 1366
    assert told[1] == pytest.approx(1752.896, rel=1e-5)
    assert read_scip(SCIP_HEAD + "  dualbound   | primalbound  |  gap   | compl. ") is None


def test_what_a_run_writes_down_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "trace.jsonl"
    with path.open("w", encoding="utf-8") as file:
        record = Recorder(file)
        with record.phase("read"):
            pass
        with record.phase("build"):
            record.bound(0, 3)
            record.plan(0, 9, (9, 1))
            record.plan(0, 9, (9, 1))  # no better: not news
            record.done(0, 9, 3)
            record.plan(1, 4)
        file.write('{"seconds": 1.0, "ti')  # killed here
    trace = read_trace(path)
    assert [(p.tier, p.value, p.bound, p.values, p.done) for p in trace.points] == [
        (0, None, 3, None, False), (0, 9, 3, (9, 1), False), (0, 9, 3, None, True), (1, 4, None, None, False),
    ]  # fmt: skip
    assert set(trace.phases) == {"read", "build"}
    assert read_trace(path.with_name("nothing")).points == ()


def test_every_peer_says_what_it_is_and_how_it_is_run(tmp_path: Path) -> None:
    job = Job(tmp_path, Path("d"), Path("p.toml"), Effort(5, 2))
    for name, peer in PEERS.items():
        words = peer.command_of(job)
        assert peer.name == name
        assert peer.about.zh
        assert peer.about.en
        assert "5" in words or "5.0" in words
        assert (name in words) == (peer.answer is not None)
