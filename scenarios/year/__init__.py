"""The next year's district: this year's tables after its plan was carried out (rulebook 1: the history columns).

from scenarios.year import next_year, notes_on_next_year, this_years_exchanges
"""

from __future__ import annotations

from scenarios.year.carried_out import next_year
from scenarios.year.exchanges import this_years_exchanges
from scenarios.year.told_years import notes_on_next_year

__all__ = ["next_year", "notes_on_next_year", "this_years_exchanges"]
