"""A county assigned by people, seat by seat: who likes what, which seats are free, and what is undone when rules break.

Shared by the ways of working by hand. They know every hard rule, look one move ahead and never go back further than
cancelling a move; minima that only many moves together could meet are left as they come, and the check counts them.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import scipy.sparse as sp

from benchmarks.peers.program import FREE, Program
from models.case import Case
from models.district import BoolArray, IntArray
from models.goals.distance import ways
from models.standing import outgoing_mask


class Office:
    """Who has been sent where so far, and what every rule counts.

    On a named plan everybody on the list is first released, as bureaus do before they publish the free posts; who
    finds nothing in the end goes back, and whoever took that seat gives it up again. On a selected plan only the
    seats free today are given away.
    """

    def __init__(self, case: Case, program: Program) -> None:
        pairs = program.pairs
        self.case, self.program = case, program
        self.people = np.unique(pairs.teacher)
        """Teachers with an open pair; below, people are numbered by their place here."""
        self.person = np.searchsorted(self.people, pairs.teacher)
        self.first = np.searchsorted(self.person, np.arange(len(self.people) + 1))
        hard = program.hard
        self.low = np.where(program.row_lower[hard] <= -FREE, -FREE, program.row_lower[hard])
        self.high = np.where(program.row_upper[hard] >= FREE, FREE, program.row_upper[hard])
        self.takes = sp.csc_array(program.rows[hard][:, : len(pairs)])
        self.takes.sort_indices()
        named = outgoing_mask(case.district)[self.people]
        self.leaves = _leaving(self.takes, self.person, named)
        self.counts = np.asarray(self.leaves.sum(axis=1)).ravel().astype(np.int64)
        self.released: BoolArray = named.copy()
        self.seat = np.full(len(self.people), -1, np.int64)
        """The pair each person has been given, -1 for none."""
        self.turn = _by_score(case, self.people)
        """People, the highest score first; ties by code."""
        self.locked = _locked(program)
        """Pairs a lock asks for, shape (pairs,)."""
        self.likes = _likes(case, program, self.locked)
        """Pairs, each person's own in a row, the one liked best first."""

    def liked(self, person: int) -> IntArray:
        """Return a person's pairs, the one liked best first."""
        return self.likes[self.first[person] : self.first[person + 1]]

    def fits(self, pair: int) -> bool:
        """Whether giving a person this pair now breaks no rule that holds, and mends or leaves those that do not."""
        rows, change = self._change(pair)
        after = self.counts[rows] + change
        if np.any((change > 0) & (after > self.high[rows])) or np.any((change < 0) & (after < self.low[rows])):
            return False
        return not any(self._closes_ring(arcs.tail, arcs.head, pair) for arcs in self.program.acyclic)

    def give(self, pair: int) -> None:
        """Give a person a pair."""
        rows, change = self._change(pair)
        self.counts[rows] += change
        person = int(self.person[pair])
        self.seat[person], self.released[person] = pair, False

    def keep_locks(self) -> None:
        """Give everybody who is locked to a school a post there, whatever it leaves to the others."""
        for person in np.unique(self.person[self.locked]).tolist():
            self.give(int(self.liked(person)[0]))

    def send_back(self) -> None:
        """Let everybody released who found nothing go back to where they are today."""
        for person in self.released.nonzero()[0].tolist():
            rows, change = _column(self.leaves, person)
            self.counts[rows] -= change
        self.released[:] = False

    def undo_what_breaks(self) -> None:
        """Cancel moves, the lowest score first, until no rule is broken that cancelling a move can mend."""
        rank = np.empty(len(self.people), np.int64)
        rank[self.turn] = np.arange(len(self.turn))
        by_row = sp.csr_array(self.takes)
        hopeless: set[int] = set()
        while True:
            rows = ((self.counts > self.high) | (self.counts < self.low)).nonzero()[0]
            row = next((r for r in rows.tolist() if r not in hopeless), None)
            if row is None:
                ring = self._ringed()
                if not len(ring):
                    return
                self._cancel(int(max(ring, key=lambda p: rank[p])))
                continue
            columns, entries = _column(by_row, row)
            sign = 1 if self.counts[row] > self.high[row] else -1
            helpful = columns[entries * sign > 0]
            seated = self.person[helpful[self.seat[self.person[helpful]] == helpful]]
            if len(seated):
                self._cancel(int(max(seated, key=lambda p: rank[p])))
            else:
                hopeless.add(row)

    def serve(self, people: Iterable[int]) -> int:
        """Give each of these people, in turn, the pair they like best of those that fit; returns how many got one."""
        served = 0
        for person in people:
            pair = next((p for p in self.liked(person).tolist() if self.fits(p)), None)
            if pair is not None:
                self.give(pair)
                served += 1
        return served

    def serve_waiting(self) -> int:
        """Serve whoever has nothing yet, in turn; returns how many got something."""
        return self.serve([p for p in self.turn.tolist() if self.seat[p] < 0])

    def serve_the_rest(self) -> None:
        """Serve whoever stays, from the seats free now, round after round: a move may free another's seat."""
        while self.serve_waiting():
            pass

    def chosen(self) -> IntArray:
        """Return the pairs given, as columns, shape (pairs,)."""
        x = np.zeros(len(self.program.pairs), np.int64)
        x[self.seat[self.seat >= 0]] = 1
        return x

    def _change(self, pair: int) -> tuple[IntArray, IntArray]:
        """Return what a pair changes: rows and by how much, given whether the person has been released already."""
        rows, change = _column(self.takes, pair)
        person = int(self.person[pair])
        if self.released[person]:
            left, already = _column(self.leaves, person)
            change = change.copy()
            change[np.searchsorted(rows, left)] -= already
        return rows, change

    def _cancel(self, person: int) -> None:
        rows, change = _column(self.takes, int(self.seat[person]))
        self.counts[rows] -= change
        self.seat[person] = -1

    def _ringed(self) -> IntArray:
        """Return the people whose moves lie on a forbidden ring."""
        chosen = self.chosen() > 0
        masks = [arcs.cyclic(chosen) for arcs in self.program.acyclic]
        return np.unique(self.person[np.logical_or.reduce(masks)]) if masks else np.zeros(0, np.int64)

    def _closes_ring(self, tail: IntArray, head: IntArray, pair: int) -> bool:
        """Whether the moves so far lead from where a pair enters to where it leaves."""
        seats = self.seat[self.seat >= 0]
        after: dict[int, list[int]] = {}
        for a, b in zip(tail[seats].tolist(), head[seats].tolist(), strict=True):
            after.setdefault(a, []).append(b)
        goal, seen, waiting = int(tail[pair]), set[int](), [int(head[pair])]
        while waiting:
            node = waiting.pop()
            if node == goal:
                return True
            if node not in seen:
                seen.add(node)
                waiting += after.get(node, [])
        return False


def _column(matrix: sp.csc_array | sp.csr_array, number: int) -> tuple[IntArray, IntArray]:
    """Return the rows and entries of a column of CSC (of a row, the columns and entries of CSR)."""
    inside = slice(matrix.indptr[number], matrix.indptr[number + 1])
    return matrix.indices[inside].astype(np.int64), matrix.data[inside].astype(np.int64)


def _leaving(takes: sp.csc_array, person: IntArray, named: BoolArray) -> sp.csc_array:
    """Return what the release of each named person changes whichever pair follows, CSC of shape (rows, people).

    Where every pair of a person counts below 0 in a row, as in the school and the post left, that much is certain.
    """
    size = np.bincount(person, minlength=len(named))
    entries = takes.tocoo()
    below = entries.data < 0
    row, who, data = entries.row[below], person[entries.col[below]], entries.data[below]
    key, first, count = np.unique(row * len(named) + who, return_index=True, return_counts=True)
    least = np.full(len(key), np.iinfo(np.int64).min)
    np.maximum.at(least, np.searchsorted(key, row * len(named) + who), data)
    row, who = row[first], who[first]
    certain = (count == size[who]) & named[who]
    shape = (takes.shape[0], len(named))
    leaves = sp.csc_array((least[certain], (row[certain], who[certain])), shape=shape)
    leaves.sort_indices()
    return leaves


def _by_score(case: Case, people: IntArray) -> IntArray:
    """Return the numbers of `people`, locked ones first, then by score, the highest first; ties by code."""
    teachers = case.district.teachers.iloc[people]
    score = np.nan_to_num(np.asarray(case.facts.people["score"].cells, dtype=np.float64))[people]
    locks = case.district["locks"]
    must = teachers["teacher_id"].isin(locks.loc[locks["action"] == "must", "teacher_id"]).to_numpy(bool)
    return np.lexsort((teachers["teacher_id"].to_numpy(str), -score, ~must))


def _locked(program: Program) -> BoolArray:
    """Return the pairs a `must` lock asks for."""
    of_locks = np.array([owner == "locks" for owner in program.owners], dtype=bool)
    locked = np.zeros(len(program.pairs), dtype=bool)
    locked[program.rows[of_locks][:, : len(locked)].tocoo().col] = True
    return locked


def _likes(case: Case, program: Program, locked: BoolArray) -> IntArray:
    """Return all pairs, person after person, the best liked first: locks, choices by rank, then the nearest school."""
    pairs = program.pairs
    unlisted = pairs.rank == 0
    distance = ways(case, pairs.teacher, pairs.school)[0]
    return np.lexsort((pairs.node, distance, pairs.rank, unlisted, ~locked, pairs.teacher))
