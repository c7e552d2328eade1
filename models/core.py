"""The core of a program: the rows that make it a transport problem, people to posts to schools.

Who stays fills a seat as well, the present one, so every mover is one unit that flows into some post and on into
its school; the rows of `one_place`, `subject_balance` and `establishment` are the capacities on its way. What the
other rules add are side rows, and so is the establishment of a school that some moves without transfer enter or leave.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from models.district import IntArray
from models.pairs import Places
from models.program import Block, Core, Matrix
from models.rules import establishment, one_place, subject_balance


def core_of(matrix: Matrix, blocks: tuple[Block, ...], places: Places) -> Core:
    """Find the core's rows among those of a program."""
    rows = matrix.rows
    person = np.full(rows.ways.teachers, -1, np.int64)
    post = np.full(rows.ways.nodes, -1, np.int64)
    school = np.full(rows.ways.nodes, -1, np.int64)
    first = {block.owner: block for block in reversed(blocks)}
    leaving, entering = rows.leaving.tocoo(), rows.entering.tocoo()

    def inside(owner: str, part: sp.coo_array) -> tuple[IntArray, IntArray]:
        block = first.get(owner)
        low, high = (0, 0) if block is None else (block.first, block.first + block.count)
        at = np.flatnonzero((part.col >= low) & (part.col < high))
        return part.row[at].astype(np.int64), part.col[at].astype(np.int64)

    who, row = inside(one_place.NAME, leaving)
    person[who] = row
    node, row = inside(subject_balance.NAME, entering)
    post[node] = row
    node, row = inside(establishment.NAME, entering)
    of_school = np.full(int(places.school.max(initial=-1)) + 1, -1, np.int64)
    of_school[places.school[node]] = row
    # A row that some single pair counts in otherwise is none of a flow.
    bent = np.unique(rows.own.tocoo().col) if rows.own.nnz else np.zeros(0, np.int64)
    of_school[np.isin(of_school, bent)] = -1
    school[: len(places.school)] = of_school[places.school]
    # A post nobody may enter still has a row, if people may leave it.
    who, row = inside(subject_balance.NAME, leaving)
    post[places.left[who]] = row
    return Core(person, post, school, places.left)
