"""Moves as the payroll sees them: who leaves which school's establishment, and who comes onto which.

A move without transfer (人事关系不动) changes neither (rulebook 3). Most moves of a program transfer, so they are
counted a person and a post at a time; the few ways of a person or into a post that do otherwise are corrected one by
one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.district import BoolArray, IntArray
from models.draft import Entry
from models.pairs import Pairs


@dataclass(frozen=True)
class PayrollMoves:
    """Arrivals and departures of a program's pairs, on the payroll.

    Attributes
    ----------
    people, left : teachers whose moves leave the establishment of a school, and that school (a position).
    nodes, entered : posts that moves enter, and the school whose establishment they come onto.
    pairs, school, change : single pairs that do otherwise: what each adds to the count of arrivals less departures
        of a school, beside what its teacher and its post add.
    """

    people: IntArray
    left: IntArray
    nodes: IntArray
    entered: IntArray
    pairs: IntArray
    school: IntArray
    change: IntArray

    @classmethod
    def of(cls, pairs: Pairs, transfers: BoolArray) -> PayrollMoves:
        """Return the moves of pairs, of which `transfers` take the personnel relation along; shape (pairs,)."""
        places = pairs.places
        people = np.flatnonzero(np.bincount(pairs.teacher[transfers], minlength=1))
        nodes = np.flatnonzero(np.bincount(pairs.node[transfers], minlength=1))
        without = np.flatnonzero(~transfers)
        leaving = without[np.isin(pairs.teacher[without], people)]
        coming = without[np.isin(pairs.node[without], nodes)]
        school = np.concatenate([places.payroll[pairs.teacher[leaving]], places.school[pairs.node[coming]]])
        change = np.repeat([1, -1], [len(leaving), len(coming)])
        bent = np.concatenate([leaving, coming])
        return cls(people, places.payroll[people], nodes, places.school[nodes], bent, school, change)

    def entries(self, at: IntArray, sign: int = 1) -> tuple[list[Entry], list[Entry], list[Entry]]:
        """Return entries of rows that count arrivals less departures: of single pairs, of people, of posts.

        Parameters
        ----------
        at : the row of each place, -1 for none; shape (places,).
        sign : -1 to count departures less arrivals.
        """

        def some(place: IntArray, school: IntArray, coefficient: IntArray) -> list[Entry]:
            inside = at[school] >= 0
            return [(at[school[inside]], place[inside], sign * coefficient[inside])] if inside.any() else []

        return (
            some(self.pairs, self.school, self.change),
            some(self.people, self.left, np.full(len(self.people), -1)),
            some(self.nodes, self.entered, np.ones(len(self.nodes), np.int64)),
        )
