"""Posts of each title in the documents: who is hired one level lower and why, and every line of the table."""

from __future__ import annotations

from typing import Any

from app.documents.sheets import Book, Field
from app.documents.summary import Summary


def add_hiring(s: Summary, rows: list[dict[str, Any]]) -> None:
    """Give each mover's row `lower`, the title they are hired at if it is not their own, and `why`, else ""."""
    lines = {(row["school_id"], row["title"]): row for row in s.account.titles.to_dict("records")}
    for row in rows:
        lowered = row["hired_as"] != row["title"]
        row["lower"] = row["hired_as"] if lowered else ""
        row["why"] = _why(s, lines[row["to_school"], row["title"]]) if lowered else ""


def _why(s: Summary, line: dict[Any, Any]) -> str:
    zh = "{title}职数{posts}、现有{before}人、调出{out}人，空余{free}；调入{in}人，得分低的{lowered}人降一级聘用"
    en = (
        "{posts} posts of {title}, {before} people, {out} leave: {free} free; of {in} who come the {lowered} with the "
        "lowest scores are hired one level lower"
    )
    return s.say(zh.format_map(line), en.format_map(line))


def hiring_note(s: Summary) -> str:
    """Say how many are hired lower; "" if nobody is."""
    below = int(s.account.titles["lowered"].sum())
    if not below:
        return ""
    return s.say(
        f"其中 {below} 人因调入学校没有空余职数，降一级聘用，名单中标明所聘职称；各校职数见 plan.xlsx。",
        f"{below} of them find no free post of their title and are hired one level lower, as the list says; plan.xlsx "
        "has every school's posts.",
    )


def write_title_posts(book: Book, s: Summary) -> None:
    """Write a sheet with every line of the table of posts of titles, if the policy has a rule on it."""
    rule = s.policy.rules.title_posts
    if rule is None or s.account.titles.empty:
        return
    fields = [
        Field("school_id", s.say("学校代码", "code"), "code"),
        Field("name", s.say("学校", "school")),
        Field("title", s.say("职称", "title")),
        Field("posts", s.say("职数", "posts"), "count"),
        Field("before", s.say("现有人数", "people"), "count"),
        Field("out", s.say("调出", "out"), "count"),
        Field("in", s.say("调入", "in"), "count"),
    ]
    if rule.regime == "follow":
        fields.append(Field("next", s.say("下一年职数", "posts next year"), "count"))
    else:
        fields.append(Field("free", s.say("空余职数", "free posts"), "count"))
    if rule.regime == "downgrade":
        fields.append(Field("lowered", s.say("降级聘用", "hired lower"), "count"))
    named = s.account.titles.merge(s.schools[["school_id", "name"]], on="school_id", how="left")
    rows = [{str(key): cell for key, cell in row.items()} for row in named.to_dict("records")]
    book.table(s.say("岗位职数", "Posts of titles"), fields, rows)
