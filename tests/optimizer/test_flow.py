"""The core solved as a flow: held against the same transport problem, written anew and given to another solver."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from random import Random

import numpy as np
import pytest

import optimizer.flow
from models.case import Case
from models.district import IntArray
from models.formulate import formulate
from models.program import Core, Matrix, Objective
from models.proof import Cap, Region
from optimizer.brancher import Inline
from optimizer.finder import Finder, Prices
from optimizer.flow import Flowed, flow
from optimizer.sift import nothing_known
from tests.models.micro import Row, district, policy
from tests.optimizer.relaxed import Drawn, cases, core_best, core_rows, keeps_core, relaxation
from tests.thorough import draws

NOTHING = np.zeros(0, np.int64)
SCHOOLS = [f"{i:02}" for i in range(14)]


@cache
def drawn() -> tuple[Drawn, ...]:
    return cases(0, draws(90, 150))


@cache
def towns() -> tuple[Drawn, ...]:
    """Build districts where a person has far more ways than a flow begins with, and posts must keep people."""
    return tuple(town(seed, named=seed % 2 == 1) for seed in range(4))


def town(seed: int, *, named: bool) -> Drawn:
    """Return movers of two subjects at 14 schools, some able to teach both, that would empty posts if they could."""
    rng = Random(seed)
    subjects = ("语文", "数学")
    teachers: list[Row] = [
        {"teacher_id": f"{i:03}", "school_id": rng.choice(SCHOOLS[:6]), "subject": subjects[i % 2],
         "also": tuple(f"初中:{k}" for k in subjects if rng.random() < 0.3)}
        for i in range(30)
    ]  # fmt: skip
    posts: list[Row] = [
        {"school_id": s, "stage": "初中", "subject": k, "required": rng.randint(1, 3)}
        for s in SCHOOLS
        for k in subjects
    ]
    schools: list[Row] = [{"school_id": s, "establishment": rng.randint(3, 7)} for s in SCHOOLS]
    tables: dict[str, list[Row]] = {"posts": posts}
    if named:
        tables["outgoing"] = [f"{i:03}" for i in range(30) if rng.random() < 0.8]
    rules = {"subject_balance": {"floor": "70%", "over": "no-worse"}, "establishment": {"over": "no-worse"}}
    case = Case(district(schools, teachers, **tables), policy(rules=rules))
    return Drawn(seed, case, formulate(case))


def costs(rng: Random, matrix: Matrix) -> IntArray:
    """Draw the cost of every pair: now and then every move gains, and everybody likes the same posts best."""
    size = rng.choice((1, 9, 10**6))
    shift, liked = rng.choice((0, 0, -2 * size)), rng.choice((0, 4 * size))
    own = np.array([rng.choice((0, rng.randint(-size, size) + shift)) for _ in range(matrix.pairs)], np.int64)
    return own - liked * matrix.rows.ways.node


def of_pairs(matrix: Matrix, cost: IntArray) -> Objective:
    """Return an objective that costs nothing beyond the pairs."""
    return Objective(np.concatenate([cost, np.zeros(matrix.columns - matrix.pairs, np.int64)]), 0)


def solved(part: Drawn, region: Region, cost: IntArray, start: IntArray = NOTHING) -> Flowed | None:
    """Run the flow over what a region leaves open."""
    pairs = region.open[: np.searchsorted(region.open, part.matrix.pairs)]
    return flow(region, part.core, cost[pairs], start, lambda: math.inf)


def assert_optimal(part: Drawn, region: Region, cost: IntArray, start: IntArray = NOTHING) -> IntArray | None:
    """Assert that the flow finds the least cost of the core and proves it; return the pairs chosen."""
    best = core_best(part, region, cost)
    found = solved(part, region, cost, start)
    if found is None:
        assert len(region.open) == 0 or region.open[0] >= part.matrix.pairs or best is None or not part.pure, part.seed
        return None
    proof = region.bound(of_pairs(part.matrix, cost), found.multipliers)
    x = region.settled[: part.matrix.pairs]
    assert not x[found.chosen].any()
    x[found.chosen] = 1
    assert set(found.chosen.tolist()) <= set(found.kept.tolist()) <= set(region.open.tolist())
    if best is None:
        assert not keeps_core(part, region, x), part.seed
        return None
    assert proof.total <= best[0] * proof.multipliers.scale, part.seed
    if part.pure:
        assert keeps_core(part, region, x), part.seed
        assert int(cost @ x) == best[0], part.seed
        assert proof.total == best[0] * proof.multipliers.scale, part.seed
    return x


def narrowed(rng: Random, part: Drawn) -> tuple[Region, IntArray] | None:
    """Return a region as earlier tiers leave it, around some choice of pairs that keeps the core; that choice too.

    Rows are held where they stand, people must move who do, columns are settled.
    """
    region = Region(part.matrix)
    found = core_best(part, region, costs(rng, part.matrix))
    if found is None or not keeps_core(part, region, found[1]):
        return None
    x, (ids, rows) = found[1], core_rows(part)
    activity = rows @ x
    people = np.isin(ids, part.core.person)
    held = ids[[rng.random() < 0.3 for _ in ids] & ~(people & (activity == 0))]
    at = activity[np.searchsorted(ids, held)]
    region.row_lower[held], region.row_upper[held] = at, at
    settled = np.flatnonzero([rng.random() < 0.2 for _ in x])
    gone = np.isin(part.matrix.rows.ways.teacher, part.matrix.rows.ways.teacher[settled[x[settled] > 0]])
    settled = np.union1d(settled, np.flatnonzero(gone))
    region.lower[settled], region.upper[settled] = x[settled], x[settled]
    region.keep_open(region.lower < region.upper)
    return region, x


def test_the_core_is_found_among_the_rows_of_the_program() -> None:
    kinds = {"one_place": "person", "subject_balance": "post", "establishment": "school"}
    for part in (*drawn(), *towns()):
        ids, rows = core_rows(part)
        rules = part.formulated.case.policy.rules
        without = not rules.routes and rules.returns is None  # else some moves may not transfer, and bend a row
        whole = part.matrix.rows.sparse[ids]
        assert np.array_equal(whole[:, : part.matrix.pairs].toarray(), rows.toarray()), part.seed
        assert whole[:, part.matrix.pairs :].nnz == 0, part.seed
        owners = {row: part.formulated.program.block_of(row).owner for row in ids.tolist()}
        for owner, name in kinds.items():
            named = getattr(part.core, name)
            blocks = [b for b in part.formulated.program.blocks if b.owner == owner]
            first = {row for block in blocks[:1] for row in range(block.first, block.first + block.count)}
            straight = {row for row in first if not part.matrix.rows.own[:, [row]].nnz}
            assert without <= (first == straight)
            assert set(named[named >= 0].tolist()) == straight, part.seed
            assert {row for row, whose in owners.items() if whose == owner} == set(named[named >= 0].tolist())
        pairs = part.formulated.pairs
        assert (part.core.person[pairs.teacher] >= 0).all()
        inside = pairs.node[pairs.school != part.case.district.outside]
        assert (part.core.post[inside] >= 0).all()
        assert without <= bool((part.core.school[inside] >= 0).all())
    pure = [part.pure for part in drawn()]
    assert 0.5 * len(pure) < sum(pure) < len(pure)
    named = [part.case.district.named for part in drawn()]
    assert 0.2 * len(named) < sum(named) < 0.8 * len(named)


def test_the_flow_costs_what_the_core_must_and_its_multipliers_prove_it() -> None:
    moved = stayed = 0
    for part in drawn():
        rng = Random(part.seed)
        for _ in range(2):
            x = assert_optimal(part, Region(part.matrix), costs(rng, part.matrix))
            assert x is not None
            moved += int(x.sum())
            stayed += len(np.unique(part.formulated.pairs.teacher)) - int(x.sum())
    assert min(moved, stayed) > draws(90, 150)


def test_it_does_so_on_the_goals_of_the_policy() -> None:
    lifted = 0
    for part in drawn():
        for objective in part.matrix.objectives[:2]:
            cost = objective.of(np.arange(part.matrix.pairs))
            assert_optimal(part, Region(part.matrix), cost)
            lifted += cost.min() < 0
    assert lifted > draws(15, 25)


@pytest.mark.parametrize("few", [False, True], ids=["many arcs", "few arcs"])
def test_it_does_so_where_earlier_tiers_narrowed_the_region(few: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if few:
        _sift(monkeypatch)
    must = held = settled = nowhere = 0
    for part in drawn():
        rng = Random(part.seed)
        for _ in range(2):
            left = narrowed(rng, part)
            if left is None or not part.pure:
                continue
            region, x = left
            cost = costs(rng, part.matrix)
            start = np.intersect1d(np.flatnonzero(x), region.open) if rng.random() < 0.3 else NOTHING
            if few and solved(part, region, cost, start) is None:
                assert len(start) == 0  # shown a plan, it always ends
                nowhere += 1
            elif assert_optimal(part, region, cost, start) is None:
                continue
            people = part.core.person[part.core.person >= 0]
            must += bool((region.row_lower[people] == 1).any())
            held += bool((region.row_lower[part.core.post] == region.row_upper[part.core.post]).any())
            settled += bool(region.settled.any())
    assert min(must, held, settled) > draws(15, 25)
    assert nowhere < 40


def test_a_tier_that_the_flow_proves_leaves_the_next_one_as_it_should_be() -> None:
    alone = tight = 0
    for part in (*drawn(), *towns()):
        if not part.pure:
            continue
        rng, region = Random(part.seed), Region(part.matrix)
        for _ in range(3):
            cost = costs(rng, part.matrix)
            before = len(region.open)
            best, found = core_best(part, region, cost), solved(part, region, cost)
            if best is None or found is None:
                break
            proof = region.bound(of_pairs(part.matrix, cost), found.multipliers)
            assert proof.total == best[0], part.seed
            if not region.narrow(proof, best[0]):
                break
            alone += 1
            tight += len(region.open) < before
            after = core_best(part, region, cost)
            assert after is not None
            assert after[0] == best[0], part.seed
            dearest = core_best(part, region, -cost)
            assert dearest is not None
            assert -dearest[0] == best[0], part.seed  # no choice left is worth anything else
    assert min(alone, tight) > draws(35, 60)


def _sift(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the flow begin with one arc a person, and add one at a time."""
    for name in ("_FIRST", "_FEW", "_MORE", "_KEPT"):
        monkeypatch.setattr(optimizer.flow, name, 1)
    monkeypatch.setattr(optimizer.flow, "_ROUNDS", 1000)


@pytest.mark.parametrize("few", [False, True], ids=["many arcs", "few arcs"])
def test_arcs_left_out_at_first_are_added_when_they_matter(few: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds: list[int] = []
    real = optimizer.flow._solve

    def counted(network: object, cost: IntArray, ids: IntArray) -> IntArray | None:
        rounds.append(len(ids))
        return real(network, cost, ids)  # type: ignore[arg-type]

    monkeypatch.setattr(optimizer.flow, "_solve", counted)
    if few:
        _sift(monkeypatch)
    again = floored = 0
    for part in towns():
        rng = Random(part.seed)
        assert part.pure
        assert np.bincount(part.formulated.pairs.teacher).max() > 12
        for _ in range(4):
            rounds.clear()
            cost = costs(rng, part.matrix)
            x = assert_optimal(part, Region(part.matrix), cost)
            assert x is not None
            again += len(rounds) > 1
            assert max(rounds) < part.matrix.pairs
            loose = Region(part.matrix)
            posts = part.core.post[part.core.post >= 0]
            loose.row_lower[posts] = -len(cost)
            without = core_best(part, loose, cost)
            assert without is not None
            floored += without[0] < int(cost @ x)
    assert again > 3
    assert floored > 4  # the floors of posts are what makes it dearer


def test_a_capacity_larger_than_all_who_are_left_has_no_price() -> None:
    """One mover is left, and must take the dearer post: the school has room for more, so its row proves nothing."""
    people: list[Row] = [{"teacher_id": "t", "school_id": "A", "also": ("初中:数学",)}]
    case = Case(district(["A", "B"], people, posts=["A 1", "B 1", "B 初中 数学 1"]), policy())
    part = Drawn(0, case, formulate(case))
    region, wanted = Region(part.matrix), part.core.post[part.formulated.pairs.node[0]]
    region.row_lower[wanted] = region.row_upper[wanted] = 1
    assert assert_optimal(part, region, np.array([8, -36], np.int64)) is not None


def test_who_must_move_gets_a_way_that_was_not_among_the_first() -> None:
    """Everybody's cheapest ways lead to the same schools, which cannot hold them all."""
    seats: list[Row] = ["A 1", *(f"{s} 1" for s in SCHOOLS)]
    people: list[Row] = [f"{i:03}@A" for i in range(14)]
    lenient = policy(rules={"subject_balance": {"over": "no-worse"}, "establishment": {"over": "no-worse"}})
    case = Case(district(["A", *SCHOOLS], people, posts=seats), lenient)
    part = Drawn(0, case, formulate(case))
    region = Region(part.matrix)
    region.row_lower[part.core.person[part.core.person >= 0]] = 1
    x = assert_optimal(part, region, np.ones(part.matrix.pairs, np.int64))
    assert x is not None
    assert x.sum() == 14


@pytest.mark.parametrize("size", [10**9, 10**12, 10**15, 2**61])
def test_costs_of_any_size_are_solved_or_left_alone(size: int) -> None:
    for part in drawn()[:20]:
        region = Region(part.matrix)
        cost = np.array([Random(part.seed + j).randint(-size, size) for j in range(part.matrix.pairs)], np.int64)
        found = solved(part, region, cost)
        if found is None:
            assert size > 10**9, part.seed
            continue
        best = core_best(part, region, cost)
        assert best is not None
        worth = sum(cost[found.chosen].tolist())
        assert abs(worth - best[0]) <= 1e-9 * size or not part.pure, part.seed


def test_a_known_start_changes_no_answer() -> None:
    for part in (*drawn()[:60], *towns()):
        rng = Random(part.seed)
        region, cost = Region(part.matrix), costs(rng, part.matrix)
        start = np.flatnonzero([rng.random() < 0.3 for _ in range(part.matrix.columns)])
        assert_optimal(part, region, cost, start)


def test_where_there_is_no_core_or_no_way_there_is_no_flow() -> None:
    part = drawn()[0]
    cost = np.arange(part.matrix.pairs, dtype=np.int64)
    shut = Region(replace(part.matrix, upper=part.matrix.lower))
    assert solved(part, shut, cost) is None
    nobody = replace(part.core, person=np.full_like(part.core.person, -1))
    assert flow(Region(part.matrix), nobody, cost, NOTHING, lambda: math.inf) is None
    assert flow(Region(part.matrix), part.core, cost, NOTHING, lambda: 0.0) is None
    empty = formulate(Case(district(["A"], ["t@A"]), policy())).program.matrix
    assert empty.pairs == 0
    assert isinstance(empty.core, Core)
    assert flow(Region(empty), empty.core, NOTHING, NOTHING, lambda: math.inf) is None


def test_a_finder_bounds_by_the_core_only_where_it_is_one() -> None:
    part = next(p for p in drawn() if p.pure and p.matrix.pairs > 5)
    dear = of_pairs(part.matrix, np.arange(1, part.matrix.pairs + 1, dtype=np.int64))

    def core(matrix: Matrix, region: Region, objective: Objective) -> bool:
        finder = Finder(matrix, Inline(), lambda x: None, lambda: None)
        return finder.core(region, objective, lambda: math.inf) is not None

    assert core(part.matrix, Region(part.matrix), dear)
    coreless = replace(part.matrix, core=None)
    assert not core(coreless, Region(coreless), dear)
    assert not core(part.matrix, Region(part.matrix), of_pairs(part.matrix, np.zeros(part.matrix.pairs, np.int64)))


def test_a_core_under_caps_proves_no_more_than_the_relaxation_allows() -> None:
    """An earlier tier that ended open stays as a cap, which the core is charged for."""
    more = capped = dearer = 0
    for part in drawn():
        rng, region = Random(part.seed), Region(part.matrix)
        first, second = (of_pairs(part.matrix, costs(rng, part.matrix)) for _ in range(2))
        worth = relaxation(region, first)
        if worth is None:
            continue
        region.finish(nothing_known(region, first), first, math.ceil(worth - 1e-6) + rng.randint(0, 2))
        finder = Finder(part.matrix, Inline(), lambda x: None, lambda: None)
        proof, least = finder.core(region, second, lambda: math.inf), relaxation(region, second)
        once = finder.core(region, second, lambda: math.inf, 1)
        if proof is not None and once is not None:
            assert proof.total * once.multipliers.scale >= once.total * proof.multipliers.scale, part.seed
            dearer += proof.value > once.value
        assert least is not None
        if proof is None:
            continue
        assert len(proof.multipliers.caps) == len(region.caps)
        assert proof.total <= (least + 1e-6 * max(1.0, abs(least))) * proof.multipliers.scale, part.seed
        again = region.bound(second, proof.multipliers)
        assert again.total == proof.total, part.seed
        capped += bool(region.caps)
        more += bool(region.caps) and proof.value > nothing_known(region, second).value
    assert capped > draws(20, 40)
    assert min(more, dearer) > draws(5, 10)


@pytest.mark.parametrize("right", [1, 7, 40, 1000, 123_456, 10**8])
@pytest.mark.parametrize("largest", [1, 30])
def test_prices_close_in_on_the_one_that_just_keeps_the_cap(right: int, largest: int) -> None:
    """A cap is passed at every price below the right one, and kept from there on."""
    part = cases(0, 1)[0]
    region, costs = Region(part.matrix), np.zeros(part.matrix.columns, np.int64)
    costs[0] = largest
    region.caps.append(Cap(Objective(costs, 0), 0, proven=False))
    prices, passes = Prices(region, 5000), np.zeros(part.matrix.columns, np.int64)
    passes[0] = 1
    seen: list[int] = []
    while prices.wide and len(seen) < 40:
        seen.append(int(prices.now[0]))
        if not prices.after(passes if seen[-1] < right else 0 * passes):
            break
    assert len(seen) < 20
    assert min(price for price in seen if price >= right) <= 2 * right
    assert right // 2 <= max((price for price in seen if price < right), default=0)
