"""The inside of a station: does one job after the other, told on standard input, answered on standard output.

python -m scenarios.whatif.engine.inside
"""

from __future__ import annotations

import json
import os
import pickle
import queue
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from scenarios.whatif.engine.frames import Broke, Done, Errand, Frame, Note, Opened
from scenarios.whatif.engine.job import found


def main() -> None:
    """Do jobs until nobody is there to give any."""
    orders, answers = _streams()
    errands: queue.SimpleQueue[Errand] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(orders, errands), daemon=True).start()
    lock = threading.Lock()

    def say(frame: Frame) -> None:
        with lock:  # solvers tell from threads of their own
            pickle.dump(frame, answers)
            answers.flush()

    bench = _Bench(say)
    while True:
        bench.do(errands.get())


def _streams() -> tuple[BinaryIO, BinaryIO]:
    """Take the two pipes for ourselves: what solvers print, past any setting, must not get between our frames."""
    orders, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return orders, answers


def _listen(orders: BinaryIO, errands: queue.SimpleQueue[Errand]) -> None:
    """Pass errands on; when the pipe closes, whoever started us is gone: no job outlives them."""
    try:
        while True:
            errands.put(pickle.load(orders))
    finally:
        os._exit(1)


class _Bench:
    """What a station keeps between jobs, and how it does one."""

    def __init__(self, say: Callable[[Frame], None]) -> None:
        self._say = say
        self._opened: dict[str, object] = {}

    def do(self, errand: Errand) -> None:
        """Do a job; whatever goes wrong in it is its answer."""
        began, over = time.monotonic(), threading.Event()

        def tell(told: Mapping[str, Any]) -> None:
            if not over.is_set():  # a thread of a solver that was left may still have something to say
                self._say(Note(json.dumps(dict(told), ensure_ascii=False)))

        answer: Frame
        try:
            result = json.dumps(self._result(errand, tell), ensure_ascii=False, allow_nan=False)
            answer = Done(result, time.monotonic() - began)
        except (Exception, SystemExit) as error:
            answer = Broke(_last_line(error), time.monotonic() - began)
        over.set()
        self._say(answer)

    def _result(self, errand: Errand, tell: Callable[[Mapping[str, Any]], None]) -> dict[str, Any]:
        parcel = errand.parcel
        work = found(parcel.work)
        for inputs in errand.forget:
            self._opened.pop(inputs, None)
        if errand.blob is not None:
            self._opened[parcel.inputs] = work.opened(errand.blob)
            self._say(Opened(parcel.inputs))
        earlier = None if errand.earlier is None else json.loads(errand.earlier)
        payload = pickle.loads(parcel.payload)
        result = work.run(self._opened[parcel.inputs], payload, earlier, errand.threads, tell)
        if not isinstance(result, dict):
            raise TypeError(f"a result is a dict, not {type(result).__name__}")
        return result


def _last_line(error: BaseException) -> str:
    """Return what an error says of itself, and the line that raised it."""
    said = traceback.format_exception_only(error)[-1].strip()
    steps = traceback.extract_tb(error.__traceback__)
    return f"{said} ({Path(steps[-1].filename).name}:{steps[-1].lineno})" if steps else said


if __name__ == "__main__":
    main()
