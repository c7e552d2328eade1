"""What a page may say of the sentences it is handed: those that name people stand in the workbook only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from models.words import Text
from scenarios.whatif.comparison import Comparison
from scenarios.whatif.result import Result

WITHHELD = Text("（这一条涉及具体人员，见工作簿。）", "(This one names people: see the workbook.)")
_IN_BRACKETS = re.compile(r"[（(]\s*([0-9A-Za-z][0-9A-Za-z\-_.]*)\s*[）)]")
_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z,.])[A-Za-z]{0,3}\d{5,}[0-9A-Za-z]*")
_AMOUNT = re.compile(r"(?:[计即加少由为至→]|\b(?:by|is|to|from|of) )[1-9]\d*(?!\d)|(?<!\d)[1-9]\d*(?=→)")
"""Long numbers that by the words beside them are amounts, such as 合计12034→12054; a known code stays one."""
_PLAIN = re.compile(r"0|[1-9]\d{0,3}|[A-Za-z]+")
"""What stands in brackets and is no code unless it is known as one: small numbers, years, words."""
_TOO_SHORT = 4
"""Codes with fewer characters are looked for in brackets only, where the program puts a person's code."""


class Nobody:
    """Knows the people of some results by code and name, and the schools, whose codes may be told."""

    def __init__(
        self, results: Iterable[Result], people: Mapping[str, tuple[str, str, str]], schools: Iterable[str]
    ) -> None:
        self._schools = set(schools)
        self._codes = set(people)
        for result in results:
            self._codes |= {move.teacher_id for move in result.moves}
            self._codes |= {one.teacher_id for one in result.changed}
            self._codes.update(result.opened, result.gone, result.new)
            self._schools |= {move.to_school for move in result.moves}
        self._codes -= self._schools
        known = sorted({name for name, _, _ in people.values() if len(name) > 1}, key=len, reverse=True)
        self._names = re.compile("|".join(map(re.escape, known)) or r"(?!)")

    def named(self, said: str) -> bool:
        """Whether a sentence names somebody, or holds what may be somebody's code."""
        bracketed = {code for code in _IN_BRACKETS.findall(said) if code in self._codes or not _PLAIN.fullmatch(code)}
        numbers = set(_LONG_NUMBER.findall(_AMOUNT.sub("", said)))
        words = {word for word in re.findall(r"[0-9A-Za-z\-_.]+", said) if len(word) >= _TOO_SHORT}
        return bool((bracketed | numbers) - self._schools or words & self._codes or self._names.search(said))

    def of(self, texts: Iterable[Text]) -> tuple[Text, ...]:
        """Return sentences a page may show; those that name people give way to one that says where they stand."""
        kept: list[Text] = []
        for text in texts:
            shown = WITHHELD if self.named(text.zh) or self.named(text.en) else text
            if shown is not WITHHELD or WITHHELD not in kept:
                kept.append(shown)
        return tuple(kept)


def nobody_of(told: Comparison) -> Nobody:
    """Return what knows the people of a comparison."""
    return Nobody((row.result for row in told.rows), told.people, told.schools)
