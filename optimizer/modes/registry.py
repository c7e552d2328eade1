"""The modes in which people are matched before the tiers place the rest; a new mode adds one line here."""

from __future__ import annotations

from collections.abc import Callable

from models.policy_stages import Mode
from optimizer.modes.fairground import fair
from optimizer.modes.matched import Matched, Staged
from optimizer.modes.optimise import optimise
from optimizer.modes.rank_order import rank_order

MODES: dict[Mode, Callable[[Staged], Matched | None]] = {
    "optimise": optimise,
    "rank-order": rank_order,
    "two-way": fair,
}
"""Each returns None if no plan keeps every rule at all, which the tiers then explain."""
