"""What is handed to the record: files with their bytes, which it names by their hash and puts by."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from pydantic import ValidationError

from app.record.detail import Inputs, RunKind, Status, StoredFile, wrong_name
from app.record.errors import RecordError
from models.words import Text

T = TypeVar("T")
NamedBytes = tuple[str, bytes]
"""A file's name and its bytes."""


@dataclass(frozen=True)
class NewFiles:
    """Inputs to be stored: tables by name (relative path -> bytes), policy, other spellings."""

    tables: Mapping[str, bytes]
    policy: NamedBytes
    aliases: NamedBytes | None = None


@dataclass(frozen=True)
class RunMade:
    """A run to be added; see `detail.Run`.

    `inputs` is the `YearState.inputs` the run began with, `appeals` the `YearState.appeals` file it heard.
    """

    kind: RunKind
    status: Status
    files: Mapping[str, bytes]
    inputs: Inputs
    run_id: str
    moves: int
    baseline: int | None = None
    appeals: StoredFile | None = None


@dataclass(frozen=True)
class Period:
    """From when until when a plan is published, both days included, and how the bureau counted."""

    start: date
    until: date
    days: int | None = None
    working_days: int | None = None


def keep_inputs(inputs: NewFiles, blobs: dict[str, bytes]) -> Inputs:
    """Name inputs by their hash, and put their bytes by."""
    return Inputs(
        tables=keep(inputs.tables, blobs),
        policy=keep(dict([inputs.policy]), blobs)[0],
        aliases=keep(dict([inputs.aliases]), blobs)[0] if inputs.aliases is not None else None,
    )


def keep(files: Mapping[str, bytes], blobs: dict[str, bytes]) -> tuple[StoredFile, ...]:
    """Name files by their hash, in the order of their names, and put their bytes by."""
    kept = []
    for name, data in sorted(files.items()):
        if (wrong := wrong_name(name)) is not None:
            shown = name.encode("utf-8", "replace").decode()
            raise RecordError(
                Text(f"文件名“{shown}”不能记入：{wrong.zh}", f"the file '{shown}' cannot be kept: {wrong.en}")
            )
        sha256 = hashlib.sha256(data).hexdigest()
        blobs[sha256] = data
        kept.append(StoredFile(name=name, sha256=sha256))
    return tuple(kept)


def written(make: Callable[[], T]) -> T:
    """Make a detail; what cannot be recorded is said as a `RecordError`."""
    try:
        return make()
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise RecordError(Text(f"不能记入：{told}", f"this cannot be recorded: {told}")) from error
