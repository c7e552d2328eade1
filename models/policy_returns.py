"""What a policy says of people whose exchange term has ended (rulebook 4, `returns` 期满返回)."""

from __future__ import annotations

from typing import Literal

from models.policy_fields import Part, Who


class Unless(Part):
    """People who do not go back: they stay for good, or are exchanged again."""

    words: str = ""
    who: Who
    then: Literal["stay", "again"]


class Returns(Part):
    """期满返回: who goes back when the term ends.

    Attributes
    ----------
    wish : whether who does not wish to go back stays for good.
    unless : who does not go back whatever the wish, e.g. because of a failed appraisal; the first that holds decides.
    """

    wish: bool = False
    unless: tuple[Unless, ...] = ()
