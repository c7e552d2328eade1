"""report.html of a sweep: what is best and what worst, the grid as a picture, every row to sort and to filter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.documents.pages import template
from app.documents.whatif.figures import NONE, VERDICTS, change, counted, ending, titled
from app.documents.whatif.foot import foot, started
from app.documents.whatif.nobody import Nobody
from app.documents.whatif.reasons import SWEPT, reasons
from app.documents.whatif.sweep_answer import grid_of, sweep_answer
from app.documents.whatif.sweep_figures import Totals, differing, districts_of, lines_of, planless, totals
from app.documents.whatif.sweep_picture import over, sweep_pictures
from models.words import Lang, Text, many
from scenarios.whatif.comparison import Line
from scenarios.whatif.sweep import Sweep


def render_sweep(told: Sweep, lang: Lang) -> str:
    """Return the page as text."""
    lines = differing(told, lines_of(told))
    whole = totals(told, lines)
    nobody = Nobody((row.result for row in told.rows), {}, ())
    districts = districts_of(told)
    return template("whatif/sweep.html.j2").render(
        lang=lang,
        say=lambda zh, en: Text(zh, en).say(lang),
        title=told.title,
        question=told.question,
        started=started(told.made),
        badge=sweep_badge(told).say(lang),
        sure=all(row.result.status == "optimal" for row in told.rows),
        answer=[sentence.say(lang) for sentence in sweep_answer(told)],
        pictures=sweep_pictures(told, whole, grid_of(told, whole), lang),
        heads=[titled(line).say(lang) for line in lines],
        totals=_totals(whole, lang) if whole.of > 1 and whole.districts else [],
        over=over(whole).say(lang),
        rows=_rows(told, lines, districts, lang),
        many_districts=len(districts) > 1,
        planless_head=_planless_head(told).say(lang),
        planless=[
            {
                "district": district, "name": name, "ending": ending(result).say(lang),
                "said": [text.say(lang) for text in reasons(result, nobody, SWEPT)],
            }
            for district, name, result in planless(told)
        ],
        foot=foot(told.made, lang),
    )  # fmt: skip


def sweep_badge(told: Sweep) -> Text:
    """Say how many districts and scenarios there are, and of how many the plan is proven best."""
    districts = len(districts_of(told))
    n = len(told.rows)
    if all(row.result.status == "optimal" for row in told.rows):
        zh, en = "都已证明最优", "all proven optimal"
    else:
        zh, en = counted([row.result for row in told.rows])
    head = Text(f"{districts} 个县（区）、", f"{many(districts, 'district')}, ") if districts > 1 else Text("", "")
    return Text(f"{head.zh}{n} 个情景：{zh}", f"{head.en}{many(n, 'scenario')}: {en}")


def _planless_head(told: Sweep) -> Text:
    if all(row.result.reached for row in told.rows):
        return Text("没有方案的", "Without a plan")
    return Text("没有方案的，和还没有算的", "Without a plan, or not computed yet")


def _totals(whole: Totals, lang: Lang) -> list[dict[str, Any]]:
    return [
        {"name": name, "cells": [_cell(line, i, 0, lang) for line in whole.lines]} for i, name in enumerate(whole.names)
    ]


def _rows(told: Sweep, lines: Sequence[Line], districts: dict[str, list[int]], lang: Lang) -> list[dict[str, Any]]:
    rows = []
    for district, numbers in districts.items():
        for i in numbers:
            result = told.rows[i].result
            kind = {"optimal": "good", "feasible": "soft"}.get(result.status, "open")
            cells = [_cell(line, i, numbers[0], lang) for line in lines]
            rows.append(
                {
                    "district": district, "name": told.rows[i].scenario, "ending": ending(result).say(lang),
                    "kind": kind, "cells": cells,
                }
            )  # fmt: skip
    return rows


def _cell(line: Line, number: int, base: int, lang: Lang) -> dict[str, str]:
    value = line.values[number]
    cell = {"value": NONE if value is None else f"{value:,}", "sort": str(-1 if value is None else value)}
    found = change(line, number, base)
    if found is None or not found.by:
        return cell | {"change": "", "kind": ""}
    kind = {"better": "good", "worse": "open"}.get(found.verdict, "soft")
    told = f"{found.arrow}\u202f{abs(found.by):,} {VERDICTS[found.verdict].say(lang)}".strip()
    return cell | {"change": told, "kind": kind}
