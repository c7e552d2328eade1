"""One entry of the log, and the chain of hashes that ties it to all before it.

`hash` is SHA-256 of the previous entry's hash, a line feed, and the canonical JSON of seq, at, who, action, why and
detail; the first entry's `previous` is 64 zeros. So whoever holds the last hash, printed on a published page, can tell
that not one letter of what happened before was changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from pydantic import ValidationError

from app.record.deeds import deed
from app.record.detail import DETAILS, Detail, broken
from app.record.errors import RecordError
from models.words import Text, same

NO_HASH = "0" * 64
"""What stands before the first entry."""


def canonical(value: Any) -> str:
    """Return JSON in the one spelling that is hashed: keys sorted, no spaces, characters as they are, no NaN."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def now() -> datetime:
    """Return the time with the zone of this computer."""
    return datetime.now().astimezone()


@dataclass(frozen=True)
class Act:
    """Who does something, why, and when (with its time zone)."""

    who: str
    why: str
    at: datetime

    def __post_init__(self) -> None:
        """Refuse what the log could not say of it."""
        if not self.who.strip():
            raise RecordError(Text("没有写明是谁", "it is not said who does this"))
        if self.at.tzinfo is None:
            raise ValueError("a time of the log has a zone")
        if broken(self.who + self.why):
            raise RecordError(Text("姓名或理由含有乱码，请重写", "name or reason holds broken text; write it anew"))

    @classmethod
    def now(cls, who: str, why: str = "", clock: Callable[[], datetime] = now) -> Self:
        """Return an act of this moment."""
        return cls(who, why, clock())


@dataclass(frozen=True)
class Entry:
    """One thing that happened.

    Attributes
    ----------
    seq : its number, from 1, without gaps.
    at : when, ISO 8601 with its zone.
    detail : canonical JSON of the action's `Detail`.
    previous, hash : the chain.
    """

    seq: int
    at: str
    who: str
    action: str
    why: str
    detail: str
    previous: str
    hash: str

    def told(self) -> Detail:
        """Return the detail read; raises `ValueError` if it is not that of a known action."""
        kind = DETAILS.get(self.action)
        if kind is None:
            raise ValueError(f"unknown action {self.action!r}")
        try:
            return kind.model_validate_json(self.detail)
        except ValidationError as error:
            raise ValueError(
                "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            ) from error

    def digest(self) -> str:
        """Return what its hash must be; raises `ValueError` if the detail is not JSON."""
        row = asdict(self)
        body = {key: row[key] for key in ("seq", "at", "who", "action", "why")} | {"detail": json.loads(self.detail)}
        return hashlib.sha256(f"{self.previous}\n{canonical(body)}".encode("utf-8", "surrogatepass")).hexdigest()

    def say(self) -> Text:
        """Return when, who, what and why in one line; `at` to the minute, as it was told."""
        try:
            when, what = datetime.fromisoformat(self.at).strftime("%Y-%m-%d %H:%M"), deed(self.told())
        except ValueError:
            when, what = self.at, same(self.action)
        why = Text(f"：{self.why}", f": {self.why}") if self.why else same("")
        return Text(
            f"第{self.seq}条，{when}，{self.who} {what.zh}{why.zh}",
            f"entry {self.seq}, {when}: {self.who} {what.en}{why.en}",
        )


def seal(act: Act, detail: Detail, before: Entry | None) -> Entry:
    """Return the entry that comes after `before` (None: the first)."""
    entry = Entry(
        seq=before.seq + 1 if before else 1,
        at=act.at.isoformat(timespec="seconds"),
        who=act.who,
        action=detail.action,
        why=act.why,
        detail=canonical(detail.model_dump(mode="json", by_alias=True)),
        previous=before.hash if before else NO_HASH,
        hash="",
    )
    return Entry(**{**asdict(entry), "hash": entry.digest()})


@dataclass(frozen=True)
class Flaw:
    """The first entry that is not as it was written, or should be there and is not."""

    seq: int
    text: Text


def first_flaw(entries: Sequence[Entry]) -> Flaw | None:
    """Return the first break of the chain, None if there is none.

    Parameters
    ----------
    entries : as the log holds them, by number.
    """
    previous = NO_HASH
    for i, entry in enumerate(entries, start=1):
        if entry.seq != i:
            return Flaw(i, _missing(i, entries))
        if not _whole(entry):
            if entry.previous != previous and _stands_elsewhere(entry, entries):
                return Flaw(i, Text(f"第{i}条被调换了位置", f"entry {i} is out of order: it was written elsewhere"))
            return Flaw(i, Text(f"第{i}条写入后被改动", f"entry {i} was changed after it was written"))
        if entry.previous != previous:
            if i == 1:
                return Flaw(
                    1, Text("第1条不是开头：之前的已被删去", "entry 1 is no beginning: what came before is gone")
                )
            return Flaw(
                i - 1,
                Text(
                    f"第{i - 1}条（或它之前的）写入后被改动，校验值也重算了：第{i}条记着它原来的校验值",
                    f"entry {i - 1}, or one before it, was changed and its hash made anew: entry {i} still holds "
                    "the hash it had",
                ),
            )
        previous = entry.hash
    return None


def _whole(entry: Entry) -> bool:
    try:
        return entry.hash == entry.digest() and entry.detail == canonical(json.loads(entry.detail))
    except ValueError:
        return False


def _missing(i: int, entries: Iterable[Entry]) -> Text:
    seqs = [entry.seq for entry in entries]
    if any(seq < 1 for seq in seqs):
        return Text("有一条的编号小于1", "an entry has a number below 1")
    return Text(f"缺第{i}条", f"entry {i} is missing")


def _stands_elsewhere(entry: Entry, entries: Iterable[Entry]) -> bool:
    """Whether the entry would be whole under the number of another place."""
    row = asdict(entry)
    return any(_whole(Entry(**{**row, "seq": other.seq})) for other in entries if other.seq != entry.seq)
