"""A column changed in many rows: each cell set, each raised, or their sum raised and shared out."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.appeals.cells import CLEARED, written
from models.case import Case
from models.district import ROW
from models.facts import FactTable
from models.filter_columns import title_of
from models.intake.cells import Reading as CellReading
from models.intake.cells import read_cell
from models.intake.names import spellings
from models.tables import TABLES, Column
from models.wording import shown
from models.words import Text, same
from scenarios.whatif.changes import CellsSet, Made
from scenarios.whatif.facts import Numbers, about_of, cell_of
from scenarios.whatif.reading import near, refuse
from scenarios.whatif.shares import percent_of, shared_out
from scenarios.whatif.table_rows import Rows, facts_of, rows_of, word_in

_SHARED = {
    "equal": Text("平均分摊", "shared equally"),
    "": Text("按各自原数分摊", "shared out by what each has"),
    "vacancy": Text("按空缺分摊", "shared out by free places"),
    "shortage": Text("按缺员分摊", "shared out by shortage"),
    "surplus": Text("按超出人数分摊", "shared out by surplus"),
}


def numbers_made(case: Case, fact: Numbers) -> Made:
    """Return what a change of a column comes to.

    Raises
    ------
    WordingError : if the column is not there or takes no such value, no row is meant, or nothing is to be shared by.
    """
    column = _column(case, fact)
    rows = rows_of(case, fact.table, fact.asked)
    return _set(case, fact, column, rows) if fact.how == "set" else _raised(case, fact, column, rows)


def _column(case: Case, fact: Numbers) -> Column:
    known = TABLES[fact.table].column(fact.column)
    if known is not None:
        return known
    own = [str(name) for name in case.district[fact.table].columns if name != ROW]
    if fact.column in own:
        return Column(fact.column, fact.column, "text")
    spelled = [name for c in TABLES[fact.table].columns for name in spellings(c)[:2]]
    raise refuse(
        Text(f"{TABLES[fact.table].zh}没有这一列", f"{fact.table} has no such column"),
        near(fact.column, [*spelled, *own]),
        fact.column,
        ("column",),
    )


def typed_cell(raw: object, column: Column) -> object:
    """Return a TOML value as the column's frames hold it.

    Raises
    ------
    WordingError : if the column takes no such value.
    """
    cell = cell_of(raw)
    if column.kind in ("code", "word") and isinstance(raw, int | float) and not isinstance(raw, bool):
        raise refuse(
            Text(f"“{column.zh}”须加引号，开头的0才不会丢", f"{column.name} stands in quotes, so that no 0 is lost"),
            Text(f'写成 "{raw}"', f'write "{raw}"'),
            raw,
        )
    reading = CellReading(None) if cell is None else read_cell(cell, column)
    flaw = reading.flaw
    if cell is None or (flaw is not None and flaw.level == "fault"):
        reason = flaw.reason if flaw is not None else Text("一格是一个值", "a cell holds one value")
        repair = flaw.repair if flaw is not None else Text("写一个值", "write one value")
        raise refuse(reason, repair, raw)
    if column.required and cell == "":
        raise refuse(
            Text(f"“{column.zh}”不能为空", f"{column.name} cannot be empty"), Text("写上值", "write a value"), raw
        )
    return pd.NA if reading.value is None else reading.value


def _set(case: Case, fact: Numbers, column: Column, rows: Rows) -> Made:
    new = typed_cell(fact.amount, column)
    cells = case.district[fact.table][column.name].astype(object).tolist()
    was = [cells[i] for i in rows.positions]
    changed = tuple((i, new) for i, old in zip(rows.positions, was, strict=True) if not _same(old, new))
    now = say_cell(column, new)
    if not changed:
        said = Text(
            f"{TABLES[fact.table].zh}：{rows.text.zh}，“{column.zh}”本来就是{now.zh}",
            f"table {fact.table}: {column.name} of {rows.text.en} is {now.en} already",
        )
        return Made(idle=(said,))
    became, sums = _became(column, was, now), same("")
    if column.kind == "int" and len(was) > 1 and not any(cell is pd.NA for cell in (new, *was)):
        before, after = sum(was), len(was) * int(str(new))
        sums = Text(f"，合计{before}→{after}", f", {before}→{after} in all")
    said = Text(
        f"{TABLES[fact.table].zh}：{rows.text.zh}，“{column.zh}”{became.zh}{sums.zh}",
        f"table {fact.table}: {column.name} of {rows.text.en} {became.en}{sums.en}",
    )
    return Made((CellsSet(fact.table, column.name, changed, said),), told=(said,))


def _same(old: object, new: object) -> bool:
    if old is pd.NA or new is pd.NA:
        return old is new
    return bool(old == new) or (old != old and new != new)


def _became(column: Column, cells: Sequence[object], now: Text) -> Text:
    """Say what cells became: from the one value, from which to which, or from how many different ones."""
    values = list(dict.fromkeys(say_cell(column, cell) for cell in cells))
    if len(values) == 1:
        return Text(f"由{values[0].zh}改为{now.zh}", f"changes from {values[0].en} to {now.en}")
    if column.kind in ("int", "number") and not any(_same(cell, empty) for cell in cells for empty in (pd.NA, np.nan)):
        low, high = (say_cell(column, of(cells)).zh for of in (min, max))  # type: ignore[type-var]
        return Text(f"一律改为{now.zh}（原为{low}至{high}）", f"becomes {now.en} throughout (was {low} to {high})")
    return Text(
        f"一律改为{now.zh}（原有{len(values)}种写法）", f"all to {now.en} (from {len(values)} different values)"
    )


def say_cell(column: Column, value: object) -> Text:
    """Say what stands in a cell."""
    said = written(column, value)
    if said == CLEARED[0]:
        return Text("空", "empty")
    if column.words:
        return Text(*(word_in(column, said, lang) for lang in ("zh", "en")))
    return Text(said, "yes" if value else "no") if column.kind == "yesno" else same(said)


def _raised(case: Case, fact: Numbers, column: Column, rows: Rows) -> Made:
    if column.kind != "int":
        raise refuse(
            Text(f"“{column.zh}”不是整数列，只能用 set", f"{column.name} holds no whole numbers: only set serves"),
            Text("改用 set，或换一列", "write set, or another column"),
            at=(fact.how,),
        )
    was = _numbers(case, fact, column, rows)
    before = int(was.sum())
    if fact.how == "add":
        parts = [int(fact.amount)] * len(was)
    else:
        total = int(fact.amount) if fact.how == "total" else percent_of(before, fact.amount)
        if total == 0 and fact.amount != 0:
            raise refuse(
                Text(f"合计{before}的{fact.amount}%取整为0，什么也不改", f"{fact.amount}% of {before} rounds to 0"),
                Text("写大一些的百分数，或用 total", "write a larger percentage, or total"),
                at=(fact.how,),
            )
        parts = [0] * len(was) if total == 0 else shared_out(total, _weights(case, fact, rows), _keys(case, fact, rows))
    new = was + np.array(parts, np.int64)
    low = -np.inf if column.low is None else column.low
    if (new < low).any():
        below = [rows.positions[i] for i in np.flatnonzero(new < low).tolist()]
        raise refuse(
            Text(
                f"有{len(below)}行会小于{column.low}，第一行原为{int(was[new < low][0])}",
                f"{len(below)} rows would fall below {column.low}, the first of them now at {int(was[new < low][0])}",
            ),
            Text("减得少一些，或收窄条件", "take away less, or narrow the condition"),
            at=(fact.how,),
        )
    change = sum(parts)
    if not any(parts):
        return Made()
    said = _told(fact, column, rows, before, change)
    cells = tuple((i, int(v)) for i, v, part in zip(rows.positions, new, parts, strict=True) if part)
    return Made((CellsSet(fact.table, column.name, cells, said),), told=(said,))


def _told(fact: Numbers, column: Column, rows: Rows, before: int, change: int) -> Text:
    up = change > 0
    zh, en = ("增加", "rises") if up else ("减少", "falls")
    much, sums = abs(change), f"{before}→{before + change}"
    if fact.how == "add":
        each = abs(fact.amount)
        how = Text(f"各{zh}{each}，合计{zh}{much}", f"{en} by {each} each, {much} in all")
    elif fact.how == "total":
        how = Text(f"合计{zh}{much}", f"{en} by {much} in all")
    else:
        share = f"{abs(fact.amount.normalize()):f}%"
        how = Text(f"合计{zh}{share}，即{much}", f"{en} by {share} in all, that is {much}")
    shared = Text("", "")
    if fact.how != "add":
        title = title_of(fact.by, about_of(fact.table))
        by = _SHARED.get(fact.by, Text(f"按{title.zh}分摊", f"shared out by {title.en}"))
        shared = Text(f"，{by.zh}", f", {by.en}")
    return Text(
        f"{TABLES[fact.table].zh}：{rows.text.zh}，“{column.zh}”{how.zh}（{sums}）{shared.zh}",
        f"table {fact.table}: {column.name} of {rows.text.en} {how.en} ({sums}){shared.en}",
    )


def _numbers(case: Case, fact: Numbers, column: Column, rows: Rows) -> npt.NDArray[np.int64]:
    """Return the rows' numbers; where the rulebook counts an empty cell, what it counts."""
    at = list(rows.positions)
    if (fact.table, column.name) == ("schools", "headcount"):
        return case.district.headcount[at]
    if (fact.table, column.name) == ("posts", "current"):
        return case.facts.nodes["current"].to_numpy(np.int64)[at]
    cells = case.district[fact.table][column.name].iloc[at]
    if cells.isna().any():
        raise refuse(
            Text(
                f"“{column.zh}”有{int(cells.isna().sum())}行是空的，没有数可加",
                f"{column.name} is empty in {int(cells.isna().sum())} rows: nothing to add to",
            ),
            Text("收窄条件，或用 set", "narrow the condition, or write set"),
            at=(fact.how,),
        )
    return cells.to_numpy(np.int64)


def _weights(case: Case, fact: Numbers, rows: Rows) -> list[Fraction]:
    """Return what each row gets by; what is below 0 counts 0."""
    known = facts_of(case, fact.table)
    cells = _by(case, fact, known, rows)
    if np.isnan(cells).any():
        raise refuse(
            Text(f"有{int(np.isnan(cells).sum())}行没有这个数", f"{int(np.isnan(cells).sum())} rows have no number"),
            Text("换一种分摊办法，或收窄条件", "share it out otherwise, or narrow the condition"),
            fact.by,
            ("by",),
        )
    weights = [Fraction(max(0.0, float(cell))) for cell in cells]
    if not any(weights):
        raise refuse(
            Text("各行都是0，无从分摊", "it is 0 in every row: nothing to share out by"),
            Text('换一种分摊办法，如 by = "equal"', 'share it out otherwise, such as by = "equal"'),
            fact.by or fact.column,
            ("by",),
        )
    return weights


def _by(case: Case, fact: Numbers, known: FactTable, rows: Rows) -> npt.NDArray[np.float64]:
    at = list(rows.positions)
    if fact.by == "equal":
        return np.ones(len(at))
    if fact.by == "":
        return _numbers(case, fact, TABLES[fact.table].column(fact.column) or Column("", "", "int"), rows).astype(float)
    if fact.by in ("vacancy", "shortage", "surplus") and fact.table in ("schools", "posts"):
        return _free(case, fact)[at]
    from_name = {name: f for name, f in known.items() if f.kind == "number" and name != "vacancy"}
    spec = next((c.name for c in TABLES[fact.table].columns if fact.by in spellings(c)), fact.by)
    if spec not in from_name:
        places = ["vacancy", "shortage", "surplus"] if fact.table in ("schools", "posts") else []
        raise refuse(
            Text("不能按它分摊", "nothing can be shared out by that"),
            near(fact.by, ["equal", *places, *from_name]),
            shown(fact.by),
            ("by",),
        )
    return np.asarray(from_name[spec].cells, np.float64)[at]


def _free(case: Case, fact: Numbers) -> npt.NDArray[np.float64]:
    """Return free places (or what is short, or above) a row of schools or posts."""
    nodes = case.facts.nodes
    spare = (nodes["required"] - nodes["current"]).to_numpy(np.float64)
    if fact.table == "schools" and fact.by == "shortage":
        short = np.maximum(spare, 0)
        at = nodes["school"].to_numpy(np.int64)
        return np.bincount(at[at >= 0], short[at >= 0], case.district.places)[: case.district.outside].astype(
            np.float64
        )
    if fact.table == "schools":
        spare = (case.district.establishment - case.district.headcount).astype(np.float64)
    return -spare if fact.by == "surplus" else spare


def _keys(case: Case, fact: Numbers, rows: Rows) -> list[tuple[str, ...]]:
    keys = TABLES[fact.table].keys
    frame = case.district[fact.table].iloc[list(rows.positions)]
    if not keys:
        return [(f"{i:09}",) for i in rows.positions]
    return list(zip(*(frame[key].astype(str).tolist() for key in keys), strict=True))
