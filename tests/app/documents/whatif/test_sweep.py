"""The report of a sweep: rows, totals over the same districts, pictures by the number of axes."""

from __future__ import annotations

import csv
import io
import logging
import re
from dataclasses import replace
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from app.documents.whatif.sweep_answer import sweep_answer
from app.documents.whatif.sweep_figures import differing, lines_of, totals
from app.documents.whatif.sweep_page import render_sweep, sweep_badge
from app.documents.whatif.sweep_picture import sweep_picture
from app.documents.whatif.sweep_tables import sweep_csv, write_sweep_workbook
from models.words import Lang, Text
from scenarios.whatif.result import Result
from scenarios.whatif.sweep import Sweep
from tests.app.documents.whatif.made import PEOPLE, against, sweep

SHARES = {"比例": ("10%", "15%", "20%")}
GRID = {**SHARES, "编制": ("0", "10")}
LOST = frozenset({("石桥区", "比例 15%，编制 10")})
COUNTIES = ("青禾县", "柳河县", "石桥区")


def whole(told: Sweep) -> tuple[int, int]:
    found = totals(told, differing(told, lines_of(told)))
    return found.districts, found.of


def test_counts_are_added_up_and_shares_are_not() -> None:
    told = sweep(SHARES, COUNTIES)
    found = totals(told, lines_of(told))
    lines = {line.key: line for line in found.lines}
    assert found.names == ("基线", "比例 10%", "比例 15%", "比例 20%")
    for i, name in enumerate(found.names):
        rows = [row.result.measures for row in told.rows if row.scenario == name]
        assert lines["moved"].values[i] == sum(row["moved"] or 0 for row in rows)
        assert lines["first_choice"].values[i] == sorted(row["first_choice"] or 0 for row in rows)[1]


def test_every_total_is_over_the_same_districts() -> None:
    assert whole(sweep(GRID, COUNTIES)) == (3, 3)
    told = sweep(GRID, COUNTIES, LOST)
    assert whole(told) == (2, 3)
    moved = totals(told, lines_of(told)).lines[0]
    kept = [
        row.result.measures["moved"] or 0 for row in told.rows if row.scenario == "基线" and row.district != "石桥区"
    ]
    assert moved.values[0] == sum(kept)
    assert "（另 1 个有的情景没有方案或还没有算，不计）" in " ".join(s.zh for s in sweep_answer(told))


def test_a_point_without_a_plan_anywhere_empties_its_cell_only() -> None:
    told = sweep(GRID, ("石桥区",), LOST)
    assert whole(told) == (1, 1)
    found = totals(told, lines_of(told))
    assert found.lines[0].values[found.names.index("比例 15%，编制 10")] is None
    assert sweep_picture(told, totals(told, differing(told, lines_of(told))), "zh").svg


def test_figures_that_differ_between_districts_only_are_left_out() -> None:
    told = sweep(SHARES, COUNTIES)
    keys = [line.key for line in differing(told, lines_of(told))]
    assert "over" not in keys
    assert "moved" in keys
    assert "choice" in keys  # a goal no measure stands for
    assert "fill" not in keys  # the measure stands for it
    same = tuple(
        replace(row, result=replace(row.result, measures={"moved": 1}, goals={"choice": 7})) for row in told.rows
    )
    assert differing(replace(told, rows=same), lines_of(replace(told, rows=same))) == ()


def test_goals_add_up_over_districts_and_shares_do_not() -> None:
    told = sweep(SHARES, COUNTIES)
    whole = totals(told, lines_of(told))
    added = {line.key: (adds, line.values[0]) for line, adds in zip(whole.lines, whole.added, strict=True)}
    first = [row.result for row in told.rows if row.scenario == whole.names[0]]
    assert added["choice"] == (True, sum(result.goals["choice"] for result in first))
    assert not added["first_choice"][0]


def test_who_fares_better_is_counted_against_the_districts_own_baseline() -> None:
    told = sweep(SHARES)
    base = told.rows[0].result
    rows = (told.rows[0], *(replace(row, result=against(base, row.result, i)) for i, row in enumerate(told.rows[1:])))
    line = next(line for line in lines_of(replace(told, rows=rows)) if line.key == "better_off")
    assert line.values[0] is None
    assert list(line.values[1:]) == [sum(one.verdict == "gains" for one in row.result.changed) for row in rows[1:]]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "axes", [{}, SHARES, {"方式": ("统筹", "排名", "双向")}, GRID, {**GRID, "方式": ("统筹", "排名")}]
)
def test_a_page_is_made_of_any_grid(
    axes: dict[str, tuple[str, ...]],
    lang: Lang,
    recwarn: pytest.WarningsRecorder,
    caplog: pytest.LogCaptureFixture,
) -> None:
    told = sweep(axes, COUNTIES[:2]) if axes else sweep(SHARES)
    told = told if axes else replace(told, axes={}, rows=tuple(replace(row, at={}) for row in told.rows))
    with caplog.at_level(logging.WARNING, logger="matplotlib"):
        html = render_sweep(told, lang)
    assert html.count("<svg") == 1
    assert len(re.findall(r'<td class="(?:good|soft|open)">', html)) == len(told.rows)
    assert not re.search(r"https?:|src=|@import|<link|url\((?!#)", html)
    assert [str(w.message) for w in recwarn] == []
    assert caplog.messages == []


def test_two_axes_of_different_grids_are_not_drawn_as_one() -> None:
    told = sweep(SHARES)
    rows = (*told.rows, replace(told.rows[1], scenario="编制 5", at={"编制": "5"}))
    mixed = replace(told, axes={**SHARES, "编制": ("5", "6")}, rows=rows)
    assert "heat" not in sweep_picture(mixed, totals(mixed, lines_of(mixed)), "zh").key


def test_rows_without_a_plan_are_listed_with_the_reason() -> None:
    told = sweep(GRID, COUNTIES, LOST)
    html = render_sweep(told, "zh")
    assert "空编只有 3 人。" in html
    assert "“石桥区 比例 15%，编制 10”" in sweep_answer(told)[3].zh
    assert sweep_badge(told).zh == "3 个县（区）、21 个情景：20 个已证明最优，1 个求解中断"
    assert [code for code in PEOPLE if f">{code}<" in html] == []


def test_a_row_is_held_against_its_own_districts_baseline() -> None:
    told = sweep(SHARES, COUNTIES)
    html = render_sweep(told, "zh")
    rows = re.findall(
        r'<tr><td>([^<]*)</td><td class="name">([^<]*)</td><td class="n" data-sort="(\d+)">(.*?)</td>', html
    )
    base = {district: int(moved) for district, name, moved, _ in rows if name == "基线"}
    assert len(rows) == len(told.rows)
    for district, name, moved, cell in rows:
        by = int(moved) - base[district]
        assert (f"▲\u202f{by}" in cell) == (name != "基线")


def test_a_reason_that_names_somebody_is_withheld() -> None:
    told = sweep(GRID, COUNTIES, LOST)
    named = Text("锁定把某某（A0017）锁在本校。", "A lock keeps somebody (A0017).")
    rows = tuple(replace(row, result=replace(row.result, said=(named,))) for row in told.rows)
    assert "A0017" not in render_sweep(replace(told, rows=rows), "zh")


def test_the_csv_holds_every_row() -> None:
    told = sweep(GRID, COUNTIES, LOST)
    raw = sweep_csv(told)
    assert raw.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in raw
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert len(rows) == len(told.rows)
    assert rows[1] | {"district": "青禾县", "比例": "10%", "编制": "0", "status": "optimal"} == rows[1]
    assert rows[1]["moved"] == str(told.rows[1].result.measures["moved"])
    assert rows[1]["goal:fill"] == str(told.rows[1].result.goals["fill"])
    lost = next(row for row in rows if row["status"] == "failed")
    assert (lost["moved"], lost["goal:fill"], lost["gap"]) == ("", "", "")


def test_the_workbook_is_read_back(tmp_path: Path) -> None:
    told = sweep(GRID, COUNTIES, LOST)
    write_sweep_workbook(tmp_path / "sweep.xlsx", told, "zh")
    book = CalamineWorkbook.from_path(str(tmp_path / "sweep.xlsx"))
    assert book.sheet_names == ["说明", "结果", "全部指标", "合计", "没有方案", "情景"]
    results = book.get_sheet_by_name("结果").to_python()
    assert len(results) == len(told.rows) + 1
    assert results[0][:5] == ["县（区）", "情景", "比例", "编制", "结论"]
    without = book.get_sheet_by_name("没有方案").to_python()
    assert [row[:3] for row in without[1:]] == [["石桥区", "比例 15%，编制 10", "求解中断"]]


def flat(told: Sweep, axis: str) -> Sweep:
    """Return the sweep with one axis that changes nothing: each row has the result of its neighbour along it."""
    first: dict[object, Result] = {}
    rows = []
    for row in told.rows:
        rest = (row.district, *(pair for pair in row.at.items() if pair[0] != axis)) if row.at else None
        rows.append(replace(row, result=first.setdefault(rest, row.result)) if rest else row)
    return replace(told, rows=tuple(rows))


def test_an_axis_that_changes_nothing_is_said_to() -> None:
    said = [s.zh for s in sweep_answer(flat(sweep(GRID), "编制"))]
    assert "编制 0/10：各项都一样。" in said
    assert not any("都一样" in s.zh for s in sweep_answer(sweep(GRID)))
    lost = flat(sweep(GRID, COUNTIES, LOST), "编制")
    rows = tuple(
        replace(row, result=replace(row.result, measures={**row.result.measures, "moved": 1}))
        if (row.district, row.at.get("编制")) == ("柳河县", "10")
        else row
        for row in lost.rows
    )
    assert not any("都一样" in s.zh for s in sweep_answer(replace(lost, rows=rows)))  # in one county it does something


def test_scenarios_of_one_value_are_named_by_it() -> None:
    said = " ".join(s.zh for s in sweep_answer(flat(sweep(GRID), "编制")))
    assert "“比例 20%”最多" in said
    assert "比例 20%，编制" not in said


def test_the_goal_the_policy_puts_first_is_told_first() -> None:
    assert sweep_answer(sweep(SHARES))[0].zh.startswith("比例 10%→15%→20%：流动后缺员 253→246→239、")


def test_what_was_not_reached_is_not_computed_and_not_without_a_plan() -> None:
    told = sweep(SHARES)
    rest = Result("", "unknown", said=(Text("没有算到，就停止了", "stopped before it was reached"),), reached=False)
    told = replace(told, rows=(*told.rows[:-1], replace(told.rows[-1], result=rest)))
    said = [s.zh for s in sweep_answer(told)]
    assert said[0] == "1 个情景还没有算：“比例 20%”；以下只说其余 3 个。"
    assert not any("没有方案" in s for s in said)
    assert "<h2>没有方案的，和还没有算的 " in render_sweep(told, "zh")
    row = list(csv.DictReader(io.StringIO(sweep_csv(told).decode("utf-8-sig"))))[-1]
    assert (row["status"], row["reason"]) == ("not-computed", "没有算到，就停止了 / stopped before it was reached")


def test_a_district_that_cannot_be_read_is_not_solved_rather_than_broken_down() -> None:
    told = sweep(SHARES)
    unread = Result("", "failed", said=(Text("表格“教师”缺列。", "A column is missing."),))
    told = replace(told, rows=(*told.rows[:-1], replace(told.rows[-1], result=unread)))
    assert sweep_badge(told).zh == "4 个情景：3 个已证明最优，1 个没有求解"
    assert "求解中断" not in render_sweep(told, "zh")


def test_the_csv_gives_reasons_but_names_nobody() -> None:
    told = sweep(GRID, COUNTIES, LOST)
    reasons = [row["reason"] for row in csv.DictReader(io.StringIO(sweep_csv(told).decode("utf-8-sig")))]
    assert sum(map(bool, reasons)) == 1
    named = Text("锁定把某某（A0017）锁在本校。", "A lock keeps somebody (A0017).")
    rows = tuple(replace(row, result=replace(row.result, said=(named,))) for row in told.rows)
    text = sweep_csv(replace(told, rows=rows)).decode("utf-8-sig")
    assert "A0017" not in text
    assert "涉及个人的原因见 sweep.xlsx。" in text


def test_moving_along_an_axis_is_told_with_the_others_held_equal() -> None:
    said = [s.zh for s in sweep_answer(sweep(GRID))]
    assert said[0].startswith("比例 10%→15%→20%：流动后缺员 ")
    assert said[0].endswith("（其余 2 种取值的平均）。")
    assert said[1].startswith("编制 0→10：流动后缺员 ")
    shortage = [row.result.measures["shortage"] or 0 for row in sweep(GRID).rows if row.at.get("编制") == "10"]
    assert f"→{round(sum(shortage) / 3):,}、" in said[1]


def test_a_grid_too_large_for_one_picture_is_drawn_along_each_axis() -> None:
    told = sweep({**GRID, "方式": ("统筹", "排名", "双向"), "年龄": ("50", "55")})
    html = render_sweep(told, "zh")
    assert "画不下" not in html
    assert html.count("<svg") == 4
    assert "随“方式”变动" in html
