"""report.html of a comparison: the answer for who has a minute, every figure behind it for who has an hour.

The page names nobody: sentences that name people stand in the workbook only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from app.documents.charts import Chart
from app.documents.pages import template
from app.documents.whatif.along import Grid, along_charts, axes_of
from app.documents.whatif.answer import answer
from app.documents.whatif.figures import NONE, VERDICTS, change, counted, ending, quantity, same_plans, titled, unproven
from app.documents.whatif.foot import foot, started
from app.documents.whatif.frontier import frontier_chart
from app.documents.whatif.gain_bars import gain_bars, gain_tables
from app.documents.whatif.lines import merged, of_movers, ranked, told_once
from app.documents.whatif.maps import flow_maps
from app.documents.whatif.multiples import multiples
from app.documents.whatif.nobody import Nobody, nobody_of
from app.documents.whatif.prices import HOW, LIMITS, PROMISED, told_prices
from app.documents.whatif.reasons import COMPARED, reasons
from app.documents.whatif.sweep_picture import MOST_SCENARIOS
from models.words import Lang, Text, joined, many
from scenarios.whatif.comparison import Comparison, Line, Row

_SECTIONS = {
    "measure": Text("基本指标", "Basic figures"),
    "ranked": Text(
        "方案的目标，依先后次序（都是越少越好）", "Goals of the policy, in their order (of all, less is better)"
    ),
    "goal": Text("其余目标，方案没有列入（都是越少越好）", "Other goals, not in the policy (of all, less is better)"),
    "rule": Text("规则：到了限度的地方", "Rules: places at their limit"),
}
_GOALS = Text("目标（都是越少越好）", "Goals (of all, less is better)")
"""Where the baseline has no plan, and so no tiers."""
_ROOMY = 7
"""With more columns than these the table is set closer."""
_UNFOLDED = 2
"""Of a scenario's sentences so many are shown, the others folded away; never one alone."""


def render_comparison(told: Comparison, lang: Lang) -> str:
    """Return the page as text."""
    nobody = nobody_of(told)
    lines = merged(told.lines, ranked(told))
    return template("whatif/comparison.html.j2").render(
        lang=lang,
        say=lambda zh, en: Text(zh, en).say(lang),
        title=told.title,
        crowded=len(told.rows) > _ROOMY,
        question=told.question,
        started=started(told.made),
        badge=badge(told).say(lang),
        sure=all(row.result.status == "optimal" for row in told.rows),
        answer=[sentence.say(lang).replace(" → ", "\u00a0→\u00a0") for sentence in answer(told)],
        pictures=_pictures(told, lang),
        heads=[_head(told, i, lang) for i in range(len(told.rows))],
        sections=list(_sections(told, lines, lang)),
        alike=sum(not line.differs for line in lines),
        lines=len(lines),
        movers=_movers(lines).say(lang),
        unplaced=_unplaced(lines).say(lang),
        planless=[_planless(row, nobody, lang) for row in told.rows if not row.result.planned],
        changes=[_changes(row, nobody, lang) for row in told.rows],
        gains=gain_bars(told, lang),
        gain_tables=gain_tables(told, lang),
        frontier=frontier_chart(told, lang),
        prices=list(_prices(told, nobody, lang)),
        promised=PROMISED.say(lang),
        price_note=Text(HOW.zh + LIMITS.zh, f"{HOW.en} {LIMITS.en}").say(lang),
        flows=flow_maps(told, lang),
        foot=foot(told.made, lang),
    )


def _pictures(told: Comparison, lang: Lang) -> tuple[Chart, ...]:
    """Draw the figures by scenario; of grids too large for that, along each axis."""
    if len(told.rows) > MOST_SCENARIOS:
        at = [row.at for row in told.rows]
        charts = along_charts(Grid(axes_of(at), at, told_once(told), ranked(told)), told.rows[0].name, 0, lang)
        if charts:
            return charts
    return (multiples(told, lang),)


def badge(told: Comparison) -> Text:
    """Say of how many scenarios the plan is proven best, and what became of the others."""
    statuses = [row.result.status for row in told.rows]
    n = len(statuses)
    if all(status == "optimal" for status in statuses):
        every = {1: "The scenario is", 2: "Both scenarios are"}.get(n, f"All {n} scenarios are")
        return Text(f"{n} 个情景都已证明最优" if n > 1 else "已证明最优", f"{every} proven optimal")
    ended = counted([row.result for row in told.rows])
    return Text(f"{n} 个情景：{ended.zh}", f"{many(n, 'scenario')}: {ended.en}")


def _head(told: Comparison, scenario: int, lang: Lang) -> dict[str, str]:
    row = told.rows[scenario]
    alike = ""
    if row.same_as:
        alike = Text(f"表格和方案与“{row.same_as}”相同", f"same tables and policy as '{row.same_as}'").say(lang)
    else:
        earlier = next((group[0] for group in same_plans(told) if scenario in group[1:]), None)
        if earlier is not None:
            name = told.rows[earlier].name
            alike = Text(f"方案与“{name}”相同", f"same plan as '{name}'").say(lang)
    kind = {"optimal": "good", "feasible": "soft"}.get(row.result.status, "open")
    return {"name": row.name, "ending": ending(row.result).say(lang), "kind": kind, "same": alike}


def _sections(told: Comparison, lines: Sequence[Line], lang: Lang) -> Iterator[dict[str, Any]]:
    goals = ranked(told)
    kinds = ["ranked" if line.kind == "goal" and line.key in goals else line.kind for line in lines]
    for kind, title in (_SECTIONS if goals else _SECTIONS | {"goal": _GOALS}).items():
        listed = [line for line, its in zip(lines, kinds, strict=True) if its == kind]
        if listed:
            yield {
                "title": title.say(lang),
                "alike": not any(line.differs for line in listed),
                "lines": [_line(told, line, lang) for line in listed],
            }


def _movers(lines: Sequence[Line]) -> Text:
    """Say which figures count people moved only, where scenarios move other numbers of people."""
    named = [line.title for line in lines if of_movers(line) and line.differs]
    if not named or not any(line.key == "moved" and line.differs for line in lines):
        return Text("", "")
    said = joined(named)
    return Text(
        f"{said.zh}只计调动的人：调动人数不同的情景，先看人数，再看好坏。",
        f"Of people moved only: {said.en}. Where other numbers of people move, look at the numbers first.",
    )


def _unplaced(lines: Sequence[Line]) -> Text:
    """Say what becomes of who is not placed, where scenarios differ in how many."""
    if not any(line.key == "unplaced" and line.differs for line in lines):
        return Text("", "")
    return Text(
        "没有安置的人留在原校，排在志愿之外之前。",
        "Who is not placed stays at the present school, which ranks before a school outside the choices.",
    )


def _line(told: Comparison, line: Line, lang: Lang) -> dict[str, Any]:
    return {
        "title": titled(line).say(lang),
        "meaning": line.meaning.say(lang),
        "differs": line.differs,
        "cells": [_cell(line, i, lang) for i in range(len(told.rows))],
    }


def _cell(line: Line, scenario: int, lang: Lang) -> dict[str, str]:
    value, found = line.values[scenario], change(line, scenario)
    cell = {"value": quantity(value, Text("", "")).say(lang), "change": "", "verdict": "", "kind": "", "open": ""}
    if value is None:
        return cell | {"value": NONE}
    if (said := unproven(line, scenario)) is not None:
        bound = line.bounds[scenario]
        at_least = Text(f"不低于 {bound:,}，", f"at least {bound:,}; ") if bound else Text("", "")
        cell["open"] = at_least.say(lang) + said.say(lang)
    if found is not None and found.by:
        kind = {"better": "good", "worse": "open"}.get(found.verdict, "soft")
        cell |= {"change": f"{found.arrow}\u202f{abs(found.by):,}", "kind": kind}
        cell["verdict"] = VERDICTS[found.verdict].say(lang)
    return cell


def _changes(row: Row, nobody: Nobody, lang: Lang) -> dict[str, Any]:
    said = [text.say(lang) for text in nobody.of(row.told)]
    shown = _UNFOLDED if len(said) > _UNFOLDED + 1 else len(said)
    return {"name": row.name, "told": said[:shown], "more": said[shown:]}


def _planless(row: Row, nobody: Nobody, lang: Lang) -> dict[str, Any]:
    said = [text.say(lang) for text in reasons(row.result, nobody, COMPARED)]
    return {"name": row.name, "ending": ending(row.result).say(lang), "said": said}


def _prices(told: Comparison, nobody: Nobody, lang: Lang) -> Iterator[dict[str, Any]]:
    for price in told_prices(told):
        shown = nobody.of([price.change])[0]
        yield {
            "rule": price.rule.say(lang), "change": shown.say(lang), "promised": price.promised.say(lang),
            "found": price.found.say(lang), "kind": "good" if price.clear else "mixed" if price.bought else "soft",
        }  # fmt: skip
