"""The rows as tables: one raw table as CSV, and as a page a reader can take in; and which targets are met."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.harness.rows import Row
from benchmarks.harness.spec import Spec
from benchmarks.harness.targets import Target, Verdict
from models.words import many

PHASES = ("read", "build", "bound", "search", "check", "write", "solve", "rest")
CSV, PAGE = "table.csv", "table.md"


@dataclass(frozen=True)
class Judged:
    """A target of a spec with its verdict."""

    spec: Spec
    target: Target
    verdict: Verdict


def rows_of(spec: Spec, rows: Iterable[Row]) -> dict[str, Row]:
    """Return peer -> its row for a spec, measured under the spec's own limits."""
    return {row.peer: row for row in rows if row.spec == spec.name and row.limits == spec.limits_of(row.peer)}


def judge(specs: Sequence[Spec], rows: Sequence[Row]) -> list[Judged]:
    """Judge every target of some specs."""
    found = []
    for spec in specs:
        by_peer = rows_of(spec, rows)
        found += [Judged(spec, target, target.judge(by_peer)) for target in spec.targets]
    return found


def write_tables(rows: Sequence[Row], judged: Sequence[Judged], out: Path) -> list[Path]:
    """Write both tables and return their paths."""
    paths = [out / CSV, out / PAGE]
    paths[0].write_text(table_csv(rows), encoding="utf-8", newline="")
    paths[1].write_text(table_page(rows, judged), encoding="utf-8", newline="\n")
    return paths


def table_csv(rows: Sequence[Row]) -> str:
    """Return every figure of every row, a line a run."""
    most = max((len(row.tiers) for row in rows), default=0)
    flat = [_flat(row, most) for row in rows]
    text = io.StringIO()
    if flat:
        writer = csv.DictWriter(text, list(flat[0]), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(flat)
    return text.getvalue()


def _flat(row: Row, tiers: int) -> dict[str, object]:
    line: dict[str, object] = {
        "suite": row.suite, "spec": row.spec, "peer": row.peer, "instance": row.hash,
        "movers": row.sizes.get("movers"), "schools": row.sizes.get("schools"),
        "open_pairs": row.sizes.get("open_pairs"),
        "outcome": row.outcome, "status": row.status, "error": row.error,
        "seconds": round(row.seconds, 3), "solving_seconds": _rounded(row.solving),
        **{f"{phase}_seconds": _rounded(row.phases.get(phase)) for phase in PHASES},
        "peak_tree_bytes": row.peak_tree, "peak_process_bytes": row.peak_process,
        "moved": row.moved, "unplaced": row.unplaced,
        "breaches": None if row.breaches is None else sum(row.breaches.values()),
        "verify": row.verify, "verify_seconds": _rounded(row.verify_seconds), "contradiction": row.contradiction,
    }  # fmt: skip
    for number in range(tiers):
        tier = row.tiers[number] if number < len(row.tiers) else None
        for name in ("goals", "value", "bound", "certified", "proven", "seconds", "gap"):
            value = None if tier is None else getattr(tier, name)
            line[f"tier{number + 1}_{name}"] = "+".join(value) if isinstance(value, tuple) else value
    return {
        **line,
        "limit_seconds": row.limits.seconds, "limit_wall": row.limits.wall, "limit_memory": row.limits.memory,
        "workers": row.limits.workers, **{f"version_{name}": v for name, v in row.versions.items()},
        "commit": row.commit, "cpu": row.host.get("cpu"), "cores": row.host.get("cores"),
        "memory": row.host.get("memory"), "platform": row.host.get("platform"), "busy": row.busy, "at": row.at,
    }  # fmt: skip


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)


def table_page(rows: Sequence[Row], judged: Sequence[Judged]) -> str:
    """Return the tables as Markdown: targets, then the runs of each spec, with the machine they belong to."""
    parts = ["# Benchmark results", _machine(rows)]
    if judged:
        parts += ["## Targets", _grid(["spec", "asked", "measured", ""], [_target(j) for j in judged])]
    for spec in dict.fromkeys(row.spec for row in rows):
        of_spec = [row for row in rows if row.spec == spec]
        sizes = of_spec[0].sizes
        told = ", ".join(
            f"{sizes[k]:,} {k.replace('_', ' ')}" for k in ("movers", "schools", "open_pairs") if k in sizes
        )
        parts += [f"## {spec}", told, _runs(of_spec)]
        notes = [f"- {row.peer}: {note}" for row in of_spec if (note := row.error or row.contradiction)]
        parts += ["\n".join(notes)] if notes else []
    return "\n\n".join(part for part in parts if part) + "\n"


def _machine(rows: Sequence[Row]) -> str:
    if not rows:
        return "Nothing has been measured yet."
    last = rows[-1]
    memory = last.host.get("memory")
    held = f"{int(memory) / 2**30:.0f} GB" if memory else "?"
    versions = ", ".join(f"{name} {version}" for name, version in last.versions.items())
    return f"{last.host.get('cpu')}, {last.host.get('cores')} cores, {held}, {last.host.get('platform')}; {versions}."


def _target(judged: Judged) -> list[str]:
    met = judged.verdict.met
    word = "not measured" if met is None else "met" if met else "missed" if judged.target.must else "missed (an aim)"
    return [judged.spec.name, judged.target.wanted.en, judged.verdict.figure.en, word]


def _runs(rows: Sequence[Row]) -> str:
    goals = next((row.tiers for row in rows if row.tiers and row.tiers[0].goals), ())
    heads = ["peer", "limit", "outcome", "s", "of it solving", "GB", "check", *("+".join(t.goals) for t in goals)]
    lines = []
    for row in rows:
        solving = "" if row.solving is None else f"{row.solving:.1f}"
        cells = [
            row.peer, f"{row.limits.seconds:g} s", row.status or row.outcome if row.outcome == "done" else row.outcome,
            f"{row.seconds:.1f}", solving, f"{row.peak_tree / 2**30:.2f}", check_word(row),
        ]  # fmt: skip
        lines.append(cells + [_tier(row, i) for i in range(len(goals))])
    return _grid(heads, lines) + "\n\n✓: proven best; a ≥ b: value a, proven bound b."


def check_word(row: Row) -> str:
    """Say what the check found."""
    broken = sum(row.breaches.values()) if row.breaches else 0
    return many(broken, "breach", "breaches") if broken else row.verify or ""


def _tier(row: Row, number: int) -> str:
    if number >= len(row.tiers):
        return ""
    tier = row.tiers[number]
    if tier.value is None:
        return "" if tier.bound is None else f"≥ {tier.bound:,}"
    if tier.proven:
        return f"{tier.value:,} ✓"
    return f"{tier.value:,}" if tier.bound is None else f"{tier.value:,} ≥ {tier.bound:,}"


def _grid(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    written = [heads, ["---"] * len(heads), *lines]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in written)


def by_spec(rows: Sequence[Row]) -> Mapping[str, list[Row]]:
    """Return spec -> its rows, in the order measured."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.spec, []).append(row)
    return found
