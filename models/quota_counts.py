"""What a quota counts beside moves: the people who may be moved, and people who count as moved where they stay."""

from __future__ import annotations

from collections.abc import Iterator

from models.filter_words import describe
from models.filters import Filter
from models.wording import Wrong
from models.words import Text

CANDIDATES = Text("可以调动", "may be moved")


def wrong_counts(count: str, also: Filter | None, per: str, of: str | None, *, towards: bool) -> Iterator[Wrong]:
    """Yield what a quota cannot mean: nobody who is counted before, or beside, a plan has a destination.

    Parameters
    ----------
    per, of : the quota's own.
    towards : whether it says where people go.
    """
    elsewhere = per.startswith("destination") or per == "route"
    if count == "candidates":
        if elsewhere or towards:
            yield Wrong(
                Text("方案之前不知道人去哪里，不能按去向计数", "before a plan nobody has a destination to count by"),
                Text('去掉 to，per 用 "district"、"origin"、"unit" 等', 'leave to out; take per "origin" or "unit"'),
                ("count",),
                count,
            )
        if of == "moved":
            yield Wrong(
                Text("方案之前没有人流动，不能以交流人数为基数", "before a plan nobody has moved, to be a base"),
                Text('改用 of = "staff"、"teachers" 或 "due"', 'use of = "staff", "teachers" or "due"'),
                ("of",),
                of,
            )
        if also is not None:
            yield Wrong(
                Text("also 是算作已交流的人，与候选人数无关", "also names people who count as moved, not candidates"),
                Text("删去 also，或删去 count", "leave also out, or leave count out"),
                ("also",),
            )
    elif also is not None and elsewhere:
        yield Wrong(
            Text("不调动的人没有去向，不能按去向计数", "who stays has no destination to count by"),
            Text('per 改用 "district"、"origin"、"unit" 等', 'take per "district", "origin", "unit" ...'),
            ("also",),
        )
    if also is not None and not also:
        yield Wrong(
            Text("没有写条件，所有人都算作已交流", "without conditions everybody counts as moved"),
            Text("写上条件，或删去 also", "name conditions, or leave also out"),
            ("also",),
        )


def count_note(count: str, also: Filter | None, *, soft: bool) -> Text:
    """Say what else counts, and when a quota on candidates is held against the tables; "" for plain moves."""
    if count == "candidates":
        if soft:
            return Text("原则上如此，求解前核对，不符的提示。", " As far as can be: a warning before any plan.")
        return Text("求解前核对，不符的不能求解。", " Checked before any plan: what misses it cannot be solved.")
    if also is None:
        return Text("", "")
    who = describe(also)
    return Text(
        f"{who.zh}的人，不调动也算作交流，每人只算一次。",
        f" Who meets this counts as moved, moved or not, and once: {who.en}.",
    )
