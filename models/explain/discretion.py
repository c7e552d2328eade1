"""What of a policy's own wording may stand on one person's notice, which may lie on a desk where others read it.

A clause, a route or an item of the score that asks for a fact of health, family or sanction tells that fact by its
name alone. Such names are left out, and so is any text that holds a word of kinship or a status somebody has.
"""

from __future__ import annotations

from collections.abc import Iterator

from models.filters import Condition, Filter
from models.recount import Recount
from models.recount_filters import split_cell
from models.tables import KIN_KINDS
from models.words import Text

PRIVATE = frozenset({"status", "kin_here", "spouse_zone", "home_zone", "home_lon", "home_lat"})
"""Columns of health, sanctions and family."""
GRADES = frozenset({"appraisals", "last_result"})
"""Columns that tell of a bad appraisal, where a clause asks for one; points for a good one are a matter of pride."""
ASK = Text("具体依据请向主管部门查询", "ask the office in charge for the ground")


class Discretion:
    """Judges texts by what they would tell of a person.

    Parameters
    ----------
    recount : the district, whose statuses are words not to be said, under its policy.
    """

    def __init__(self, recount: Recount) -> None:
        kin = {word for kind, others in KIN_KINDS.items() for word in (kind, *others)}
        status = {
            str(entry).partition(":")[0].strip()
            for row in recount.tables["teachers"]
            for entry in split_cell(row["status"])
        }
        # A single character, such as 无, is part of too many words to tell anything.
        self._words = {word.casefold() for word in kin | status if len(word) > 1}

    def may_quote(self, said: str) -> bool:
        """Say whether a text holds no word of kinship and no status."""
        small = said.casefold()
        return not any(word in small for word in self._words)

    def may_name(self, name: str, asked: Filter) -> bool:
        """Say whether to name what a filter decides: not where it tells a private fact.

        Who is caught though a private fact was only asked *not* to hold has none to hide.
        """
        tested = {condition.column for condition in _conditions(asked) if _asserts(condition)}
        return not tested & (PRIVATE | GRADES) and self.may_quote(name)


def _conditions(asked: Filter) -> Iterator[Condition]:
    yield from asked.conditions
    for group in asked.any_of:
        for part in group:
            yield from _conditions(part)


def _asserts(condition: Condition) -> bool:
    """Whether a condition asks for something to be there, not only for something to be missing."""
    return condition.one_of is not None or bool(condition.bounds) or condition.none_of is None
