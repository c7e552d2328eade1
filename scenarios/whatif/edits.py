"""What a scenario changes in the policy: values set, entries and keys dropped, entries added."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.wording import Path, WordingError, shown
from models.words import Text
from scenarios.whatif.policy_keys import Place, as_list, container, find, split_path, value_at
from scenarios.whatif.reading import Reading, refuse


@dataclass(frozen=True)
class Setting:
    """A value put at a place; a table sets the keys it names, and leaves the section's others."""

    where: Text
    path: str
    value: Any


@dataclass(frozen=True)
class Dropping:
    """An entry, or a key, taken out; a key left out means its default."""

    where: Text
    path: str


@dataclass(frozen=True)
class Adding:
    """Entries appended to a list."""

    where: Text
    path: str
    entries: tuple[Any, ...]


Edit = Setting | Dropping | Adding


@dataclass(frozen=True)
class Edited:
    """A policy document after edits.

    Attributes
    ----------
    idle : words that changed nothing, since the policy says so already.
    """

    document: dict[str, Any]
    idle: tuple[Text, ...] = ()


class EditError(Exception):
    """Edits that cannot be made: where each stands, and what is wrong with it."""

    def __init__(self, found: Sequence[tuple[Text, WordingError]]) -> None:
        super().__init__("; ".join(str(error) for _, error in found))
        self.found = tuple(found)


def read_edits(reading: Reading, table: Mapping[str, Any], at: Path) -> tuple[Edit, ...]:
    """Read the keys `set`, `drop` and `add` of a scenario; what is no path is noted."""
    made: list[Edit] = []
    for path, value in _pairs(reading, table, at, "set"):
        made.append(Setting(reading.place((*at, "set", path)), path, value))
    if "drop" in table:
        for path in reading.texts(table["drop"], (*at, "drop")):
            made.append(Dropping(Text(f"{reading.place(at).zh}.drop", f"{reading.place(at).en}.drop"), path))
    for path, value in _pairs(reading, table, at, "add"):
        entries = tuple(value) if isinstance(value, list) else (value,)
        made.append(Adding(reading.place((*at, "add", path)), path, entries))
    for edit in made:
        try:
            split_path(edit.path)
        except WordingError as error:
            reading.wrongs((*at, _WORD[type(edit)]), error)
    return tuple(made)


_WORD: Mapping[type[Edit], str] = {Setting: "set", Dropping: "drop", Adding: "add"}


def _pairs(reading: Reading, table: Mapping[str, Any], at: Path, word: str) -> Iterator[tuple[str, Any]]:
    raw = table.get(word, {})
    if not isinstance(raw, Mapping):
        reading.table(raw, (*at, word), ())
        return
    yield from raw.items()


def edited(document: Mapping[str, Any], edits: Sequence[Edit]) -> Edited:
    """Return a policy document with edits made: first all values set, then all that is dropped, then all added.

    Every path is found in the document as it was written, so that numbers of entries stay what they were.

    Raises
    ------
    EditError : naming every edit that cannot be made.
    """
    work = copy.deepcopy(dict(document))
    found: list[tuple[Text, WordingError]] = []
    targets: list[tuple[Edit, Place, Any]] = []
    for edit in edits:
        try:
            for target in _targets(work, edit):
                _refuse_overlap(target, targets)
                targets.append(target)
        except WordingError as error:
            found.append((edit.where, error))
    if found:
        raise EditError(found)
    idle = [_stands(edit, value) for edit, place, value in targets if _is_idle(work, edit, place, value)]
    for edit, place, value in targets:
        if isinstance(edit, Setting):
            container(work, place.steps)[place.steps[-1]] = copy.deepcopy(value)
    parents = [
        (container(work, place.steps), place.steps[-1]) for edit, place, _ in targets if isinstance(edit, Dropping)
    ]
    lists = [(as_list(work, place), edit) for edit, place, _ in targets if isinstance(edit, Adding)]
    for parent, step in sorted(parents, key=lambda found: -found[1] if isinstance(found[1], int) else 0):
        del parent[step]  # of one list the last first, so that numbers stay true
    for listed, edit in lists:
        listed.extend(copy.deepcopy(list(edit.entries)))
    return Edited(work, tuple(idle))


def _targets(document: dict[str, Any], edit: Edit) -> Iterator[tuple[Edit, Place, Any]]:
    """Yield each place an edit changes, and what it puts there."""
    place = find(document, split_path(edit.path))
    if isinstance(edit, Setting):
        for inner, value in _leaves(document, place, edit.value):
            yield edit, inner, value
        return
    if isinstance(edit, Dropping) and value_at(document, place.steps) is None:
        raise refuse(
            Text(f"政策没有写 {edit.path}，无可去掉", f"the policy does not write {edit.path}: nothing to drop"),
            Text("删去这一项；要改默认值，用 set", "leave it out; to change a default use set"),
        )
    if isinstance(edit, Adding):
        as_list(document, place)
    yield edit, place, None


def _leaves(document: dict[str, Any], place: Place, value: Any) -> Iterator[tuple[Place, Any]]:
    """Open a table set on a section, or on entries by name, into the single keys it sets."""
    opens = place.shape.kind in ("section", "entries") and isinstance(value, Mapping)
    if not opens or (not value and value_at(document, place.steps) is None):
        yield place, value
        return
    for key, inner in value.items():
        yield from _leaves(document, find(document, (str(key),), place), inner)


def _refuse_overlap(new: tuple[Edit, Place, Any], targets: Sequence[tuple[Edit, Place, Any]]) -> None:
    """Refuse two edits of one place, or of one inside the other: their order would decide, and nobody would see it."""
    for old in targets:
        if _meet(new, old) or _meet(old, new):
            raise refuse(
                Text(f"与 {old[0].path} 改的是同一处", f"changes the same place as {old[0].path}"),
                Text("只留其中一项", "keep one of the two"),
                new[0].path,
            )


def _meet(outer: tuple[Edit, Place, Any], inner: tuple[Edit, Place, Any]) -> bool:
    """Whether the second edit lies in the place of the first; to a list that is set, entries may be added."""
    if isinstance(outer[0], Adding):
        return False
    above = outer[1].steps
    if isinstance(inner[0], Adding) and isinstance(outer[0], Setting) and above == inner[1].steps:
        return False
    return inner[1].steps[: len(above)] == above


def _is_idle(document: dict[str, Any], edit: Edit, place: Place, value: Any) -> bool:
    if not isinstance(edit, Setting):
        return False
    now = value_at(document, place.steps)
    now = place.shape.default if now is None else now
    return bool(type(now) is type(value) and now == value)


def _stands(edit: Edit, value: Any) -> Text:
    return Text(f"政策的 {edit.path} 本来就是 {shown(value)}", f"{edit.path} of the policy is {shown(value)} already")
