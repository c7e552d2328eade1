"""Children of a test: processes to kill, and processes to work at once."""

from __future__ import annotations

import os
import signal
import traceback
import warnings
from collections.abc import Callable

import pytest

IN_CHILDREN = pytest.mark.skipif(os.name != "posix", reason="needs fork and SIGKILL")
KILLED = -signal.SIGTERM if os.name != "posix" else -signal.SIGKILL


def child(work: Callable[[], object]) -> int:
    """Run something in a child; returns its process id. It leaves without a word to pytest."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of a runner's threads, which the child does not use
        pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        work()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def outcome(pid: int) -> int:
    """Wait for a child; returns its exit code, `KILLED` if it was."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
