"""Sentences in both languages, kept side by side so that neither is forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple


class Idiom(str):
    """A language, `zh` or `en`, with a bureau's own words for some of the program's: it goes wherever a language goes.

    Parameters
    ----------
    lang : the language.
    words : the program's word -> the bureau's.
    kept : texts that are no words of the program: where a sentence quotes one, it stays as it is.
    """

    __slots__ = ("_pattern", "_words")

    def __new__(cls, lang: str, words: Mapping[str, str], kept: Iterable[str] = ()) -> Idiom:
        made = super().__new__(cls, lang)
        made._words = dict(words)
        # A text that is one of the words is known to be quoted only where it stands in quotes.
        whole = {text if text not in words else f"“{text}”" for text in kept}
        whole |= {f"'{text}'" for text in kept if text in words}
        data = sorted((text for text in whole if any(w in text for w in words)), key=len, reverse=True)
        known = sorted(words, key=len, reverse=True)
        edge = r"\b" if lang == "en" else ""
        listed = [*map(re.escape, data), *(f"{edge}{re.escape(word)}{edge}" for word in known)]
        made._pattern = re.compile("|".join(listed) or r"(?!)")
        return made

    _words: dict[str, str]
    _pattern: re.Pattern[str]

    def reword(self, said: str) -> str:
        """Return a sentence of the program in the bureau's words."""
        return self._pattern.sub(lambda found: self._words.get(found[0], found[0]), said)


Lang = Literal["zh", "en"] | Idiom


class Text(NamedTuple):
    """One sentence in Chinese and in English."""

    zh: str
    en: str

    def say(self, lang: Lang) -> str:
        """Return the sentence in the language asked for."""
        said = self.zh if lang == "zh" else self.en
        return lang.reword(said) if isinstance(lang, Idiom) else said


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
