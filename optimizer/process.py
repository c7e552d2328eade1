"""The solve in a child process: it can be stopped at any moment, and every plan it found is already here."""

from __future__ import annotations

import multiprocessing
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.connection import Connection

from models.case import Case
from models.district import District
from models.formulate import formulate
from models.goals.registry import GOALS
from models.program import Program
from models.rules.registry import RULES
from models.words import Text
from optimizer.brancher import Apart, Brancher, end_with_parent, silence
from optimizer.events import Built, Crashed, Event, Finished, Impossible, Settings, Spent
from optimizer.guide import Guided
from optimizer.ripple import Near
from optimizer.tiers import Tiers

_GRACE = 10.0
"""Seconds past its limit after which a solve that does not come back is killed."""


def watch(case: Case, settings: Settings, on_event: Callable[[Event], None]) -> None:
    """Run a solve in a child and pass on its events, until it ends, its time is up, or Ctrl-C.

    The child writes the program itself: of millions of pairs, one copy is enough.

    A `KeyboardInterrupt` stops the child and is passed on to the caller.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(theirs, _bare(case), settings))
    ends = None if settings.seconds is None else time.monotonic() + settings.seconds + _GRACE
    try:
        with _held_back():  # starting takes a second; a Ctrl-C in it is ours to answer, and never the child's
            child.start()
        theirs.close()
        while ends is None or time.monotonic() < ends:
            if not ours.poll(0.1):
                continue
            try:
                event = ours.recv()
            except EOFError:
                on_event(Crashed(f"the solving process ended with exit code {_code(child)}"))
                return
            on_event(event)
            if isinstance(event, Finished | Crashed):
                return
    finally:
        if child.pid is not None:
            child.kill()
            child.join()
        ours.close()


_ALIKE = 8
"""Rows of one rule that are put into words one by one."""


@contextmanager
def _held_back() -> Iterator[None]:
    """Hold Ctrl-C back until the end of what follows; a process started meanwhile never gets any.

    Windows cannot hold it back: there it is dropped.
    """
    if not hasattr(signal, "pthread_sigmask"):
        with undisturbed():
            yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Keep Ctrl-C from what follows: a plan that was found is checked and written, however often it is pressed."""
    if threading.current_thread() is not threading.main_thread():
        yield  # Ctrl-C reaches the main thread only
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL if before is None else before)


def _code(child: multiprocessing.process.BaseProcess) -> int | None:
    child.join(5)
    return child.exitcode


def _bare(case: Case) -> Case:
    """Return a case without what was derived from it: the child derives it anew, quicker than it would be sent."""
    district = case.district
    return replace(case, district=District(district.tables, district.inputs, district.sources))


def _work(pipe: Connection, case: Case, settings: Settings) -> None:
    """Solve, in the child; Ctrl-C is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    silence()
    end_with_parent()
    lock = threading.Lock()

    def tell(event: Event) -> None:
        with lock:  # CP-SAT calls back from threads of its own
            pipe.send(event)

    try:
        began, apart = time.monotonic(), Apart()
        formulated = formulate(case)
        program, near = formulated.program, Near.of(formulated)
        del formulated  # of millions of pairs, what the search needs is enough
        work_through(program, settings, tell, began, brancher=apart, near=near)
    except BrokenPipeError:
        pass  # nobody is listening any more
    except Exception:
        tell(Crashed(traceback.format_exc()))


def work_through(
    program: Program,
    settings: Settings,
    tell: Callable[[Event], None],
    began: float,
    brancher: Brancher,
    near: Near | None = None,
    guide: Guided | None = None,
) -> Tiers:
    """Run the tiers of a program and tell everything they find, conflicts in words; `began` is when it was begun.

    Returns
    -------
    The tiers as they ended.
    """
    tell(Spent("build", time.monotonic() - began))
    tell(Built(program.matrix.pairs, program.matrix.columns, len(program.matrix.row_lower)))
    left = None if settings.seconds is None else max(0.0, settings.seconds - (time.monotonic() - began))

    def pass_on(event: Event) -> None:
        said = said_rows(program, event.conflict) if isinstance(event, Impossible) else ()
        tell(replace(event, said=said) if isinstance(event, Impossible) else event)

    tiers = Tiers(program.matrix, replace(settings, seconds=left), pass_on, brancher, near=near, guide=guide)
    tiers.run()
    return tiers


def said_rows(program: Program, conflict: tuple[int, ...]) -> tuple[Text, ...]:
    """Say the rows of a conflict, each with the title of the rule that asks it; of many alike, some."""

    def say(row: int) -> Text:
        owner, said = program.block_of(row).owner, program.say(row)
        title = (RULES[owner] if owner in RULES else GOALS[owner]).title
        return Text(f"[{title.zh}] {said.zh}", f"[{title.en}] {said.en}")

    alike: dict[int, list[int]] = {}
    for row in sorted(conflict):
        alike.setdefault(program.block_of(row).first, []).append(row)
    told: list[Text] = []
    for rows in sorted(alike.values(), key=len):
        told += [say(row) for row in rows[:_ALIKE]]
        more = len(rows) - _ALIKE
        if more > 0:
            told.append(Text(f"    ……同类的还有{more}条", f"    ... and {more} more like these"))
    return tuple(told)
