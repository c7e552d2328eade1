"""Sentences in both languages, kept side by side so that neither is forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

Lang = Literal["zh", "en"]


class Text(NamedTuple):
    """One sentence in Chinese and in English."""

    zh: str
    en: str

    def say(self, lang: Lang) -> str:
        """Return the sentence in the language asked for."""
        return self.zh if lang == "zh" else self.en


def same(word: str) -> Text:
    """Return a word that reads alike in both languages (a code, a name, a number)."""
    return Text(word, word)


def many(count: int, one: str, more: str = "") -> str:
    """Count things in English: `1 fault`, `2 faults`; `more` where the plural is not `one` with an s."""
    return f"{count} {one if count == 1 else more or one + 's'}"


def joined(parts: Iterable[Text]) -> Text:
    """Join phrases as each language does: `、` in Chinese, a comma in English."""
    listed = list(parts)
    return Text("、".join(p.zh for p in listed), ", ".join(p.en for p in listed))


def rows_text(rows: Iterable[int]) -> Text:
    """Say row numbers, runs as ranges: 2–4、9."""
    runs: list[list[int]] = []
    for row in sorted(set(rows)):
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    said = [str(a) if a == b else f"{a}–{b}" for a, b in runs]
    return Text("、".join(said), ", ".join(said))
