"""Who got which choice, group by group: first, second, outside the list, none stated, not moved though stated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Literal

from models.explain.envy import stated
from models.plan import Plan
from models.recount import Recount
from models.recount_roster import text

Fate = int | Literal["outside", "unasked", "unmoved"]
"""The rank of the choice got; moved outside the choices; moved with none stated; stated and not moved."""
By = Literal["all", "zone", "sex", "age"]
_GROUPS: tuple[By, ...] = ("all", "zone", "sex", "age")

AGES = ((0, 34), (35, 44), (45, 49), (50, 999))
"""Age groups, both ends included."""


@dataclass(frozen=True)
class Share:
    """How one group fared: fate -> people."""

    name: str
    fates: Mapping[Fate, tuple[str, ...]]

    @property
    def people(self) -> int:
        """How many there are."""
        return sum(len(codes) for codes in self.fates.values())

    def count(self, fate: Fate) -> int:
        """Count those of one fate."""
        return len(self.fates.get(fate, ()))

    @property
    def ranks(self) -> Counter[int]:
        """Rank -> people who got that choice."""
        return Counter({fate: len(codes) for fate, codes in self.fates.items() if isinstance(fate, int)})

    @property
    def mean_rank(self) -> Decimal | None:
        """The mean rank of those who got a choice of theirs; None if nobody did."""
        got = self.ranks
        return None if not got else Decimal(sum(r * n for r, n in got.items())) / sum(got.values())


def fates(recount: Recount, plan: Plan) -> dict[str, Fate]:
    """Return person -> fate: everybody who moves, or stated choices and could have moved.

    Who goes back at the end of a term is not among them.
    """
    moves = recount.exchanges(plan)
    found: dict[str, Fate] = {}
    for code, move in moves.items():
        if code in recount.ranks:
            found[code] = recount.ranks[code].get(move.to_school, "outside")
        else:
            found[code] = "unasked"
    for code in stated(recount, moves):
        found.setdefault(code, "unmoved")
    return found


def distribution(recount: Recount, plan: Plan) -> dict[By, tuple[Share, ...]]:
    """Return the shares of everybody, and by zone (of the school left), sex and age group; "" is an unknown one."""
    fate = fates(recount, plan)
    return {by: _shares(fate, partial(_group, recount, by)) for by in _GROUPS}


def _shares(fate: Mapping[str, Fate], group: Callable[[str], str]) -> tuple[Share, ...]:
    found: dict[str, dict[Fate, list[str]]] = {}
    for code in sorted(fate):
        found.setdefault(group(code), {}).setdefault(fate[code], []).append(code)
    shares = [Share(name, {key: tuple(codes) for key, codes in listed.items()}) for name, listed in found.items()]
    return tuple(sorted(shares, key=lambda share: share.name))


def _group(recount: Recount, by: By, code: str) -> str:
    person = recount.people[code]
    if by == "zone":
        return recount.zone(person.school)
    if by == "sex":
        return text(person.cells["sex"])
    if by == "all":
        return "all"
    age = recount.person_cell("age", person)
    if not isinstance(age, Decimal):
        return ""
    return next((f"{low}-{high}" for low, high in AGES if low <= age <= high), "")
