"""Reading a what-if file piece by piece: whatever is wrong is noted with its place, and reading goes on."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path as FilePath
from typing import Any

from models.policy_errors import sentence
from models.wording import Path, WordingError, Wrong, where_in_policy
from models.words import Text


def near(word: str, known: Iterable[str]) -> Text:
    """Suggest the known words most like one that is not known, or name them all."""
    words = [w for w in dict.fromkeys(known) if w]
    close = difflib.get_close_matches(word, words, n=3, cutoff=0.5)
    if close:
        return Text(f"是否想写 {'、'.join(close)}？", f"maybe {' or '.join(close)}?")
    if not words:
        return Text("这里还没有任何一项，用 add 加上", "nothing stands here yet; put entries there with add")
    shown = words[:MOST_NAMED]
    more = len(words) - len(shown)
    return Text(
        "可用：" + "、".join(shown) + (f"，另有{more}项" if more else ""),
        "known: " + ", ".join(shown) + (f", and {more} more" if more else ""),
    )


MOST_NAMED = 12


class Reading:
    """One file being read.

    Attributes
    ----------
    file : the name its errors go by.
    raw : the whole file, from which entries of lists get their names.
    folder : where it lies; files it names are looked for there.
    problems : a sentence for each thing that is wrong.
    """

    def __init__(self, file: str, raw: Mapping[str, Any], folder: FilePath) -> None:
        self.file, self.raw, self.folder = file, raw, folder
        self.problems: list[Text] = []

    def place(self, at: Path) -> Text:
        """Say where something stands in the file."""
        return where_in_policy(at, self.raw)

    def wrong(self, at: Path, reason: Text, repair: Text, value: object = None) -> None:
        """Note one thing that is wrong."""
        self.problems.append(sentence(self.file, self.place(at), value, reason, repair))

    def wrongs(self, at: Path, error: WordingError) -> None:
        """Note what a piece found wrong with itself."""
        for wrong in error.wrongs:
            self.wrong((*at, *wrong.at), wrong.reason, wrong.repair, wrong.value)

    def table(self, raw: object, at: Path, known: Collection[str]) -> Mapping[str, Any]:
        """Return a table, its keys that nobody knows noted; an empty one where something else stands."""
        if not isinstance(raw, Mapping):
            self.wrong(
                at,
                Text("须为一组“键 = 值”", "a table of keys and values is asked"),
                Text("写成 { 键 = 值 }", "write { key = value }"),
                raw,
            )
            return {}
        for key in raw:
            if key not in known:
                self.wrong((*at, str(key)), Text("没有这个键", "no such key"), near(str(key), known))
        return raw

    def entries(self, raw: object, at: Path) -> list[tuple[Path, object]]:
        """Return the entries of a list with their places."""
        if not isinstance(raw, list):
            self.wrong(
                at, Text("须为列表", "a list is asked"), Text("写成 [ …, … ]", "write it like [ ..., ... ]"), raw
            )
            return []
        return [((*at, i), entry) for i, entry in enumerate(raw)]

    def text(self, table: Mapping[str, Any], key: str, at: Path, default: str | None = None) -> str:
        """Return a text that is not empty; `default` where it is left out, which without one is wrong."""
        value = table.get(key, default)
        if value is None:
            self.wrong((*at, key), Text("必须给出", "required"), Text(f'写上 {key} = "…"', f'write {key} = "..."'))
        elif not isinstance(value, str) or (not value.strip() and key in table):
            self.wrong(
                (*at, key),
                Text("须为文字，不能为空", "a text is asked, and not an empty one"),
                Text(f'写成 {key} = "…"', f'write {key} = "..."'),
                value,
            )
        else:
            return value
        return ""

    def texts(self, raw: object, at: Path) -> tuple[str, ...]:
        """Return one text, or a list of texts."""
        listed = [raw] if isinstance(raw, str) else raw
        if isinstance(listed, list) and listed and all(isinstance(one, str) and one for one in listed):
            return tuple(listed)
        self.wrong(
            at,
            Text("须为文字，或文字的列表", "a text, or a list of texts, is asked"),
            Text('写成 "…" 或 ["…", "…"]', 'write "..." or ["...", "..."]'),
            raw,
        )
        return ()


def refuse(reason: Text, repair: Text, value: object = None, at: Path = ()) -> WordingError:
    """Return the error of a piece that is wrong in one way."""
    return WordingError(Wrong(reason, repair, at, value))
