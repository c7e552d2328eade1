"""The fold of the entries: every entry leads from one history to the next, and undo walks back exactly.

The states are kept one a step in effect, so that taking a step back is nothing but returning to the state before it.
Documents leave the state as it is and stand beside the walk.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.record.detail import Documents, New, Redo, Run, Undo
from app.record.entry import Entry, first_flaw
from app.record.errors import DamagedError, RecordError, StepError
from app.record.state import YearState, after, began
from app.record.steps import refusal
from models.words import Text

_STANDING = ("final", "closed")
"""What comes about in these phases is not taken back."""


@dataclass(frozen=True)
class History:
    """Everything that happened, and what of it is in effect.

    Attributes
    ----------
    entries : all, in order.
    states : the first state, and one after each step in effect.
    steps : the entries in effect that can be taken back; one fewer than `states`.
    undone : entries taken back, the one that redoing brings back last.
    numbers : runs ever added.
    """

    entries: tuple[Entry, ...] = ()
    states: tuple[YearState, ...] = ()
    steps: tuple[Entry, ...] = ()
    undone: tuple[Entry, ...] = ()
    numbers: int = 0

    @property
    def state(self) -> YearState:
        """Where the year stands now."""
        now = self.states[-1]
        return replace(
            now,
            head=self.entries[-1].hash,
            undo=self.steps[-1] if self.steps and now.phase not in _STANDING else None,
            redo=self.undone[-1] if self.undone else None,
            numbers=self.numbers,
        )

    def after(self, entry: Entry) -> History:
        """Return the history with one entry more.

        Raises
        ------
        StepError
            If the rules do not allow it now.
        ValueError
            If it cannot be understood.
        """
        detail = entry.told()
        there = replace(self, entries=(*self.entries, entry))
        if isinstance(detail, New):
            if self.entries:
                raise StepError(Text("年度已经建立", "the year has begun already"))
            return replace(there, states=(began(detail),))
        if not self.entries:
            raise StepError(Text("第一条应是建立年度", "the first entry must begin the year"))
        if isinstance(detail, Undo):
            taken = self.to_undo(detail.undone)
            return replace(there, states=self.states[:-1], steps=self.steps[:-1], undone=(*self.undone, taken))
        if isinstance(detail, Redo):
            brought = self.to_redo(detail.redone)
            state = after(self.states[-1], brought.told())
            return replace(there, states=(*self.states, state), steps=(*self.steps, brought), undone=self.undone[:-1])
        if (wrong := refusal(self.state, detail, entry.why)) is not None:
            raise StepError(wrong)
        if isinstance(detail, Documents):
            return there
        return replace(
            there,
            states=(*self.states, after(self.states[-1], detail)),
            steps=(*self.steps, entry),
            undone=(),
            numbers=self.numbers + isinstance(detail, Run),
        )

    def to_undo(self, seq: int | None = None) -> Entry:
        """Return the entry that undoing takes back; raises `StepError` if there is none, or it is not `seq`."""
        now = self.state
        if now.undo is None:
            if now.phase in _STANDING:
                raise StepError(Text("方案已定稿，不能再撤销", "the plan is final: nothing is taken back any more"))
            raise StepError(Text("没有可撤销的步骤", "there is no step to take back"))
        if seq not in (None, now.undo.seq):
            raise StepError(_other("撤销", "take back", now.undo))
        return now.undo

    def to_redo(self, seq: int | None = None) -> Entry:
        """Return the entry that redoing brings back; raises `StepError` if there is none, or it is not `seq`."""
        if not self.undone:
            raise StepError(Text("没有可恢复的步骤", "there is no undone step to do again"))
        if seq not in (None, self.undone[-1].seq):
            raise StepError(_other("恢复", "do again", self.undone[-1]))
        return self.undone[-1]

    def since(self, head: str) -> tuple[Entry, ...] | None:
        """Return the entries after the one with a hash; None if no entry bears it."""
        for i, entry in enumerate(self.entries):
            if entry.hash == head:
                return self.entries[i + 1 :]
        return None


def folded(entries: Iterable[Entry]) -> History:
    """Fold entries into their history; raises as `History.after` does."""
    history = History()
    for entry in entries:
        history = history.after(entry)
    return history


def moved_on(since: Sequence[Entry], *, runs_count: bool = True) -> bool:
    """Whether entries moved the year on: documents never do, and runs do not where a run is added beside them."""
    still = {"documents"} if runs_count else {"documents", "run"}
    return any(entry.action not in still for entry in since)


class MovedError(RecordError):
    """Somebody did something since the state the user saw.

    Attributes
    ----------
    since : what happened since.
    """

    def __init__(self, since: tuple[Entry, ...]) -> None:
        told = [entry.say() for entry in since]
        super().__init__(
            Text(
                "这期间档案已有变动，这一步没有执行；请看过再决定：\n" + "\n".join(f"  {t.zh}" for t in told),
                "the record moved on meanwhile, and this step was not done; look and decide again:\n"
                + "\n".join(f"  {t.en}" for t in told),
            )
        )
        self.since = since


def whole(entries: tuple[Entry, ...]) -> History:
    """Fold a log; raises `DamagedError` if it is not as it was written."""
    if (flaw := first_flaw(entries)) is not None or not entries:
        text = flaw.text if flaw is not None else Text("日志是空的", "the log is empty")
        raise DamagedError(
            Text(f"档案不完整：{text.zh}。请用备份恢复", f"the record is not whole: {text.en}. Restore a backup")
        )
    try:
        return folded(entries)
    except (StepError, ValueError) as error:
        why = error.text if isinstance(error, StepError) else Text(str(error), str(error))
        raise DamagedError(
            Text(f"档案里有规则不允许的步骤：{why.zh}", f"the record holds a step the rules do not allow: {why.en}")
        ) from error


def seen_since(history: History, expected: str | None) -> tuple[Entry, ...]:
    """Return what happened since a user saw the head `expected` (None: nothing is asked)."""
    if expected is None:
        return ()
    since = history.since(expected)
    if since is None:
        raise RecordError(
            Text(
                "您看到的状态不在这份档案里：文件被换过或截短过，请用 verify 核对",
                "what you saw is not in this record: the file was replaced or cut; check it with verify",
            )
        )
    return since


def _other(zh: str, en: str, entry: Entry) -> Text:
    return Text(f"要{zh}的应是第{entry.seq}条", f"the entry to {en} is {entry.seq}")
