"""A paragraph of an explanation: a heading and sentences under it, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from models.words import Text


@dataclass(frozen=True)
class Paragraph:
    """A heading and its sentences; every sentence carries the numbers it rests on."""

    title: Text
    lines: tuple[Text, ...] = ()
