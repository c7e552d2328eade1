"""Which words of the special circumstances defer somebody under a policy."""

from __future__ import annotations

from collections.abc import Iterator

from models.appeals.appeal import Appeal
from models.case import Case
from models.filters import Filter
from models.intake.cells import read_cell
from models.policy import Policy
from models.tables import TEACHERS

_STATUS = TEACHERS.column("status")


def deferring_words(policy: Policy) -> tuple[str, ...]:
    """Return the words that deferred clauses read from `status`, in the policy's order, each once.

    Where a policy defers by none, those of its barred clauses: there an illness bars. Where it does, a word that only
    bars, such as a sanction, is no ground of a deferral and never gets into anybody's record by one.
    """
    return _words_of(policy, "deferred") or _words_of(policy, "barred")


def only_bars(policy: Policy, entry: str) -> bool:
    """Whether an entry is a word that bars under a policy and defers nobody."""
    return _bare(entry) in _words_of(policy, "barred") and _bare(entry) not in deferring_words(policy)


def _words_of(policy: Policy, kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for clause in policy.clauses(kind) for word in _words(clause.asked)))


def _words(asked: Filter) -> Iterator[str]:
    for condition in asked.conditions:
        if condition.column == "status":
            yield from (str(word) for word in condition.one_of or ())
    for group in asked.any_of:
        for part in group:
            yield from _words(part)


def entries(policy: Policy, appeal: Appeal) -> tuple[str, ...]:
    """Return what a deferral adds to `status`: its value, else its reason where that is exactly such a word."""
    written = appeal.value or (appeal.reason if _bare(appeal.reason) in deferring_words(policy) else "")
    if not written or _STATUS is None:
        return ()
    reading = read_cell(written, _STATUS)
    return reading.value if isinstance(reading.value, tuple) else ()


def _bare(entry: str) -> str:
    """Return an entry without the month after which it lapses."""
    return entry.replace("：", ":").partition(":")[0].strip()


def is_kept(case: Case, teacher_id: str) -> bool:
    """Whether a clause bars or defers the person."""
    t = case.district.teacher_at.get(teacher_id, -1)
    return t >= 0 and case.standing.category[t] in ("barred", "deferred")
