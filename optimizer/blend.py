"""One cost that ranks every tier at once, mildly: by it a first plan is made."""

from __future__ import annotations

import numpy as np

from models.program import Matrix, Objective

_FINEST, _HEAVIEST = 10**4, 10**6
"""Steps a tier's costs are told apart by, and what one of them may count for at most."""
_TIERS = 4


def blended(matrix: Matrix) -> Objective:
    """Return the sum of the first tiers that are not drawn, each weighted to outweigh what follows it in one move."""
    costs = [objective for objective in matrix.objectives if not objective.draws][:_TIERS]
    weight, total = 1, np.zeros(matrix.columns, np.int64)
    for objective in reversed(costs):
        cost = objective.cost
        cost //= max(1, int(np.abs(cost).max(initial=0)) // _FINEST)
        total += weight * cost
        weight = min(2 * (int(total.max(initial=0)) - int(total.min(initial=0))) + 1, _HEAVIEST)
    return Objective(total, 0)
