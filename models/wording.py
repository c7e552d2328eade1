"""What a policy says and cannot mean: reason and repair in both languages, and the keys that lead there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.words import Text

Path = tuple[str | int, ...]
"""Keys and entries (counted from 0) that lead to a value of a policy."""

LONGEST_VALUE = 60


@dataclass(frozen=True)
class Wrong:
    """One thing a policy cannot mean.

    Attributes
    ----------
    reason, repair : sentences without a full stop.
    at : where, below the piece that is being read.
    value : what stands there; None where nothing does.
    """

    reason: Text
    repair: Text
    at: Path = ()
    value: object = None


class WordingError(ValueError):
    """A piece of a policy that cannot be used: everything wrong with it, at once."""

    def __init__(self, *wrongs: Wrong) -> None:
        super().__init__("; ".join(w.reason.en for w in wrongs))
        self.wrongs = wrongs


def where_in_policy(path: Path, raw: object) -> Text:
    """Write a place in a policy as the TOML does; an entry of a list is counted from 1 and called by its name."""
    zh = en = ""
    for step in path:
        inner = _inner(raw, step)
        if isinstance(step, int):
            name = inner.get("name") if isinstance(inner, Mapping) else None
            named = isinstance(name, str) and name
            zh, en = f"{zh} 第{step + 1}项", f"{en} entry {step + 1}"
            zh, en = (f"{zh}“{name}”", f"{en} '{name}'") if named else (zh, en)
        else:
            zh, en = (f"{zh}.{step}" if zh else step), (f"{en}.{step}" if en else step)
        raw = inner
    return Text(zh, en)


def _inner(raw: Any, step: str | int) -> Any:
    if isinstance(step, int):
        return raw[step] if isinstance(raw, list | tuple) and step < len(raw) else None
    return raw.get(step) if isinstance(raw, Mapping) else None


def shown(value: object) -> str:
    """Write a value as the TOML does, shortened if long."""
    whole = _toml(value)
    return whole if len(whole) <= LONGEST_VALUE else whole[: LONGEST_VALUE - 1] + "…"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\n", "\\n") + '"'
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{k} = {_toml(v)}" for k, v in value.items()) + " }" if value else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return str(value)
