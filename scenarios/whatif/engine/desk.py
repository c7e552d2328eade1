"""What is to be done, what is done, and who is told: common to every place."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scenarios.whatif.engine.events import Event, Finished
from scenarios.whatif.engine.job import Job, has_failed, left_waiting
from scenarios.whatif.engine.store import Store


@dataclass(frozen=True)
class Desk:
    """A run of jobs.

    Attributes
    ----------
    waiting : the jobs that have not begun, in the order they should; whoever begins one takes it out.
    names : key -> name, of all jobs.
    results : key -> result, as they come.
    """

    waiting: list[Job]
    names: Mapping[str, str]
    blobs: Mapping[str, bytes]
    work: str
    store: Store
    tell: Callable[[Event], None]
    results: dict[str, dict[str, Any]]

    def ready(self) -> list[Job]:
        """Return the waiting jobs that can begin; those whose earlier job failed end here."""
        ready = []
        for job in list(self.waiting):
            if job.after is None:
                ready.append(job)
            elif job.after in self.results:
                if has_failed(self.results[job.after]):
                    self.waiting.remove(job)
                    self.finish(job, left_waiting(self.names[job.after]))
                else:
                    ready.append(job)
        return ready

    def earlier(self, job: Job) -> str | None:
        """Return the result a job that can begin is handed, as JSON."""
        return None if job.after is None else json.dumps(self.results[job.after], ensure_ascii=False)

    def finish(self, job: Job, result: dict[str, Any], seconds: float = 0.0) -> None:
        """Take in a result: kept, unless it says that there is none, so that a second call tries again."""
        if not has_failed(result):
            self.store.put(job.key, result)
        self.results[job.key] = result
        self.tell(Finished(job, result, seconds))
