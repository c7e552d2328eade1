"""What a unit of a rule is promised to buy, against every plan tried with the unit given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import product

import numpy as np
import pandas as pd

from models.case import Case
from models.change import CellChange, Change, LineAdded, LineDropped, PolicyChange, applied
from models.district import BoolArray, District, IntArray
from models.formulate import formulate
from models.program import FREE, Give, Matrix
from models.proof import Multipliers
from models.recount import Recount
from optimizer.events import Settings
from optimizer.prices import DRAWN, Promise, promises
from tests.models.micro import district, policy
from tests.optimizer.engine import Puzzle, Told, best_by_trying, plans_there_are, puzzles, run

LIMITED = Settings(seconds=15, workers=1)


@dataclass(frozen=True)
class Priced:
    """A puzzle with a plan, its proof, and what each rule's dearest unit promises."""

    puzzle: Puzzle
    told: Told
    promises: dict[str, Promise | None]

    @property
    def best(self) -> tuple[int, ...]:
        """The tiers of the best plan, draws left out."""
        return undrawn(self.puzzle, self.told.values)

    @property
    def certified(self) -> bool:
        """Whether the multipliers alone prove every tier."""
        return all(tier.certified == tier.value for tier in self.told.tiers[: len(self.best)])


def undrawn(puzzle: Puzzle, values: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(v for v, tier in zip(values, puzzle.case.tiers, strict=True) if not set(tier) & set(DRAWN))


@cache
def priced() -> tuple[Priced, ...]:
    found = []
    for puzzle in puzzles(30_000, 70, 18, 400):
        if puzzle.best is not None:
            told = run(puzzle.matrix, LIMITED)
            apart = [tier.value - tier.certified for tier in told.tiers]
            proofs = [tier.multipliers for tier in told.tiers]
            found.append(Priced(puzzle, told, dict(promises(puzzle.formulated, proofs, apart))))
    return tuple(found)


def every_choice(puzzle: Puzzle) -> Iterator[BoolArray]:
    """Yield every choice of open pairs, one a person at most."""
    teacher = puzzle.formulated.pairs.teacher
    ways = [[-1, *np.flatnonzero(teacher == t).tolist()] for t in np.unique(teacher)]
    for picked in product(*ways):
        chosen = np.zeros(len(teacher), dtype=bool)
        chosen[[p for p in picked if p >= 0]] = True
        yield chosen


def best_with(puzzle: Puzzle, below: IntArray, above: IntArray) -> tuple[int, ...]:
    """Return the least tiers over all choices that keep every row, given so much more room."""
    matrix = replace(
        puzzle.matrix, row_lower=puzzle.matrix.row_lower - below, row_upper=puzzle.matrix.row_upper + above
    )
    kept = (matrix.complete(chosen) for chosen in every_choice(puzzle) if matrix.holds(chosen))
    return undrawn(puzzle, min(tuple(objective.at(x) for objective in matrix.objectives) for x in kept))


def gives(matrix: Matrix, puzzle: Puzzle, rule: str) -> Iterator[tuple[int, int, Give]]:
    """Yield every side of every row of a rule that may give way: the row, its number in the block, the give."""
    for block in puzzle.formulated.program.blocks:
        for give in block.gives if block.owner == rule else ():
            bounds = matrix.row_upper if give.side > 0 else matrix.row_lower
            for i in range(block.count):
                if abs(int(bounds[block.first + i])) < FREE:
                    yield block.first + i, i, give


def test_no_unit_given_buys_more_than_was_promised() -> None:
    bought = 0
    for one in priced():
        for rule, promise in one.promises.items():
            if promise is None:
                continue
            about = one.puzzle.seed, rule, promise.tier
            found = best_with(one.puzzle, promise.below, promise.above)
            assert found <= one.best, about
            if found[: promise.tier] == one.best[: promise.tier]:
                assert one.best[promise.tier] - found[promise.tier] <= promise.most, about
            else:
                assert not one.certified, about
            bought += found < one.best
    assert bought > 5


def test_a_rule_without_a_price_buys_nothing_however_much_of_it_is_given() -> None:
    seen = Counter[str]()
    for one in priced():
        for rule, promise in one.promises.items():
            if promise is not None or not one.certified:
                continue
            below, above = np.zeros_like(one.puzzle.matrix.row_lower), np.zeros_like(one.puzzle.matrix.row_upper)
            for row, _, give in gives(one.puzzle.matrix, one.puzzle, rule):
                (above if give.side > 0 else below)[row] = 3 * give.unit
            assert best_with(one.puzzle, below, above) == one.best, (one.puzzle.seed, rule)
            seen[rule] += bool(below.any() or above.any())
    assert len(seen) > 5


def tried_with(one: Priced, change: Change) -> tuple[int, ...] | None:
    """Return the least tiers over all plans of the case with a change made; None if too many are to be tried."""
    case = applied(one.puzzle.case, [change])
    recount = Recount(case.district, case.policy, case.baseline)
    if plans_there_are(recount) > 600:
        return None
    best = best_by_trying(case, recount)
    assert best is not None, (one.puzzle.seed, change.text.en)
    return undrawn(one.puzzle, best[0])


def test_a_change_that_does_nothing_else_buys_no_more_than_was_promised() -> None:
    kept, bought = Counter[str](), 0
    for one in priced():
        for rule, promise in one.promises.items():
            if promise is None:
                continue
            changed = formulate(applied(one.puzzle.case, [promise.change]))
            if not promise.holds(one.puzzle.formulated, changed):
                continue
            kept[rule] += 1
            found = tried_with(one, promise.change)
            if found is None or not one.certified:
                continue
            about = one.puzzle.seed, rule, promise.change.text.en
            assert found[: promise.tier] >= one.best[: promise.tier], about
            if found[: promise.tier] == one.best[: promise.tier]:
                assert one.best[promise.tier] - found[promise.tier] <= promise.most, about
            bought += found < one.best
    assert kept.keys() >= {"establishment", "subject_balance"}
    assert bought > 0


def test_a_change_is_what_its_sentence_says() -> None:
    kinds = Counter[type]()
    for one in priced():
        for promise in one.promises.values():
            if promise is not None:
                assert_as_said(one.puzzle.case, promise.change)
                kinds[type(promise.change)] += 1
    assert kinds.keys() >= {CellChange, PolicyChange}


def assert_as_said(case: Case, change: Change) -> None:
    """Assert that a change alters what its sentence names, and nothing else."""
    after, said = applied(case, [change]), change.text.zh
    other = [t for t in case.district.tables if not same_table(case, after, t)]
    if isinstance(change, PolicyChange):
        assert other == [], said
        assert after.policy != case.policy, said
        assert after.policy.model_copy(update={"rules": case.policy.rules}) == case.policy, said
        return
    assert after.policy == case.policy, said
    assert isinstance(change, CellChange | LineAdded | LineDropped)
    assert other == [change.table], said
    a, b = case.district[change.table], after.district[change.table]
    if isinstance(change, CellChange):
        differs = ((a != b) & ~(a.isna() & b.isna())).to_numpy(bool)
        assert int(differs.sum()) == 1, said
        assert b.to_numpy()[differs].tolist() == [change.new], said
        assert f"由{change.old}改为{change.new}" in said
        assert str(a.iloc[int(np.flatnonzero(differs.any(axis=1))[0])]["school_id"]) in said
    else:
        by = len(b) - len(a)
        assert by == (len(change.rows) if isinstance(change, LineAdded) else -1), said


def same_table(before: Case, after: Case, name: str) -> bool:
    a, b = before.district[name], after.district[name]
    try:
        pd.testing.assert_frame_equal(a, b)
    except AssertionError:
        return False
    return True


def only_promise(made: District, rule: str, **keys: object) -> tuple[Case, Promise]:
    """Return a case whose best plan everybody would rather leave than what it does, and what a rule promises in it."""
    case = Case(made, policy(goals={"prefer": [{"name": "都走"}]}, tiers=["prefer"], **keys))
    told = run(formulate(case).program.matrix, LIMITED)
    apart = [tier.value - tier.certified for tier in told.tiers]
    promise = promises(formulate(case), [tier.multipliers for tier in told.tiers], apart)[rule]
    assert promise is not None
    return case, promise


def kept_and_bought(case: Case, promise: Promise) -> tuple[bool, int]:
    """Return whether a promise stands for its change, and what the change buys."""
    changed = applied(case, [promise.change])
    before, after = (best_by_trying(c, Recount(c.district, c.policy)) for c in (case, changed))
    assert before is not None
    assert after is not None
    return promise.holds(formulate(case), formulate(changed)), before[0][0] - after[0][0]


def test_a_floor_lowered_for_one_post_is_lowered_for_all_and_that_was_not_promised() -> None:
    people = [f"{s}{i}@{s} {subject}" for s, subject in (("A", "语文"), ("B", "数学")) for i in range(3)]
    posts = ["A 初中 语文 3", "B 初中 数学 3", "C 初中 语文 3", "C 初中 数学 3"]
    made = district(["A", "B", "C"], people, posts=posts)
    case, promise = only_promise(made, "subject_balance", rules={"subject_balance": {"floor": 1}})
    assert promise.most == 1
    assert kept_and_bought(case, promise) == (False, 2)


def test_a_unit_that_serves_every_subject_promises_what_all_of_them_gain() -> None:
    people = [f"A{i}@A {subject}" for i, subject in enumerate(("语文", "语文", "数学", "数学"))]
    posts = [f"{school} 初中 {subject} 2" for school in "AB" for subject in ("语文", "数学")]
    made = district(["A", "B"], people, posts=posts)
    balance = [{"name": "有去有回", "from": {"school_id": "A"}, "to": {"school_id": "B"}, "by": ["subject"]}]
    case, promise = only_promise(made, "balance", rules={"balance": balance})
    assert promise.most == 2
    assert kept_and_bought(case, promise) == (True, 2)


def test_a_unit_of_a_share_of_the_whole_county_is_promised_and_bought() -> None:
    made = district(["A", "C"], [f"A{i}@A" for i in range(4)], posts=["A 4", "C 6"])
    quotas = [{"name": "正好两人", "exactly": 2}]
    case, promise = only_promise(made, "quotas", rules={"quotas": quotas})
    assert promise.most == 1
    assert kept_and_bought(case, promise) == (True, 1)


def test_what_bound_and_plan_are_apart_is_promised_on_top() -> None:
    made = district(["A", "C"], [f"A{i}@A" for i in range(4)], posts=["A 4", "C 6"])
    formulated = formulate(Case(made, policy(rules={"quotas": [{"name": "至多", "max": 2}]}, tiers=["moves"])))
    half = Multipliers(2, np.zeros(len(formulated.program.matrix.row_lower), np.int64), np.zeros(0, np.int64))
    [block] = [block for block in formulated.program.blocks if block.owner == "quotas"]
    half.rows[block.first] = -1
    promise = promises(formulated, [half], [3])["quotas"]
    assert promise is not None
    assert promise.most == 3 + 1  # goals are whole numbers: half of one may be one
    assert promises(formulated, [], []) == dict.fromkeys(promises(formulated, [half], [0]))
