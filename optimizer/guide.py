"""What a solved case hands to one much like it: its plan, and the multipliers that proved each tier.

Nothing here is trusted: a plan counts only if it keeps every row of the new program, and multipliers, whatever they
are, prove what exact arithmetic says they prove of it (weak duality). A row that found no counterpart has none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from models.district import BoolArray, IntArray
from models.formulate import Formulated
from models.plan import Plan
from models.program import Objective
from models.proof import Bound, Multipliers, Region, settle_people

_WAYS = 4
"""Ways of each person a relaxation begins with: the best at the multipliers handed over."""

Handed = tuple[int, Mapping["RowKey", tuple[int, ...]]]
"""Multipliers by what their rows are about, not by number: a denominator, and numerators of each run of rows."""
RowKey = tuple[str, ...]
"""What a run of rows is about: the post or school of one row, else the rule, which of its runs, and how long it is."""


@dataclass(frozen=True)
class Guide:
    """A solved case, ready to be held against another program; plain data that travels between processes.

    Attributes
    ----------
    plan : in codes.
    tiers : what each tier sums; multipliers : of each finished tier.
    blended : of the sum a first plan is made for; None where none was made.
    """

    plan: Plan
    tiers: tuple[dict[str, int], ...]
    multipliers: tuple[Handed, ...]
    blended: Handed | None

    @classmethod
    def of(
        cls, formulated: Formulated, plan: Plan, proofs: Iterable[Multipliers], blended: Multipliers | None
    ) -> Guide:
        """Take down a plan, the multipliers of the tiers finished so far, and those of the blend."""
        runs = _runs(formulated)

        def told(proof: Multipliers) -> Handed:
            rows = {key: tuple(proof.rows[at].tolist()) for key, at in runs.items() if proof.rows[at].any()}
            return proof.scale, rows

        blend = None if blended is None else told(blended)
        return cls(plan, formulated.program.tiers, tuple(told(proof) for proof in proofs), blend)

    def onto(self, formulated: Formulated) -> Guided:
        """Hold it against a program."""
        runs, rows = _runs(formulated), len(formulated.program.matrix.row_lower)

        def lined_up(handed: Handed | None) -> Multipliers | None:
            if handed is None:
                return None
            y = np.zeros(rows, np.int64)
            for key, values in handed[1].items():
                if key in runs:
                    y[runs[key]] = values
            return Multipliers(handed[0], y, np.zeros(0, np.int64))

        known = list(zip(self.tiers, self.multipliers, strict=False))
        matched = (next((handed for t, handed in known if t == tier), None) for tier in formulated.program.tiers)
        return Guided(formulated.kept(self.plan), tuple(map(lined_up, matched)), lined_up(self.blended))


@dataclass(frozen=True)
class Guided:
    """A guide as one program reads it.

    Attributes
    ----------
    start : the pairs of the plan that are open, shape (pairs,).
    multipliers : of each tier, without caps; None where none were handed over.
    blended : of the sum a first plan is made for (see `optimizer.tiers`); None where none were handed over.
    """

    start: BoolArray
    multipliers: tuple[Multipliers | None, ...]
    blended: Multipliers | None

    def bound(self, tier: int | None, region: Region, objective: Objective) -> Bound | None:
        """Return what the multipliers of a tier, or of the blend, prove in a region; None without any."""
        handed = self.blended if tier is None else self.multipliers[tier]
        if handed is None:
            return None
        whole = Multipliers(handed.scale, handed.rows, np.zeros(len(region.caps), np.int64))
        return region.bound(objective, settle_people(region, objective, whole))

    def columns(self, region: Region, bound: Bound, then: IntArray | None = None) -> IntArray:
        """Return the open columns a relaxation does well to begin with, ascending.

        Parameters
        ----------
        then : what decides between ways that are equal at the bound's multipliers, shape (pairs,).
        """
        matrix = region.matrix
        pairs = bound.columns[: np.searchsorted(bound.columns, matrix.pairs)]
        teacher = matrix.rows.ways.teacher[pairs]
        keys = (bound.reduced[: len(pairs)], teacher)
        order = np.lexsort(keys if then is None else (then[pairs], *keys))
        best = order[np.arange(len(pairs)) - np.searchsorted(teacher, teacher) < _WAYS]
        return np.union1d(pairs[best], np.intersect1d(np.flatnonzero(self.start), pairs))


def _runs(formulated: Formulated) -> dict[RowKey, IntArray]:
    """Return the rows of a program by what they are about; people's own rows follow from the rest."""
    matrix, facts = formulated.program.matrix, formulated.case.facts
    named: dict[RowKey, IntArray] = {}
    taken = np.zeros(len(matrix.row_lower), dtype=bool)
    core = matrix.core
    if core is not None:
        taken[core.person[core.person >= 0]] = True
        nodes = facts.nodes[["school_id", "stage", "subject"]].itertuples(index=False, name=None)
        for node, key in enumerate(nodes):
            for row, about in ((core.post[node], ("post", *key)), (core.school[node], ("school", key[0]))):
                if row >= 0 and not taken[row]:
                    named[about] = np.array([row])
                    taken[row] = True
    met: Counter[tuple[str, int]] = Counter()
    for block in formulated.program.blocks:
        rows = np.arange(block.first, block.first + block.count)
        rows = rows[~taken[rows]]
        if len(rows):
            kind = (block.owner, len(rows))
            named[block.owner, str(met[kind]), str(len(rows))] = rows
            met[kind] += 1
    return named
