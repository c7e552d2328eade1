"""Tables and plots are written from any rows, complete ones or not, and say the same from run to run."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.harness.rows import Row, TierRow, with_gaps
from benchmarks.harness.spec import Spec
from benchmarks.harness.targets import Wall
from benchmarks.peers.record import Point
from benchmarks.plots import write_plots
from benchmarks.table import judge, table_page, write_tables
from tests.benchmarks.test_suites import GB, row


def trace(*values: int) -> tuple[Point, ...]:
    return tuple(Point(0.1 + i, 1, value, 90, (0, value, 7)) for i, value in enumerate(values))


def rows() -> list[Row]:
    """Two sizes, four peers: one proves, one is stopped, one breaks rules, one crashed."""
    found: list[Row] = []
    for spec, pairs in (("default-40x6", 400), ("default-80x9", 1500)):
        at = {"spec": spec, "hash": spec, "sizes": {"open_pairs": pairs, "movers": 40, "schools": 6}}
        ours = row(**at, trace=trace(120, 100), moved=40, breaches={}, seconds=2.0 + pairs / 300)
        open_tiers = (TierRow(("place",), 0, 0, True), TierRow(("fill",), 130, 90), TierRow(("lottery",), 9))
        broken = tuple(replace(tier, proven=False, bound=None) for tier in open_tiers)
        found += [
            ours,
            row(**at, peer="cp_sat", status="feasible", trace=trace(300, 130), tiers=open_tiers, moved=39, seconds=9.0),
            row(**at, peer="serial", tiers=broken, moved=30, breaches={"quotas": 2}, verify="breaks rules"),
            row(**at, peer="highs", outcome="crash", error="ValueError: no", tiers=(), status=None, verify=None),
        ]  # fmt: skip
    return [with_gaps(r, next(o for o in found if o.hash == r.hash)) for r in found]


def test_every_question_is_drawn_both_ways_and_alike_each_time(tmp_path: Path) -> None:
    first = write_plots(rows(), tmp_path / "a")
    names = {path.stem for path in first}
    assert names == {"cactus", "scaling"} | {
        f"{q}-{s}" for q in ("gap", "values") for s in ("default-40x6", "default-80x9")
    }
    assert {path.suffix for path in first} == {".svg", ".png"}
    assert all(path.stat().st_size > 3000 for path in first)
    again = write_plots(rows(), tmp_path / "b")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]


@pytest.mark.parametrize("kept", [[], [0], [3], [2, 3], [1]])
def test_few_rows_are_no_crash(kept: list[int], tmp_path: Path) -> None:
    some = [rows()[i] for i in kept]
    write_plots(some, tmp_path)
    write_tables(some, [], tmp_path)


def test_the_tables_hold_every_run_and_every_tier(tmp_path: Path) -> None:
    measured = rows()
    spec = Spec("default", 40, 6, ("lungang",), measured[0].limits, targets=(Wall(1), Wall(99)))
    write_tables(measured, judge([spec], measured), tmp_path)
    lines = list(csv.DictReader((tmp_path / "table.csv").read_text(encoding="utf-8").splitlines()))
    assert [(line["spec"], line["peer"], line["outcome"]) for line in lines] == [
        (r.spec, r.peer, r.outcome) for r in measured
    ]
    assert (lines[0]["tier2_goals"], lines[0]["tier2_value"], lines[0]["tier2_gap"]) == ("fill", "100", "0.0")
    assert lines[1]["tier2_bound"] == "90"
    assert lines[2]["breaches"] == "2"
    assert int(lines[0]["peak_tree_bytes"]) == GB // 2
    page = table_page(measured, judge([spec], measured))
    assert "| default-40x6 | whole command within 1 s | 3.3 s | missed |" in page
    assert "| default-40x6 | whole command within 99 s | 3.3 s | met |" in page
    assert "130 ≥ 90" in page
    assert "100 ✓" in page
    assert "2 breaches" in page
    assert "- highs: ValueError: no" in page
