"""A plan near one that was published: only who must fare otherwise is let go, and who they push along.

Everybody stays as published but the few whose place is lost or who stand in a rule that no longer holds. The
relaxation among these few gives multipliers; at their prices everybody else's published place either is the best way
they have, and then the bound of the few is that of all, or it is not, and then they are let go, too: the ripple widens.
Far from the appeals nothing is looked at but once, when the bound is taken over every open column.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.district import BoolArray
from models.formulate import Formulated
from models.program import Objective
from models.proof import Bound, Multipliers, Region, rationalised, settle_people
from optimizer.region import elastic, reduce
from optimizer.relax import relax
from optimizer.sift import Sifted, better, nothing_known, sift

_ROUNDS = 60
_WIDEST = 1_000_000
"""Open columns of those let go beyond which this is no ripple any more."""
_MISSING = 50
"""What a unit missed of a row costs, where those let go cannot keep it: more than a few people's changes."""


@dataclass(frozen=True)
class Near:
    """What a re-run begins with.

    Attributes
    ----------
    published : what is left of the plan to change least, shape (pairs,).
    tier : the tier of `changes`.
    """

    published: BoolArray
    tier: int

    @classmethod
    def of(cls, formulated: Formulated) -> Near | None:
        """Return it for a case with a baseline; None for others."""
        baseline = formulated.case.baseline
        at = [i for i, tier in enumerate(formulated.program.tiers) if "changes" in tier]
        if baseline is None or not at:
            return None
        return cls(formulated.kept(baseline), at[0])


@dataclass(frozen=True)
class Rippled:
    """What a ripple came to.

    Attributes
    ----------
    near : the region with everybody else held as published; sifted : its relaxation.
    bound : proven over the whole region.
    """

    near: Region
    sifted: Sifted
    bound: Bound


def ripple(region: Region, objective: Objective, published: BoolArray, left: Callable[[], float]) -> Rippled | None:
    """Bound an objective near a published plan.

    Parameters
    ----------
    published : what is left of the published plan, shape (pairs,).

    Returns
    -------
    None where the relaxation is empty, the ripple grew too wide, or time was up.
    """
    best, start = nothing_known(region, objective), np.flatnonzero(published)
    loose = _touched(region, published, best)
    for _ in range(_ROUNDS):
        near = _around(region, published, loose)
        if len(near.open) > _WIDEST or left() <= 0:
            return None
        sifted = sift(near, objective, np.intersect1d(start, near.open), left)
        start = np.union1d(start, sifted.reduced.columns)
        if sifted.status == "optimal":
            bound = region.bound(objective, settle_people(region, objective, sifted.bound.multipliers))
            best = better(best, bound)
            if best.value >= sifted.bound.value:
                return Rippled(near, sifted, best)
        elif sifted.status == "infeasible":
            missed = _missed(near, objective, left)
            if missed is None:
                return None
            bound = region.bound(objective, settle_people(region, objective, missed))
        else:
            return None
        pulled = _pulled(region, published, bound) & ~loose
        if not pulled.any():
            return Rippled(near, sifted, best) if sifted.status == "optimal" else None
        loose |= pulled
    return None


def _touched(region: Region, published: BoolArray, proof: Bound) -> BoolArray:
    """Return who stands in a row that what is left of the plan breaks, and who moves in every plan as good as a bound.

    Shape (teachers,). The latter are those who have lost the published place and are to have one.
    """
    matrix = region.matrix
    teacher = matrix.rows.ways.teacher
    x = matrix.complete(published)
    broken = matrix.broken(x)
    touched = np.zeros(matrix.rows.ways.teachers, dtype=bool)
    chosen = np.flatnonzero(published)
    if len(broken):
        held = matrix.rows.take(chosen)[broken].tocoo().col
        touched[teacher[chosen[held]]] = True
    core = matrix.core
    if core is not None:
        hoped = region.copy()
        hoped.narrow(proof, proof.value)
        people = np.flatnonzero(core.person >= 0)
        must = people[hoped.row_lower[core.person[people]] >= 1]
        touched[np.setdiff1d(must, teacher[chosen])] = True
    return touched


def _around(region: Region, published: BoolArray, loose: BoolArray) -> Region:
    """Return the region with everybody but the loose held as published."""
    near = region.copy()
    pairs = region.matrix.pairs
    held = ~loose[region.matrix.rows.ways.teacher]
    near.lower[:pairs][held] = published[held]
    near.upper[:pairs][held] = published[held]
    near.keep_open(near.lower < near.upper)
    return near


def _pulled(region: Region, published: BoolArray, bound: Bound) -> BoolArray:
    """Return whose published place is not the best way they have at the prices of a bound, shape (teachers,).

    Each person's own row is set to what their best way is worth: where the published way is it, it costs nothing more.
    """
    matrix = region.matrix
    pairs = bound.columns[: np.searchsorted(bound.columns, matrix.pairs)]
    teacher, reduced = matrix.rows.ways.teacher[pairs], bound.reduced[: len(pairs)]
    pulled = np.zeros(matrix.rows.ways.teachers, dtype=bool)
    kept = published[pairs]
    pulled[teacher[kept & (reduced > 0)]] = True
    core = matrix.core
    if core is not None:
        stays = np.ones(len(pulled), dtype=bool)
        stays[matrix.rows.ways.teacher[published]] = False
        stays &= core.person >= 0
        people = np.flatnonzero(stays)
        pulled[people[bound.multipliers.rows[core.person[people]] < 0]] = True
    return pulled


def _missed(near: Region, objective: Objective, left: Callable[[], float]) -> Multipliers | None:
    """Return the multipliers where the few let go cannot keep every row, at a price for what is missed.

    None if time was up.
    """
    reduced = reduce(near)
    loose, missed = elastic(reduced)
    cost = _MISSING * missed
    cost[: len(reduced.columns)] += objective.of(reduced.columns)
    solved = relax(loose, cost, left())
    if solved.status != "optimal":
        return None
    height = len(near.row_lower)
    full = np.zeros(height + len(near.caps))
    full[reduced.row_ids] = np.where(np.isfinite(solved.y), solved.y, 0.0)
    largest = 4.0 * objective.largest + float(near.matrix.rows.reach(full[:height]))
    return rationalised(full[:height], full[height:], largest)
