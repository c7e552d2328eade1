"""plan.xlsx: the plan as the bureau works with it: lists to filter, pages to print.

It is not for handing on: one sheet holds the clause that defers each person, which may be an illness.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from xlsxwriter.worksheet import Worksheet

from app.documents.annex import write_annex
from app.documents.changed import ChangedRow, rerun_sentence, write_changed
from app.documents.choosing import choosing_sheet
from app.documents.gates import write_gates
from app.documents.hiring import add_hiring, write_title_posts
from app.documents.report import lead, verdict
from app.documents.score_sheet import write_scores
from app.documents.sheets import Book, Field, fit, made_at, new_workbook
from app.documents.summary import Summary, gap, gap_words, rule_words, run_id
from models.filter_columns import CATEGORIES
from models.intake.dates import month_text
from models.standing import Standing
from models.tables import OUTSIDE_NAME
from models.terms import AFTER_TERM
from models.words import Text

MOST_SHEETS = 60
"""Schools that get a sheet each; with more they share one sheet, since Excel struggles with hundreds."""
SEX = {"男": "male", "女": "female"}

Row = dict[str, Any]


def write_workbook(
    path: Path,
    s: Summary,
    standing: Standing,
    record: Mapping[str, object],
    changed: Sequence[ChangedRow] | None = None,
) -> None:
    """Write plan.xlsx.

    Parameters
    ----------
    standing : for the reasons of those who stay; only deferred people show their clause, by the policy's own name.
    record : what plan.json holds, for the run's short name in the page footers.
    changed : who fares otherwise than published, of a re-run.
    """
    run = run_id(record)
    footer = "&L" + s.say(f"运行编号 {run}　局内工作稿", f"Run {run}, working copy") + "&R&P / &N"
    with new_workbook(path, strings_to_formulas=False, strings_to_urls=False) as workbook:
        workbook.set_properties({"title": s.policy.name, "created": made_at(s.outcome.started)})
        book = Book(workbook, s.lang, footer)
        _summary(book, s, run, rerun_sentence(record))
        if changed is not None:
            write_changed(book, s, changed)
        _movers(book, s)
        choosing_sheet(book, s)
        _stayers(book, s, standing)
        write_scores(book, s)
        write_gates(book, s)
        _schools(book, s)
        write_title_posts(book, s)
        write_annex(book, s)
        if len(s.schools) <= MOST_SHEETS:
            _sheet_each(book, s)
        else:
            _one_sheet(book, s)


def _records(table: pd.DataFrame) -> list[Row]:
    return [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]


def _summary(book: Book, s: Summary, run: str, rerun: Text | None) -> None:
    sheet = book.sheet(s.say("调配方案", "Plan"), repeat_header=False)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 7, 13)
    told = verdict(s)
    colour = "#0f6e84" if told["kind"] == "optimal" else "#b04e16"
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, s.policy.name, book.style(bold=True, font_size=16))
    sheet.write_string(
        1, 0, told["badge"] + s.say("。", ". ") + told["sentence"], book.style(font_color=colour, bold=True)
    )
    sheet.write_string(2, 0, lead(s), book.style())
    sheet.write_string(3, 0, "" if rerun is None else rerun.say(s.lang), book.style())
    row = _tiers(book, sheet, s, 4)
    row = _totals(book, sheet, s, row + 1, "zone", s.say("片区", "zone"))
    first = row + 2
    row = _totals(book, sheet, s, row + 1, "subject", s.say("学科", "subject"))
    _chart(book, sheet, s, first, row - 1)
    row = _checks(book, sheet, s, row + 1)
    facts = [
        (s.say("运行编号", "run"), run),
        (s.say("求解时间", "solved"), s.started),
        (s.say("摇号种子", "seed"), s.policy.draw_seed),
    ]
    facts += [(name, f"SHA-256 {sha}") for name, sha in s.district.inputs.items()]
    for r, (name, value) in enumerate(facts, row + 1):
        sheet.write_string(r, 0, name, book.style(font_color="#667380"))
        sheet.write_string(r, 1, value, book.style(font_color="#667380"))


def _tiers(book: Book, sheet: Worksheet, s: Summary, top: int) -> int:
    rows: list[Row] = []
    for i, tier in enumerate(s.outcome.tiers, 1):
        open_ = s.say(f"可行，差距 {gap_words(gap(tier))}", f"feasible, gap {gap_words(gap(tier))}")
        done = s.say("已证明最优", "proven best")
        rows.append(
            {
                "name": f"{i}. {s.tier_name(tier)}",
                "value": tier.value,
                "bound": tier.bound,
                "told": done if tier.proven else open_,
            }
        )
    fields = [
        Field("name", s.say("目标（依次）", "goals, in order")),
        Field("value", s.say("本方案", "this plan"), "count"),
        Field("bound", s.say("已证明的下界", "proven bound"), "count"),
        Field("told", s.say("结论", "verdict")),
    ]
    return book.rows(sheet, top, fields, rows)


def _totals(book: Book, sheet: Worksheet, s: Summary, top: int, key: Literal["zone", "subject"], header: str) -> int:
    fields = [
        Field(key, header),
        Field("required", s.say("核定", "required"), "count"),
        Field("before", s.say("调配前", "before"), "count"),
        Field("out", s.say("流出", "out"), "count"),
        Field("in", s.say("流入", "in"), "count"),
        Field("after", s.say("调配后", "after"), "count"),
        Field("shortage_before", s.say("缺额（前）", "short, before"), "count"),
        Field("shortage_after", s.say("缺额（后）", "short, after"), "count"),
    ]
    return book.rows(sheet, top, fields, _records(s.shortage_by(key)))


def _chart(book: Book, sheet: Worksheet, s: Summary, first: int, last: int) -> None:
    """Put a bar chart of the subjects' shortage beside the tables; rows `first` to `last`, counted from 0."""
    if last < first:
        return
    chart = book.workbook.add_chart({"type": "bar"})
    if chart is None:
        return
    name = sheet.get_name()
    for column, label, colour in ((6, s.say("调配前", "before"), "#a9b4be"), (7, s.say("调配后", "after"), "#0f6e84")):
        chart.add_series(
            {
                "name": label,
                "categories": [name, first, 0, last, 0],
                "values": [name, first, column, last, column],
                "fill": {"color": colour},
                "gap": 60,
                "overlap": -5,
            }
        )
    chart.set_title(
        {"name": s.say("各学科缺额", "Shortage by subject"), "name_font": {"size": 12, "bold": True}, "overlay": False}
    )
    chart.set_y_axis({"reverse": True, "line": {"none": True}, "major_tick_mark": "none"})
    chart.set_x_axis({"major_gridlines": {"visible": True, "line": {"color": "#dfe4e8"}}, "line": {"none": True}})
    chart.set_legend({"position": "top"})
    chart.set_size({"width": 440, "height": 60 + 30 * max(5, last - first + 1)})
    sheet.insert_chart(4, 8, chart, {"x_offset": 24})


def _checks(book: Book, sheet: Worksheet, s: Summary, top: int) -> int:
    rows = [{"rule": rule_words(name)[0].say(s.lang), "n": n} for name, n in s.outcome.rules.items()]
    fields = [
        Field("rule", s.say("硬性规则（独立核查）", "hard rules, checked")),
        Field("n", s.say("违反", "breaches"), "count"),
    ]
    return book.rows(sheet, top, fields, rows)


def _sex(s: Summary, sex: str) -> str:
    return sex if s.lang == "zh" else SEX.get(sex, sex)


def _movers(book: Book, s: Summary) -> None:
    """Write the list of movers; its headers are ones `verify` reads, so that a plan edited here can be checked."""
    rows = _records(s.movers)
    stated = set(s.district["choices"]["teacher_id"])
    for row in rows:
        row["sex"] = _sex(s, row["sex"])
        row["ring"] = s.say("环", "ring") if row["ring"] else ""
        if not isinstance(row["choice_rank"], int):
            listed = row["teacher_id"] in stated
            row["choice_rank"] = s.say("志愿外", "unlisted") if listed else s.say("未填", "none stated")
        row["transfer"] = s.say("调动", "moves") if row["transfer"] else s.say("不动", "stays")
        row["term_end"] = month_text(row["term_end"]) if isinstance(row["term_end"], int) else ""
    fields = [
        Field("teacher_id", s.column("工号", "teacher_id"), "code"),
        Field("name", s.say("姓名", "name")),
        Field("sex", s.say("性别", "sex")),
        Field("title", s.say("职称", "title")),
        Field("from_school", s.say("现学校代码", "from_school"), "code"),
        Field("from_name", s.say("现学校名称", "from")),
        Field("old_stage", s.say("原学段", "stage left")),
        Field("old_subject", s.say("原学科", "subject left")),
        Field("to_school", s.column("调入学校代码", "to_school"), "code"),
        Field("to_name", s.say("调入学校名称", "to")),
        Field("stage", s.column("学段", "stage")),
        Field("subject", s.column("学科", "subject")),
        Field("choice_rank", s.say("志愿", "choice"), "mark"),
        Field("round", s.say("轮次", "round"), "mark"),
        Field("ring", s.say("互换", "ring"), "mark"),
    ]
    if any(not route.forbid for route in s.policy.rules.routes) or any(row["route"] for row in rows):
        fields += [
            Field("route", s.say("交流范围", "route")),
            Field("transfer", s.say("人事关系", "personnel relation"), "mark"),
            Field("term_end", s.say("交流期满", "term ends"), "mark"),
        ]
    if s.policy.rules.hires_lower:
        add_hiring(s, rows)
        fields += [
            Field("hired_as", s.say("聘用职称", "hired as")),
            Field("why", s.say("降级聘用原因", "why lower")),
        ]
    book.table(s.say("交流花名册", "Movers"), fields, rows)


def _stayers(book: Book, s: Summary, standing: Standing) -> None:
    """Write everyone who does not move, each on one sheet: deferred, staying, or unplaced."""
    teachers = s.district.teachers
    people = teachers[["teacher_id", "name", "school_id", "stage", "subject"]].assign(why=_reasons(s, standing))
    people = people.merge(s.account.people, on="teacher_id").merge(
        s.schools[["school_id", "name"]].rename(columns={"name": "school"}), on="school_id", how="left"
    )
    people["school"] = people["school"].fillna(OUTSIDE_NAME.say(s.lang))
    people["category_words"] = people["category"].map({k: w.say(s.lang) for k, w in CATEGORIES.items()})
    people = people.sort_values("teacher_id")
    who = [
        Field("teacher_id", s.say("工号", "number"), "code"),
        Field("name", s.say("姓名", "name")),
        Field("school_id", s.say("学校代码", "school code"), "code"),
        Field("school", s.say("学校", "school")),
        Field("stage", s.say("学段", "stage")),
        Field("subject", s.say("学科", "subject")),
    ]
    category, clause = Field("category_words", s.say("类别", "category")), Field("clause", s.say("条款", "clause"))
    stays, deferred = people["outcome"] == "stays", people["category"] == "deferred"
    private = s.say(
        "局内使用：含暂缓依据，不得外传", "For the bureau only: holds deferral grounds, not to be passed on"
    )
    book.table(s.say("暂缓", "Deferred"), [*who, clause], _records(people[stays & deferred]), private)
    why = Field("why", s.say("说明", "note"))
    book.table(s.say("不交流", "Staying"), [*who, category, why], _records(people[stays & ~deferred]))
    unplaced = people[people["outcome"] == "unplaced"]
    if len(unplaced):
        book.table(s.say("未安置", "Unplaced"), [*who, category], _records(unplaced))


def _reasons(s: Summary, standing: Standing) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """Say why people who could move by their category, or whose term has ended, stay; nothing about anybody else."""
    able = standing.of("due", "free")
    cases = [
        *((standing.after_term == name, AFTER_TERM[name].say(s.lang)) for name in ("stay", "again")),
        (able & standing.movable, s.say("本次未安排", "not chosen this time")),
        (able & standing.in_term, s.say("交流期未满", "inside a running exchange term")),
        (able & np.full(len(able), s.district.named), s.say("不在流出名单", "not on the list")),
        (able, s.say("锁定留任", "locked to stay")),
    ]
    told = np.select([mask for mask, _ in cases], [np.array(word, dtype=object) for _, word in cases], default="")
    return told.astype(object)


def _school_fields(s: Summary) -> list[Field]:
    return [
        Field("zone", s.say("片区", "zone")),
        Field("school_id", s.say("学校代码", "code"), "code"),
        Field("name", s.say("学校", "school")),
        Field("establishment", s.say("编制", "establishment"), "count"),
        Field("headcount_before", s.say("调配前", "before"), "count"),
        Field("out", s.say("流出", "out"), "count"),
        Field("in", s.say("流入", "in"), "count"),
        Field("headcount_after", s.say("调配后", "after"), "count"),
        Field("room", s.say("编制余缺", "room"), "change"),
        Field("shortage_before", s.say("缺额（前）", "short, before"), "count"),
        Field("shortage_after", s.say("缺额（后）", "short, after"), "count"),
    ]


def _with_room(s: Summary) -> list[Row]:
    return _records(s.schools.assign(room=s.schools["establishment"] - s.schools["headcount_after"]))


def _schools(book: Book, s: Summary) -> None:
    fields, rows = _school_fields(s), _with_room(s)
    sheet = book.table(s.say("学校总表", "Schools"), fields, rows)
    sheet.freeze_panes(1, 3)
    for c, field in enumerate(fields):
        bold = book.cell(field.kind, bold=True, top=1, top_color="#0f6e84")
        total: object = sum(row[field.key] for row in rows) if field.kind in ("count", "change") else ""
        book.put(sheet, len(rows) + 1, c, s.say("合计", "total") if c == 0 else total, bold)


def _comings(s: Summary) -> dict[str, list[Row]]:
    """Return, a school, who leaves and who comes, one row each."""
    found: dict[str, list[Row]] = {str(code): [] for code in s.schools["school_id"]}
    rows = _records(s.movers)
    for row in rows:
        if row["from_school"] in found:
            leaves = {
                "way": s.say("流出", "leaves"),
                "other": row["to_name"],
                "at": row["old_stage"],
                "of": row["old_subject"],
            }
            found[row["from_school"]].append(row | leaves)
    for row in rows:
        if row["to_school"] in found:
            comes = {"way": s.say("流入", "comes"), "other": row["from_name"], "at": row["stage"], "of": row["subject"]}
            found[row["to_school"]].append(row | comes)
    return found


def _coming_fields(s: Summary) -> list[Field]:
    return [
        Field("way", s.say("方向", "direction")),
        Field("teacher_id", s.say("工号", "number"), "code"),
        Field("name", s.say("姓名", "name")),
        Field("at", s.say("学段", "stage")),
        Field("of", s.say("学科", "subject")),
        Field("other", s.say("去向或来源", "to or from")),
        Field("round", s.say("轮次", "round"), "mark"),
    ]


def _headline(s: Summary, row: Row) -> str:
    zh = "编制 {establishment}，调配前 {headcount_before}，流出 {out}，流入 {in}，调配后 {headcount_after}，"
    en = "establishment {establishment}, before {headcount_before}, out {out}, in {in}, after {headcount_after}, "
    return s.say(
        (zh + "岗位缺额 {shortage_before} → {shortage_after}").format_map(row),
        (en + "shortage {shortage_before} → {shortage_after}").format_map(row),
    )


def _sheet_each(book: Book, s: Summary) -> None:
    comings, fields = _comings(s), _coming_fields(s)
    posts = {str(code): _records(table) for code, table in s.account.posts.groupby("school_id")}
    post_fields = [
        Field("stage", s.say("学段", "stage")),
        Field("subject", s.say("学科", "subject")),
        Field("required", s.say("核定", "required"), "count"),
        Field("before", s.say("调配前", "before"), "count"),
        Field("out", s.say("流出", "out"), "count"),
        Field("in", s.say("流入", "in"), "count"),
        Field("after", s.say("调配后", "after"), "count"),
    ]
    for row in _records(s.schools):
        code = row["school_id"]
        sheet = book.sheet(row["name"])
        sheet.write_string(0, 0, f"{row['name']}  {code}", book.style(bold=True, font_size=14))
        sheet.set_row(0, 26)
        sheet.write_string(1, 0, _headline(s, row), book.style(font_color="#667380"))
        after = book.rows(sheet, 3, fields, comings[code])
        if not comings[code]:
            sheet.write_string(
                after, 0, s.say("本次无人进出", "nobody leaves or comes"), book.style(font_color="#667380")
            )
            after += 1
        book.rows(sheet, after + 1, post_fields, posts.get(code, []))
        fit(sheet, fields, comings[code], spare=3)
        sheet.set_column(1, 1, 15)
        sheet.freeze_panes(4, 0)


def _one_sheet(book: Book, s: Summary) -> None:
    """Put every school on one sheet, its people folded under its line."""
    comings, fields = _comings(s), _coming_fields(s)
    sheet = book.sheet(s.say("分校", "By school"))
    book.rows(sheet, 0, fields, [])
    sheet.outline_settings(symbols_below=False)
    line, bold = 1, book.style(bold=True, bg_color="#f3f6f7")
    for row in _records(s.schools):
        for c in range(len(fields)):
            sheet.write_blank(line, c, None, bold)
        sheet.write_string(line, 0, f"{row['name']}  {row['school_id']}  {_headline(s, row)}", bold)
        for person in comings[row["school_id"]]:
            line += 1
            sheet.set_row(line, None, None, {"level": 1})
            for c, field in enumerate(fields):
                book.put(sheet, line, c, person[field.key], book.cell(field.kind))
        line += 1
    fit(sheet, fields, [p for people in comings.values() for p in people])
    sheet.freeze_panes(1, 0)
