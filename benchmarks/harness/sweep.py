"""A suite gone through, spec by spec and peer by peer: what is there is skipped, and nothing stops it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.harness.instances import InstanceError, Ready, ready
from benchmarks.harness.machine import versions
from benchmarks.harness.rows import OURS, Results, Row, key, newest, with_gaps
from benchmarks.harness.run import blank, run_peer
from benchmarks.harness.spec import Spec
from benchmarks.peers.peer import Peer

RESULTS, INSTANCES, RUNS = "results.jsonl", "instances", "runs"
Tell = Callable[[str, Row | None], None]
"""Told what begins (`spec: peer`, None), and the row that came of it."""
Prepare = Callable[[Path, Spec], Ready]


def on_disk(folder: Path, spec: Spec) -> Ready:
    """Return the instance of a spec, drawn into the folder of instances if it is not there yet."""
    return ready(folder / spec.instance, spec.recipe)


def sweep(
    suite: str,
    specs: Sequence[Spec],
    peers: Mapping[str, Peer],
    out: Path,
    *,
    only_peers: Collection[str] = (),
    again: bool = False,
    tell: Tell = lambda _, __: None,
    prepare: Prepare = on_disk,
) -> list[Row]:
    """Run every peer of every spec once, and return the rows of all of them, old and new.

    Lungang goes first, so that the others are measured against its bounds as they come.

    Parameters
    ----------
    only_peers : peers to run, all if empty.
    again : run also what has a row already.
    """
    results = Results(out / RESULTS)
    rows = {row.key: row for row in results.rows()}
    wanted: list[str] = []
    for spec in specs:
        names = [name for name in spec.peers if not only_peers or name in only_peers]
        try:
            instance = prepare(out / INSTANCES, spec)
        except InstanceError as error:
            instance, problem = Ready(Path(), Path(), "", {}), str(error)
        else:
            problem = ""
        for name in sorted(names, key=lambda n: n != OURS):
            limits = spec.limits_of(name)
            this = key(spec.name, instance.hash, name, limits, versions()["lungang"])
            wanted.append(this)
            if this in rows and not again and not problem:
                continue
            tell(f"{spec.name}: {name}", None)
            row = replace(blank(suite, spec.name, name, instance, limits), error=problem)
            if not problem:
                try:
                    row = run_peer(suite, spec.name, peers[name], instance, limits, out / RUNS / f"{spec.name}--{name}")
                except OSError as error:  # a run that cannot even be started is a row, too
                    row = replace(row, error=f"{type(error).__name__}: {error}")
                row = with_gaps(row, row if name == OURS else newest(rows.values(), instance.hash, OURS, spec.name))
            results.append(row)
            rows[row.key] = row
            tell(f"{spec.name}: {name}", row)
    return [rows[name] for name in dict.fromkeys(wanted)]
