"""Two plans of one district, the published and the new one, as pairs of one small program."""

from __future__ import annotations

import numpy as np

from models.case import Case
from models.formulate import Formulated, open_pairs, positions, written
from models.pairs import Pairs, places_of
from models.plan import Plan


def seats(case: Case, published: Plan, plan: Plan) -> Formulated:
    """Write the program of a case over the pairs that either of two plans chooses.

    Every row then says of these plans, and of plans between them, what it says of all: whoever moves alike in both
    has one pair, whoever does not has two at most. A pair of the published plan that is closed now is left out.

    Parameters
    ----------
    plan : keeps every rule.
    """
    new, old = positions(case, plan), positions(case, published)
    width = len(case.facts.nodes)
    now, then = new[0] * width + new[1], old[0] * width + old[1]
    closed = np.setdiff1d(then, now)
    still = open_pairs(case, np.unique(closed // width))
    then = np.intersect1d(closed, still.teacher * width + still.node)
    both = np.union1d(now, then)
    teacher, node = both // width, both % width
    places = places_of(case)
    return written(case, Pairs(teacher, node, case.choices.ranks(teacher, places.school[node]), places))
