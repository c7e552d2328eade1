"""Two plans of one district, the published and the new one, as pairs of one small program."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.case import Case
from models.district import BoolArray
from models.formulate import Formulated, open_pairs, positions, written
from models.pairs import Pairs, places_of
from models.plan import Plan


@dataclass(frozen=True)
class Seats:
    """The program of a case over the pairs that either of two plans chooses.

    Every row says of these plans, and of plans between them, what it says of all: whoever moves alike in both has one
    pair, whoever does not has two at most.

    Attributes
    ----------
    shut : pairs of the published plan that are closed now, shape (pairs,): they weigh on the rows like any other, but
        no plan may choose them.
    """

    made: Formulated
    shut: BoolArray


def seats(case: Case, published: Plan, plan: Plan) -> Seats:
    """Write the program of two plans.

    Parameters
    ----------
    published : a move to a post that is no more, or of somebody who is no more in the roster, is left out.
    plan : keeps every rule.
    """
    new, old = positions(case, plan), positions(case, published)
    width = len(case.facts.nodes)
    now, then = new[0] * width + new[1], old[0] * width + old[1]
    changed = np.setdiff1d(then, now)
    still = open_pairs(case, np.unique(changed // width))
    shut = np.setdiff1d(changed, still.teacher * width + still.node)
    both = np.union1d(now, then)
    teacher, node = both // width, both % width
    places = places_of(case)
    pairs = Pairs(teacher, node, case.choices.ranks(teacher, places.school[node]), places)
    return Seats(written(case, pairs), np.isin(both, shut))
