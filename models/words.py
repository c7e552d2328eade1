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
