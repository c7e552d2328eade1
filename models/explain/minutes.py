"""Minutes on the way as a person knows them: two ways compare only if they start from one and the same place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from models.goals.distance import Line
from models.recount import Recount
from models.recount_roster import text
from models.tables import OUTSIDE


class Ways(NamedTuple):
    """Minutes to one school, None where no line tells: from home, and from the present school's zone."""

    home: int | None
    school: int | None

    @property
    def known(self) -> int | None:
        """From home, else from the present school's zone."""
        return self.school if self.home is None else self.home


def ways(recount: Recount, lines: Mapping[Line, int], code: str, school: str) -> Ways:
    """Return a person's minutes to a school; from home, the person's own line goes before that of the home zone.

    There is no way out of the district, nor into it but from home.
    """
    if school == OUTSIDE:
        return Ways(None, None)
    person = recount.people[code]
    own, zone = lines.get((code, "", school)), text(person.cells["home_zone"])
    home = lines.get(("", zone, school)) if own is None and zone else own
    near = recount.zone(person.school)
    return Ways(home, lines.get(("", near, school)) if near else None)


def from_one_place(first: Ways, second: Ways) -> tuple[int, int] | None:
    """Return the minutes of two ways from the first place that tells both; None if no place does."""
    for one, other in zip(first, second, strict=True):
        if one is not None and other is not None:
            return one, other
    return None
