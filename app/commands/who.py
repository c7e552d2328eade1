"""`lungang who`: every teacher's category, and the clause that decided it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click
import numpy as np
import pandas as pd

from app.documents.score_sheet import score_lines
from app.inputs import UNUSABLE, district_argument, lang_option, leave, policy_option, read_case
from app.outputs import refuse_taken
from models.case import Case
from models.filter_columns import CATEGORIES
from models.gates import gates_of_each
from models.recount import Recount
from models.tables import OUTSIDE_NAME
from models.terms import AFTER_TERM
from models.words import Lang, Text

COLUMNS = {
    "teacher_id": Text("工号", "teacher_id"),
    "name": Text("姓名", "name"),
    "school": Text("学校", "school"),
    "category": Text("类别", "category"),
    "clause": Text("条款", "clause"),
    "movable": Text("可调动", "movable"),
    "gates": Text("门槛", "gates"),
    "after_term": Text("期满", "term end"),
}


@click.command()
@district_argument
@policy_option
@click.option("--category", type=click.Choice(list(CATEGORIES)), help="只列一类 list one category only")
@click.option("--teacher", help="只看一人，连同得分明细 one person only (teacher_id), with the items of the score")
@click.option("--out", type=click.Path(path_type=Path), help="另存为 CSV also write a CSV")
@lang_option
def who(
    district_path: Path,
    aliases: Path | None,
    policy_path: Path,
    category: str | None,
    teacher: str | None,
    out: Path | None,
    lang: Lang,
) -> None:
    """列出每位教师的类别和依据条款。List every teacher's category and the clause that decided it."""
    if out is not None:
        refuse_taken(out, district_path, lang)
    case = read_case(district_path, aliases, policy_path, None, lang)
    table = standing_table(case)
    shown = table if category is None else table[table["category"] == category]
    if teacher is not None:
        if teacher not in case.district.teacher_at:
            leave(UNUSABLE, [Text(f"花名册中没有工号 {teacher}。", f"nobody in the roster is {teacher}.")], lang)
        shown = shown[shown["teacher_id"] == teacher]
    if out is not None:
        try:
            worded(shown, lang).to_csv(out, index=False, encoding="utf-8-sig", lineterminator="\r\n")
        except OSError as error:
            leave(UNUSABLE, [Text(f"写不了 {out}：{error}", f"cannot write {out}: {error}")], lang)
    lang = case.policy.spoken(lang, case.district)
    for row in worded(shown, lang).to_numpy(object).tolist():
        click.echo("\t".join(str(cell) or "-" for cell in row))
    if teacher is None:
        click.echo(summary(case).say(lang))
        return
    recount = Recount(case.district, case.policy)
    for line in score_lines(recount, recount.people[teacher]):
        click.echo(line.say(lang))


def worded(table: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Return the table as a reader of that language takes it: headers, categories, yes and nothing."""
    said = table.assign(
        school=table["school"].where(table["school"] != "", OUTSIDE_NAME.say(lang)),
        category=table["category"].map({name: word.say(lang) for name, word in CATEGORIES.items()}),
        movable=np.where(table["movable"], Text("可", "yes").say(lang), ""),
    )
    if "gates" in table:
        said["gates"] = [text.say(lang) for text in table["gates"]]
    if "after_term" in said:
        said["after_term"] = said["after_term"].map(lambda told: AFTER_TERM[told].say(lang) if told else "")
    return said.rename(columns={name: head.say(lang) for name, head in COLUMNS.items()})


def standing_table(case: Case) -> pd.DataFrame:
    """Return a row a teacher, in key order; the school is "" outside.

    Gates are there if the policy has any, and what becomes of people whose term has ended where it asks who goes back.
    """
    teachers, names = case.district.teachers, case.district.at_places("name")
    table = pd.DataFrame(
        {
            "teacher_id": teachers["teacher_id"],
            "name": teachers["name"],
            "school": names[case.district.teacher_school],
            "category": list(case.standing.category),
            "clause": list(case.standing.clause),
            "movable": case.standing.movable,
        }
    )
    if case.policy.gates:
        table["gates"] = pd.Series(gates_of_each(case), dtype=object)
    if case.policy.rules.returns is not None:
        table["after_term"] = case.standing.after_term
    return table.sort_values("teacher_id", kind="stable")


def summary(case: Case) -> Text:
    """Count people by category, and how many a plan may move."""
    counts: Counter[str] = Counter(case.standing.category)
    zh = "，".join(f"{word.zh}{counts[name]}人" for name, word in CATEGORIES.items())
    en = ", ".join(f"{counts[name]} {word.en}" for name, word in CATEGORIES.items())
    movable = int(case.standing.movable.sum())
    return Text(f"{zh}；其中可调动{movable}人。", f"{en}; {movable} movable.")
