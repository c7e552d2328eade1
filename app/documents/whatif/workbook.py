"""comparison.xlsx: every figure to filter and to count with, and who gains and loses, by name.

The bureau's working copy: unlike the page it names people.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from app.documents.sheets import Book, Field, made_at, new_workbook
from app.documents.summary import goal_words
from app.documents.whatif.answer import answer
from app.documents.whatif.figures import change, ending
from app.documents.whatif.foot import foot
from app.documents.whatif.gain_bars import HEADS, group_name
from app.documents.whatif.lines import merged, ranked
from app.documents.whatif.lots import GROUNDS, VERDICTS, lot_words, school_name, zone_name
from app.documents.whatif.page import badge
from app.documents.whatif.prices import LIMITS, PROMISED, told_prices
from models.words import Lang, Text
from scenarios.whatif.comparison import Comparison, Line

FOOTER = Text("局内工作稿，含姓名", "Working copy with names")
_KINDS = {
    "measure": Text("指标", "measure"),
    "goal": Text("目标", "goal"),
    "rule": Text("规则到限", "rule at its limit"),
}
_BETTER = {
    "less": Text("越少越好", "less is better"),
    "more": Text("越多越好", "more is better"),
    "neither": Text("不分好坏", "neither"),
}
Row = dict[str, Any]


def write_comparison_workbook(path: Path, told: Comparison, lang: Lang) -> None:
    """Write comparison.xlsx."""
    with new_workbook(path, strings_to_formulas=False, strings_to_urls=False) as workbook:
        workbook.set_properties({"title": told.title, "created": made_at(str(told.made.get("started", "")))})
        book = Book(workbook, lang, f"&L{FOOTER.say(lang)}&R&P / &N")
        notes(
            book,
            [told.title, told.question],
            [badge(told).say(lang), *(sentence.say(lang) for sentence in answer(told))],
            [(what, said) for what, said, _ in foot(told.made, lang)],
        )
        differing = [line for line in merged(told.lines, ranked(told)) if line.differs]
        _table(book, Text("对照表", "side by side"), told, differing)
        _table(book, Text("全部指标", "all figures"), told, told.lines)
        _scenarios(book, told)
        _groups(book, told)
        _people(book, told)
        _frontier(book, told)
        _prices(book, told)
        _flows(book, told)


def notes(book: Book, titles: Sequence[str], sentences: Sequence[str], facts: Sequence[tuple[str, str]]) -> None:
    """Add the first sheet: what was asked, the answer, where it came from."""
    sheet = book.sheet(Text("说明", "notes").say(book.lang), repeat_header=False)
    sheet.set_portrait()
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 88)
    row = 0
    for size, title in zip((16, 12), titles, strict=False):
        if title:
            sheet.merge_range(row, 0, row, 1, "", book.style(bold=size > 12, font_size=size, text_wrap=True))
            sheet.write_string(row, 0, title, book.style(bold=size > 12, font_size=size, text_wrap=True))
            sheet.set_row(row, 2 * size)
            row += 1
    notice = Text("局内工作稿，含姓名，请勿外传", "Working copy with names: not for publication").say(book.lang)
    sheet.write_string(row, 0, notice, book.style(bold=True, font_color="#b04e16"))
    row += 2
    for sentence in sentences:
        sheet.merge_range(row, 0, row, 1, "", book.style(text_wrap=True, valign="top"))
        sheet.write_string(row, 0, sentence, book.style(text_wrap=True, valign="top"))
        sheet.set_row(row, 15 * (1 + len(sentence) // (58 if book.lang == "zh" else 105)))
        row += 1
    row += 1
    for what, said in facts:
        sheet.write_string(row, 0, what, book.style(font_color="#667380"))
        sheet.write_string(row, 1, said, book.style(text_wrap=True))
        row += 1


def _table(book: Book, name: Text, told: Comparison, lines: Sequence[Line]) -> None:
    lang = book.lang
    fields = [
        Field("kind", Text("类别", "kind").say(lang)),
        Field("title", Text("指标", "figure").say(lang)),
        Field("unit", Text("单位", "unit").say(lang)),
        Field("better", Text("好坏", "which is better").say(lang)),
    ]
    opened = any(bound is not None for line in lines for bound in line.bounds)
    for i, row in enumerate(told.rows):
        fields.append(Field(f"v{i}", row.name, "count"))
        if i:
            fields.append(Field(f"d{i}", Text(f"{row.name} 增减", f"{row.name}, change").say(lang), "change"))
        if opened and any(line.bounds[i] is not None for line in lines):
            fields.append(Field(f"b{i}", Text(f"{row.name} 已证下界", f"{row.name}, bound").say(lang), "count"))
    rows: list[Row] = []
    for line in lines:
        cells: Row = {
            "kind": _KINDS[line.kind].say(lang), "title": line.title.say(lang), "unit": line.unit.say(lang),
            "better": _BETTER[line.better].say(lang),
        }  # fmt: skip
        for i in range(len(told.rows)):
            found = change(line, i)
            cells |= {f"v{i}": line.values[i], f"d{i}": None if found is None else found.by, f"b{i}": line.bounds[i]}
        rows.append(cells)
    note = "" if rows else Text("没有一项不同。", "No figure differs.").say(lang)
    book.table(name.say(lang), fields, rows, note)


def _scenarios(book: Book, told: Comparison) -> None:
    lang = book.lang
    fields = [
        Field("name", Text("情景", "scenario").say(lang)),
        Field("ending", Text("结论", "verdict").say(lang)),
        Field("same", Text("与之相同", "same as").say(lang)),
        Field("seconds", Text("秒", "seconds").say(lang), "points"),
        Field("what", Text("项目", "what").say(lang)),
        Field("said", Text("内容", "words").say(lang)),
    ]
    rows: list[Row] = []
    for row in told.rows:
        head = {
            "name": row.name, "ending": ending(row.result).say(lang), "same": row.same_as,
            "seconds": f"{row.result.seconds:.1f}",
        }  # fmt: skip
        nothing = Text("什么都不改", "changes nothing").say(lang)
        change_head, why_head = Text("改动", "change").say(lang), Text("原因", "why").say(lang)
        said = [(change_head, text.say(lang)) for text in row.told] or [(change_head, nothing)]
        said += [(why_head, text.say(lang)) for text in row.result.said if not row.result.planned]
        rows += [{**head, "what": what, "said": words} for what, words in said]
    book.table(Text("情景", "scenarios").say(lang), fields, rows)


def _groups(book: Book, told: Comparison) -> None:
    lang = book.lang
    fields = [
        Field("scenario", Text("情景", "scenario").say(lang)),
        Field("by", Text("按", "by").say(lang)),
        Field("group", Text("组", "group").say(lang)),
        Field("people", Text("人数", "people").say(lang), "count"),
        Field("gain", Text("更好", "better").say(lang), "count"),
        Field("lose", Text("更差", "worse").say(lang), "count"),
        Field("differ", Text("不同", "otherwise").say(lang), "count"),
    ]
    rows: list[Row] = [
        {
            "scenario": row.name, "by": HEADS[by].say(lang), "group": group_name(by, group).say(lang),
            "people": group.people, "gain": group.gain, "lose": group.lose, "differ": group.differ,
        }
        for row in told.rows
        for by, groups in told.groups.get(row.name, {}).items()
        for group in groups
    ]  # fmt: skip
    book.table(Text("得失分组", "gains by group").say(lang), fields, rows)


def _people(book: Book, told: Comparison) -> None:
    lang = book.lang
    fields = [
        Field("scenario", Text("情景", "scenario").say(lang)),
        Field("code", Text("工号", "number").say(lang), "code"),
        Field("name", Text("姓名", "name").say(lang)),
        Field("school", Text("现学校", "school left").say(lang)),
        Field("subject", Text("学科", "subject").say(lang)),
        Field("verdict", Text("得失", "fares").say(lang)),
        Field("ground", Text("依据", "ground").say(lang)),
        Field("before", Text(f"{told.rows[0].name}", f"{told.rows[0].name}").say(lang)),
        Field("after", Text("该情景", "this scenario").say(lang)),
    ]
    notice = Text(
        "局内工作稿，含姓名：每个与基线去向不同的人。", "Working copy with names: everybody who fares otherwise."
    )
    book.table(
        Text("得失名单", "who gains and loses").say(lang), fields, list(_people_rows(told, lang)), notice.say(lang)
    )


def _people_rows(told: Comparison, lang: Lang) -> Iterator[Row]:
    for row in told.rows:
        for one in row.result.changed:
            name, school, subject = told.people.get(one.teacher_id, ("", "", ""))
            yield {
                "scenario": row.name, "code": one.teacher_id, "name": name, "subject": subject,
                "school": school_name(school, told.schools).say(lang),
                "verdict": VERDICTS[one.verdict].say(lang), "ground": GROUNDS[one.ground].say(lang),
                "before": lot_words(one.before, told.schools).say(lang),
                "after": lot_words(one.after, told.schools).say(lang),
            }  # fmt: skip


def _frontier(book: Book, told: Comparison) -> None:
    if told.frontier is None:
        return
    lang = book.lang
    first, second = (goal_words(goal)[0].say(lang) for goal in told.frontier.goals)
    fields = [
        Field("first", first, "count"),
        Field("second", second, "count"),
        Field("proven", Text("证明", "proven").say(lang), "mark"),
        Field("baseline", told.rows[0].name, "mark"),
    ]
    yes = Text("是", "yes").say(lang)
    here = told.frontier.baseline
    points = [(point, False) for point in told.frontier.points] + ([(here, True)] if here is not None else [])
    rows: list[Row] = [
        {
            "first": point.first, "second": point.second,
            "proven": yes if point.proven else Text("否", "no").say(lang), "baseline": "◆" if base else "",
        }
        for point, base in points
    ]  # fmt: skip
    book.table(Text("前沿", "frontier").say(lang), fields, rows)


def _prices(book: Book, told: Comparison) -> None:
    if not told.prices:
        return
    lang = book.lang
    fields = [
        Field("rule", Text("规则", "rule").say(lang)),
        Field("change", Text("放宽一个单位", "one unit relaxed").say(lang)),
        Field("promised", PROMISED.say(lang)),
        Field("found", Text("结果", "what came of it").say(lang)),
    ]
    rows: list[Row] = [
        {
            "rule": price.rule.say(lang), "change": price.change.say(lang),
            "promised": price.promised.say(lang), "found": price.found.say(lang),
        }
        for price in told_prices(told)
    ]  # fmt: skip
    book.table(Text("规则价格", "prices of rules").say(lang), fields, rows, LIMITS.say(lang))


def _flows(book: Book, told: Comparison) -> None:
    """A row for each two zones, a column for each scenario that has a plan."""
    lang = book.lang
    fields = [
        Field("origin", Text("流出片区", "zone left").say(lang)),
        Field("to", Text("流入片区", "zone entered").say(lang)),
    ]
    found: dict[tuple[str, str], Row] = {}
    planned = [(i, row) for i, row in enumerate(told.rows) if row.result.planned]
    for i, row in planned:
        fields.append(Field(f"v{i}", row.name, "count"))
        for origin, to, people in row.result.flows:
            ends = {"origin": zone_name(origin).say(lang), "to": zone_name(to).say(lang)}
            found.setdefault((origin, to), {**ends, **{f"v{k}": 0 for k, _ in planned}})[f"v{i}"] = people
    rows = [found[pair] for pair in sorted(found)]
    book.table(Text("流向", "flows").say(lang), fields, rows)
