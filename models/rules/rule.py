"""What a hard rule is: one clause, what it closes, the linear rows that enforce it, and a check that knows no rows.

Where a plan keeps a rule, `kept` says what that came to: how many it concerned, and where nothing was left.

A rule's rows and its check share no code and no arithmetic: the check reads a `Recount`, which counts
people one at a time; the rows fill a `Draft` in arrays. A property test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.case import Case
from models.district import BoolArray
from models.draft import Draft
from models.pairs import Pairs
from models.plan import Breach, Plan
from models.recount import Recount
from models.words import Text


@dataclass(frozen=True)
class Kept:
    """One number a rule came to under a plan.

    Attributes
    ----------
    key : what is counted, in codes and the policy's own names: the same in every plan.
    count : the number.
    text : a sentence that carries it.
    whole : whether it tells of the whole plan; else of one place, where the rule was at its limit unless `limit` says
        otherwise.
    limit : whether the rule was at its limit, where `whole` alone does not tell.
    """

    key: tuple[str, ...]
    count: int
    text: Text
    whole: bool = False
    limit: bool | None = None

    @property
    def at_limit(self) -> bool:
        """Whether the rule was at its limit here: nothing was left."""
        return not self.whole if self.limit is None else self.limit


NOT_ASKED = (Kept(("asked",), 0, Text("本方案不作要求。", "The policy asks nothing here."), whole=True),)
"""What a rule says of itself where the policy leaves it out."""


@dataclass(frozen=True)
class Rule:
    """A hard rule: no plan ever breaks one (rulebook 4)."""

    name: str
    title: Text
    clause: Text
    """The rule in plain words, one sentence."""
    check: Callable[[Recount, Plan], list[Breach]]
    kept: Callable[[Recount, Plan], Sequence[Kept]]
    """What keeping it came to; it counts a plan that breaks the rule too."""
    closes: Callable[[Case, Pairs], BoolArray] | None = None
    """Pairs no plan may use, whatever else it does; shape (pairs,)."""
    rows: Callable[[Draft], None] | None = None
    """Adds the rows that tie pairs together; None where closed pairs alone enforce the rule."""
    instead: Callable[[Draft], None] | None = None
    """Adds rows that say what `closes` says, for a program whose rules may give way: a closed pair could not."""
