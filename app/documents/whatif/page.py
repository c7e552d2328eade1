"""report.html of a comparison: the answer for who has a minute, every figure behind it for who has an hour.

The page names nobody: sentences that name people stand in the workbook only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.documents.pages import template
from app.documents.whatif.answer import answer
from app.documents.whatif.figures import NONE, VERDICTS, change, ending, quantity, same_plans, unproven
from app.documents.whatif.foot import foot, started
from app.documents.whatif.frontier import frontier_chart
from app.documents.whatif.gain_bars import gain_bars, gain_tables
from app.documents.whatif.maps import flow_maps
from app.documents.whatif.multiples import multiples
from app.documents.whatif.nobody import Nobody, nobody_of
from app.documents.whatif.prices import told_prices
from models.words import Lang, Text, many
from scenarios.whatif.comparison import Comparison, Line, Row

_KINDS = {
    "measure": Text("指标", "Measures"),
    "goal": Text("目标（都是越少越好）", "Goals (of all, less is better)"),
    "rule": Text("规则：到了限度的地方", "Rules: places at their limit"),
}


def render_comparison(told: Comparison, lang: Lang) -> str:
    """Return the page as text."""
    nobody = nobody_of(told)
    frontier = told.frontier
    return template("whatif/comparison.html.j2").render(
        lang=lang,
        say=lambda zh, en: Text(zh, en).say(lang),
        title=told.title,
        question=told.question,
        started=started(told.made),
        badge=badge(told).say(lang),
        sure=all(row.result.status == "optimal" for row in told.rows),
        answer=[sentence.say(lang).replace(" → ", "\u00a0→\u00a0") for sentence in answer(told)],
        multiples=multiples(told, lang),
        heads=[_head(told, i, lang) for i in range(len(told.rows))],
        sections=list(_sections(told, lang)),
        alike=sum(not line.differs for line in told.lines),
        lines=len(told.lines),
        planless=[_planless(row, nobody, lang) for row in told.rows if not row.result.planned],
        changes=[{"name": row.name, "told": [t.say(lang) for t in nobody.of(row.told)]} for row in told.rows],
        gains=gain_bars(told, lang),
        gain_tables=gain_tables(told, lang),
        frontier=None if frontier is None else frontier_chart(frontier, told.rows[0].name, lang),
        prices=list(_prices(told, nobody, lang)),
        flows=flow_maps(told, lang),
        foot=foot(told.made, lang),
    )


def badge(told: Comparison) -> Text:
    """Say of how many scenarios the plan is proven best, and what became of the others."""
    statuses = [row.result.status for row in told.rows]
    n = len(statuses)
    if all(status == "optimal" for status in statuses):
        return Text(f"{n} 个情景都已证明最优", f"All {n} scenarios proven optimal")
    words = (
        ("optimal", "个已证明最优", "proven optimal"), ("feasible", "个未证明最优", "not proven"),
        ("infeasible", "个已证明无解", "proven impossible"), ("unknown", "个停下时没有方案", "stopped without a plan"),
        ("failed", "个求解中断", "broke down"),
    )  # fmt: skip
    parts = [(statuses.count(status), zh, en) for status, zh, en in words if status in statuses]
    zh, en = "，".join(f"{k} {said}" for k, said, _ in parts), ", ".join(f"{k} {said}" for k, _, said in parts)
    return Text(f"{n} 个情景：{zh}", f"{many(n, 'scenario')}: {en}")


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


def _sections(told: Comparison, lang: Lang) -> Iterator[dict[str, Any]]:
    for kind, title in _KINDS.items():
        lines = [line for line in told.lines if line.kind == kind]
        if lines:
            yield {
                "title": title.say(lang),
                "alike": not any(line.differs for line in lines),
                "lines": [_line(told, line, lang) for line in lines],
            }


def _line(told: Comparison, line: Line, lang: Lang) -> dict[str, Any]:
    return {
        "title": line.title.say(lang),
        "unit": line.unit.say(lang),
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


def _planless(row: Row, nobody: Nobody, lang: Lang) -> dict[str, Any]:
    said = [text.say(lang) for text in nobody.of(row.result.said)]
    none = Text("没有说明原因。", "No reason was given.").say(lang)
    return {"name": row.name, "ending": ending(row.result).say(lang), "said": said or [none]}


def _prices(told: Comparison, nobody: Nobody, lang: Lang) -> Iterator[dict[str, Any]]:
    for price in told_prices(told):
        shown = nobody.of([price.change])[0]
        yield {
            "rule": price.rule.say(lang), "change": shown.say(lang), "promised": price.promised.say(lang),
            "found": price.found.say(lang), "kind": "good" if price.bought else "soft",
        }  # fmt: skip
