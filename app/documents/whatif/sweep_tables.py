"""sweep.xlsx and sweep.csv: every row of a sweep with every figure."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.documents.sheets import Book, Field, made_at, new_workbook
from app.documents.summary import gap
from app.documents.whatif.figures import ending, titled
from app.documents.whatif.foot import foot
from app.documents.whatif.nobody import Nobody
from app.documents.whatif.reasons import SWEPT, said_of
from app.documents.whatif.sweep_answer import sweep_answer
from app.documents.whatif.sweep_figures import differing, lines_of, planless, totals
from app.documents.whatif.sweep_page import sweep_badge
from app.documents.whatif.workbook import FOOTER, notes
from models.words import Lang, Text
from scenarios.whatif.comparison import Line
from scenarios.whatif.sweep import Sweep, SweepRow


def sweep_csv(told: Sweep) -> bytes:
    """Return sweep.csv: UTF-8 with a byte order mark, lines ended as Excel ends them.

    Columns: `district`, `scenario`, the axes by name, `status`, `seconds`, the measures, the goals as `goal:fill`, and
    `gap` of the first tier not proven; empty where there is none. Last `reason`: why there is no plan, as far as a page
    may tell, in both languages. The status of what was not reached is `not-computed`.
    """
    lines = [line for line in lines_of(told) if line.kind == "measure"]
    goals = list(dict.fromkeys(goal for row in told.rows for goal in row.result.goals))
    nobody = Nobody((row.result for row in told.rows), {}, ())
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    head = ["district", "scenario", *told.axes, "status", "seconds", *(line.key for line in lines)]
    writer.writerow([*head, *(f"goal:{goal}" for goal in goals), "gap", "reason"])
    for i, row in enumerate(told.rows):
        figures = [_empty(line.values[i]) for line in lines] + [_empty(row.result.goals.get(goal)) for goal in goals]
        at = [row.at.get(axis, "") for axis in told.axes]
        status = row.result.status if row.result.reached else "not-computed"
        head = [row.district, row.scenario, *at, status, f"{row.result.seconds:.3f}"]
        said = said_of(row.result, nobody, SWEPT)
        reason = " / ".join(" ".join(words) for words in zip(*said, strict=True))
        writer.writerow([*head, *figures, _gap(row), "" if row.result.planned else reason])
    return text.getvalue().encode("utf-8-sig")


def _empty(value: int | None) -> str:
    return "" if value is None else str(value)


def _gap(row: SweepRow) -> str:
    tier = next((tier for tier in row.result.tiers if not tier.proven), None)
    return "" if tier is None else f"{gap(tier):.6f}"


def write_sweep_workbook(path: Path, told: Sweep, lang: Lang) -> None:
    """Write sweep.xlsx."""
    every = lines_of(told)
    few = differing(told, every)
    with new_workbook(path, strings_to_formulas=False, strings_to_urls=False) as workbook:
        workbook.set_properties({"title": told.title, "created": made_at(str(told.made.get("started", "")))})
        book = Book(workbook, lang, f"&L{FOOTER.say(lang)}&R&P / &N")
        notes(
            book,
            [told.title, told.question],
            [sweep_badge(told).say(lang), *(sentence.say(lang) for sentence in sweep_answer(told))],
            [(what, said) for what, said, _ in foot(told.made, lang)],
        )
        _rows(book, Text("结果", "results"), told, few)
        _rows(book, Text("全部指标", "all figures"), told, every)
        _totals(book, told, few)
        _planless(book, told)
        _changes(book, told)


def _heads(lang: Lang) -> list[Field]:
    return [
        Field("district", Text("县（区）", "district").say(lang)),
        Field("scenario", Text("情景", "scenario").say(lang)),
    ]


def _figure(line: Line, lang: Lang) -> Field:
    return Field(line.key, titled(line).say(lang), "count")


def _rows(book: Book, name: Text, told: Sweep, lines: Sequence[Line]) -> None:
    lang = book.lang
    fields = [
        *_heads(lang),
        *(Field(f"axis:{axis}", axis) for axis in told.axes),
        Field("ending", Text("结论", "verdict").say(lang)),
        *(_figure(line, lang) for line in lines),
    ]
    rows: list[dict[str, Any]] = [
        {
            "district": row.district, "scenario": row.scenario, "ending": ending(row.result).say(lang),
            **{f"axis:{axis}": row.at.get(axis, "") for axis in told.axes},
            **{line.key: line.values[i] for line in lines},
        }
        for i, row in enumerate(told.rows)
    ]  # fmt: skip
    book.table(name.say(lang), fields, rows)


def _totals(book: Book, told: Sweep, lines: Sequence[Line]) -> None:
    whole, lang = totals(told, lines), book.lang
    how = Text("合计", "total"), Text("中位数", "median")
    fields = [Field("scenario", Text("情景", "scenario").say(lang))]
    for line, added in zip(whole.lines, whole.added, strict=True):
        merged = Text(f"，{how[not added].zh}", f", {how[not added].en}").say(lang) if whole.of > 1 else ""
        fields.append(Field(line.key, _figure(line, lang).header + merged, "count"))
    rows = [
        {"scenario": name, **{line.key: line.values[i] for line in whole.lines}} for i, name in enumerate(whole.names)
    ]
    notice = Text(
        f"{whole.of} 个县（区）中计入 {whole.districts} 个：在各情景下都有方案的。",
        f"Of {whole.of} districts {whole.districts} are counted: those with a plan under every scenario.",
    )
    book.table(Text("合计", "totals").say(lang), fields, rows, notice.say(lang))


def _planless(book: Book, told: Sweep) -> None:
    lang = book.lang
    fields = [
        *_heads(lang),
        Field("ending", Text("结论", "verdict").say(lang)),
        Field("said", Text("原因", "why").say(lang)),
    ]
    rows: list[dict[str, Any]] = [
        {"district": district, "scenario": name, "ending": ending(result).say(lang), "said": said}
        for district, name, result in planless(told)
        for said in ([text.say(lang) for text in result.said] or [""])
    ]
    book.table(Text("没有方案", "without a plan").say(lang), fields, rows)


def _changes(book: Book, told: Sweep) -> None:
    """Say once for each scenario of each district what it changes."""
    lang = book.lang
    fields = [*_heads(lang), Field("said", Text("改动", "change").say(lang))]
    rows = [
        {"district": row.district, "scenario": row.scenario, "said": text.say(lang)}
        for row in told.rows
        for text in row.told
    ]
    book.table(Text("情景", "scenarios").say(lang), fields, rows)
