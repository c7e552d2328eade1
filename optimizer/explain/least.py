"""The least a case must give for a plan to exist, with its proof: the tiers' engine on the program that may give way.

Where there are many columns most prices are nothing, and a relaxation drowns in plans that are all alike. There the
price is found contradiction by contradiction: rows that exclude each other are let give way, until nothing excludes a
plan any more; the relaxation of these rows alone bounds the price of the whole.

Under `chain` the relaxation knows nothing of rings, so these are looked at apart: only people whom some row wants to
move can be forced into one, and rows that speak of them alone bound what that costs.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from models.district import BoolArray, IntArray
from models.program import FREE, Objective
from models.proof import Region
from optimizer.brancher import Brancher
from optimizer.conflict import conflict_within
from optimizer.events import Event, Impossible, Settings, TierDone
from optimizer.explain.writer import Elastic
from optimizer.prove import Search, SearchSettings
from optimizer.region import Reduced, arcs, reduce
from optimizer.relax import relax
from optimizer.sift import certify
from optimizer.tiers import Tiers

_LARGE = 60_000
"""Open columns beyond which the price is found contradiction by contradiction."""
_ROUNDS = 30
"""Contradictions met at most: beyond, the case has more wrong with it than a list of changes could tell."""
_SPREAD = 1000
"""How far apart costs drawn at random lie; what a wanted move is worth is twice that."""
_FEW = 30
"""People a row speaks of at most, to force anybody into a ring."""
_RACED = 150_000
"""Open columns up to which CP-SAT is sent in among rings."""


@dataclass(frozen=True)
class Least:
    """The least price found, and a proven bound on it.

    Attributes
    ----------
    x : the columns, None if nothing was found in time; value : what they cost.
    bound : no plan costs less; in exact integers unless `searched`, then on a solver's word.
    met : the first contradiction met, where the price was found by them.
    """

    x: IntArray | None
    value: int
    bound: int
    searched: bool = False
    met: Impossible | None = None

    @property
    def proven(self) -> bool:
        """Whether nothing costs less."""
        return self.x is not None and self.value == self.bound


def least(matrix: Elastic, settings: Settings, brancher: Brancher) -> Least:
    """Minimise the price of a program that may give way."""
    ends = time.monotonic() + (settings.seconds if settings.seconds is not None else 1e9)
    pooled = replace(matrix, acyclic=())
    large = int((matrix.lower < matrix.upper).sum()) > _LARGE
    plain = _by_conflicts(pooled, settings, brancher, ends) if large else _plain(pooled, settings, brancher)
    if not matrix.acyclic or plain.x is None or not _rings(matrix, plain.x).any():
        return plain
    return _without_rings(matrix, plain, settings, brancher, ends)


def _plain(matrix: Elastic, settings: Settings, brancher: Brancher) -> Least:
    told: list[Event] = []
    tiers = Tiers(matrix, settings, told.append, brancher)
    tiers.run()
    done = [event for event in told if isinstance(event, TierDone)]
    value = 0 if tiers.best is None else matrix.objectives[0].at(tiers.best)
    if not done:
        return Least(tiers.best, value, 0)
    return Least(tiers.best, value, done[0].bound, searched=done[0].certified < done[0].bound)


def _by_conflicts(matrix: Elastic, settings: Settings, brancher: Brancher, ends: float) -> Least:
    """Let the rows of one contradiction after another give way, until there is a plan."""
    giving, asked, bound = np.zeros(0, np.int64), _asked(matrix), 0
    met: Impossible | None = None
    for _ in range(_ROUNDS):
        bound = max(bound, _bounded(matrix, np.union1d(giving, asked), ends))
        shut = np.setdiff1d(np.arange(matrix.first, matrix.columns), matrix.columns_of(giving))
        upper = matrix.upper.copy()
        upper[shut] = 0
        objectives = (matrix.objectives[0], _towards(matrix))
        told: list[Event] = []
        left = replace(settings, seconds=max(0.1, ends - time.monotonic()))
        tiers = Tiers(replace(matrix, upper=upper, objectives=objectives), left, told.append, brancher, known=bound)
        tiers.run(most=1)
        found = next((event for event in told if isinstance(event, Impossible)), None)
        met = met or found
        if found is None:
            done = [event for event in told if isinstance(event, TierDone)]
            value = 0 if tiers.best is None else matrix.objectives[0].at(tiers.best)
            return Least(tiers.best, value, min(bound, value) if done else bound, met=met)
        more = np.setdiff1d(np.array(found.conflict, np.int64), giving)
        if not np.isin(more, matrix.row).any():
            break  # what contradicts itself here cannot give way
        giving = np.union1d(giving, more)
    return Least(None, 0, bound, met=met)


def _asked(matrix: Elastic) -> IntArray:
    """Return the rows that nobody moving leaves below their lower bound."""
    assert matrix.base is not None
    base = matrix.base
    activity = base.rows @ base.complete(np.zeros(base.pairs, dtype=bool))
    return np.flatnonzero((activity < base.row_lower) & (base.row_lower > -FREE))


def _bounded(matrix: Elastic, rows: IntArray, ends: float) -> int:
    """Return what some rows alone prove of the price, in exact integers over every column."""
    region = Region(matrix)
    reduced = reduce(region)
    people = matrix.core.person[matrix.core.person >= 0] if matrix.core is not None else rows[:0]
    some = reduced.keep_rows(np.isin(reduced.row_ids, np.concatenate([rows, people])))
    touched = np.flatnonzero(np.diff(some.rows[np.isin(some.row_ids, rows)].tocsc().indptr))
    part = some.part(touched, np.arange(len(some.row_ids)))
    solved = relax(part, matrix.objectives[0].of(part.columns), max(0.1, ends - time.monotonic()))
    if solved.status != "optimal":
        return 0
    return max(0, certify(region, matrix.objectives[0], part, solved.y).value)


def _towards(matrix: Elastic) -> Objective:
    """Return a cost that draws people into moves some row wants, for a first plan to begin with.

    Each pair costs something else, drawn at random: of plans that are all alike a relaxation would not find out.
    """
    own = np.zeros(matrix.columns, np.int32)
    own[: matrix.pairs] = np.random.default_rng(0).integers(0, _SPREAD, matrix.pairs)
    own[: matrix.pairs][_wanted(matrix)] -= 2 * _SPREAD
    return Objective(own, 2 * _SPREAD * matrix.rows.ways.teachers)


def _rings(matrix: Elastic, x: IntArray) -> BoolArray:
    """Return which chosen pairs lie on a ring, shape (pairs,)."""
    found = np.zeros(matrix.pairs, dtype=bool)
    for one in matrix.acyclic:
        found |= one.cyclic(x[: matrix.pairs] > 0)
    return found


def _without_rings(matrix: Elastic, plain: Least, settings: Settings, brancher: Brancher, ends: float) -> Least:
    """Look for the least price among plans without rings.

    People whom a row of few wants to move are looked at by themselves: what they cost bounds the whole. What gives way
    for them is given, and of the plans left the one of fewest moves rarely holds a ring; else CP-SAT looks on.
    """
    region = Region(matrix)
    whole = reduce(region)
    alone = _alone(matrix, whole)
    given, told = _searched(matrix, region, alone, settings, ends)
    bound = max(plain.bound, told)
    x = None if given is None else _fewest_moves(matrix, given, settings, brancher, ends)
    if (x is None or matrix.objectives[0].at(x) > bound) and len(whole.columns) <= _RACED:
        found, told = _searched(matrix, region, whole, settings, ends)
        better = None if found is None else matrix.complete(found[: matrix.pairs] > 0)
        x = better if better is not None and region.contains(better) else x
        bound = max(bound, told)
    return Least(x, 0 if x is None else matrix.objectives[0].at(x), bound, searched=True)


def ring_conflict(matrix: Elastic, settings: Settings, seconds: float) -> IntArray | None:
    """Return rows that force people into rings, None if no row of few people does."""
    region = Region(matrix)
    alone = _alone(matrix, reduce(region))
    if conflict_within(alone, (), settings, seconds) is not None:
        return None  # not for the rings
    return conflict_within(alone, arcs(region, alone.columns), settings, seconds)


def rests_on_rings(matrix: Elastic, rows: IntArray, settings: Settings, seconds: float) -> bool:
    """Whether rows that contradict each other do so only because rings are forbidden."""
    some = reduce(Region(matrix))
    some = some.keep_rows(np.isin(some.row_ids, rows))
    part = some.part(np.flatnonzero(np.diff(some.rows.tocsc().indptr)), np.arange(len(some.row_ids)))
    return conflict_within(part, (), settings, seconds) is None


def _alone(matrix: Elastic, whole: Reduced) -> Reduced:
    """Return the columns of people whom a row of few wants to move, and the rows that speak of no others."""
    kept = np.append(np.flatnonzero(_forced(matrix)), np.arange(matrix.pairs, matrix.columns))
    some = whole.part(np.flatnonzero(np.isin(whole.columns, kept)), np.arange(len(whole.row_ids)))
    return some.keep_rows(np.diff(whole.rows.indptr) == np.diff(some.rows.indptr))


def _fewest_moves(
    matrix: Elastic, given: IntArray, settings: Settings, brancher: Brancher, ends: float
) -> IntArray | None:
    """Return a plan of the fewest moves in which what was given is given; None if it holds a ring, too."""
    lower = matrix.lower.copy()
    lower[matrix.first :] = given[matrix.first :]
    moves = np.zeros(matrix.columns, np.int8)
    moves[: matrix.pairs] = 1
    objectives = (matrix.objectives[0], Objective(moves, 0))
    left = replace(settings, seconds=max(0.1, (ends - time.monotonic()) / 2))
    tiers = Tiers(
        replace(matrix, lower=lower, acyclic=(), objectives=objectives, least=lower[matrix.first :]),
        left,
        lambda _: None,
        brancher,
    )
    tiers.run()
    if tiers.best is None:
        return None
    x = matrix.complete(tiers.best[: matrix.pairs] > 0)
    return None if _rings(matrix, x).any() else x


def _wanted(matrix: Elastic) -> BoolArray:
    """Return the pairs of people whom some row wants to move, shape (pairs,)."""
    assert matrix.base is not None
    base = matrix.base
    short = np.zeros(len(base.row_lower), np.int64)
    short[_asked(matrix)] = 1
    helps = base.rows.priced(short, np.arange(base.pairs)) > 0
    people = np.unique(base.rows.ways.teacher[np.flatnonzero(helps)])
    return np.isin(base.rows.ways.teacher, people)


def _forced(matrix: Elastic) -> BoolArray:
    """Return the pairs of people whom some row of few people wants to move, shape (pairs,)."""
    assert matrix.base is not None
    rows, ways = matrix.base.rows, matrix.base.rows.ways
    asked = _asked(matrix)
    people: set[int] = set()
    for row in asked.tolist():
        y = np.zeros(rows.shape[0], np.int64)
        y[row] = 1
        mine = np.unique(ways.teacher[rows.priced(y, np.arange(matrix.pairs)) > 0])
        if len(mine) <= _FEW:
            people.update(mine.tolist())
    return np.isin(ways.teacher, sorted(people))


def _searched(
    matrix: Elastic, region: Region, part: Reduced, settings: Settings, ends: float
) -> tuple[IntArray | None, int]:
    """Return the best columns CP-SAT finds in part of a region, and its bound on that part."""
    left = ends - time.monotonic()
    if left <= 0:
        return None, 0
    cost = matrix.objectives[0].of(part.columns)
    limit = SearchSettings(left, settings.workers, settings.seed)
    found = Search(part, cost, 0, None, limit, arcs(region, part.columns)).run()
    if found.x is None:
        return None, 0
    return part.widen(found.x, region.lower), found.bound
