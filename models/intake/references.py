"""What one table says of another: codes that must exist, lines that may stand only once.

Every check takes the tables as read and returns faults; none stops at the first.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterator, Mapping

from models.district import ROW
from models.intake.body import TableRead
from models.intake.dates import month_text
from models.intake.faults import Fault
from models.tables import OUTSIDE
from models.words import Text

Tables = Mapping[str, TableRead]

SCHOOL_COLUMNS = (
    ("schools", "parent"),
    ("posts", "school_id"),
    ("teachers", "school_id"),
    ("teachers", "payroll_school"),
    ("choices", "school_id"),
    ("school_choices", "school_id"),
    ("locks", "school_id"),
    ("distances", "school_id"),
    ("title_posts", "school_id"),
    ("quotas", "school_id"),
)
TEACHER_COLUMNS = (
    ("relations", "teacher_a"),
    ("relations", "teacher_b"),
    ("choices", "teacher_id"),
    ("school_choices", "teacher_id"),
    ("outgoing", "teacher_id"),
    ("locks", "teacher_id"),
    ("distances", "teacher_id"),
    ("history", "teacher_id"),
)
MAY_BE_OUTSIDE = frozenset(
    {("teachers", "school_id"), ("teachers", "payroll_school"), ("teachers", "origin_school"), ("locks", "school_id")}
)
"""Columns where the reserved school 系统外 (`*`) may stand: newcomers, and known departures."""


def check_references(tables: Tables) -> list[Fault]:
    """Return the faults of codes that point nowhere and of keys given twice."""
    faults = [fault for read in tables.values() for fault in _twice(read)]
    # without a list of schools or teachers every reference would be wrong: one fault has said so already
    if len(tables["schools"].frame):
        faults += _unknown(tables, "schools", SCHOOL_COLUMNS)
        faults += _rows_of_outside(tables)
        faults += _outside_origins(tables)
        faults += _parent_cycles(tables["schools"])
        faults += _unknown_zones(tables)
    if len(tables["teachers"].frame):
        faults += _unknown(tables, "teachers", TEACHER_COLUMNS)
    return faults


def _twice(read: TableRead) -> Iterator[Fault]:
    keys = list(read.table.keys)
    if not keys:
        return
    first: dict[tuple[str, ...], int] = {}
    schools = read.frame["school_id"].tolist() if read.table.name == "teachers" else []
    values = zip(*(read.frame[k].astype(str).tolist() for k in keys), strict=True)
    rows = read.frame[ROW].tolist()
    for i, key in enumerate(values):
        if not all(key) or "<NA>" in key:
            continue
        at = first.setdefault(key, i)
        if at == i:
            continue
        row, other = rows[i], rows[at]
        shown = " / ".join(_shown(read, k, part) for k, part in zip(keys, key, strict=True))
        if schools and schools[i] != schools[at]:
            yield read.fault(
                row,
                keys[0],
                Text(
                    f"一人两校：第{other}行已有此工号，学校是“{schools[at]}”，这里是“{schools[i]}”",
                    f"one person, two schools: '{schools[at]}' in row {other}, '{schools[i]}' here",
                ),
                Text(
                    "同一人只留现任教学校那一行；不是同一人就改正工号",
                    "keep the row of the present school; if these are two people, correct one code",
                ),
                shown,
            )
            continue
        what = Text("、".join(_zh(read, k) for k in keys), ", ".join(keys))
        yield read.fault(
            row,
            keys[0],
            Text(f"{what.zh}与第{other}行重复", f"{what.en} already given in row {other}"),
            Text("删去重复的一行，或改正其中一个", "delete one of the two rows or correct it"),
            shown,
        )


def _shown(read: TableRead, column: str, cell: str) -> str:
    spec = read.table.column(column)
    return month_text(int(cell)) if spec is not None and spec.kind == "month" else cell


def _zh(read: TableRead, column: str) -> str:
    spec = read.table.column(column)
    return spec.zh if spec is not None else column


def _unknown(tables: Tables, of: str, columns: tuple[tuple[str, str], ...]) -> Iterator[Fault]:
    key = "school_id" if of == "schools" else "teacher_id"
    what = Text("学校", "school") if of == "schools" else Text("教师", "teacher")
    home = tables[of]
    codes = home.frame[key].tolist()
    known = frozenset(codes) - {OUTSIDE}
    by_name: dict[str, list[str]] = {}
    for code, name in zip(codes, home.frame["name"], strict=True):
        by_name.setdefault(name, []).append(code)
    suggested: dict[str, Text] = {}
    for table, column in columns:
        read = tables[table]
        for row, code in zip(read.frame[ROW], read.frame[column], strict=True):
            if not code or code in known or (code == OUTSIDE and (table, column) in MAY_BE_OUTSIDE):
                continue
            if code not in suggested:
                suggested[code] = _suggest(code, sorted(known), by_name, home, what)
            if of == "schools" and code == OUTSIDE:
                reason = Text(
                    "“*”（系统外）不是学校，这里要填本县的学校",
                    "'*' is no school but outside the district; a school of the district is asked here",
                )
                suggested[code] = Text("改填学校代码，或删去这一行", "write a school's code, or delete the row")
            else:
                reason = Text(
                    f"{home.table.zh}里没有这个{what.zh}代码" if of == "schools" else f"{home.table.zh}里没有这个工号",
                    f"no {what.en} of that code in {of}",
                )
            yield read.fault(int(row), column, reason, suggested[code], code)


def _suggest(code: str, known: list[str], by_name: Mapping[str, list[str]], home: TableRead, what: Text) -> Text:
    """Suggest the code that is surely meant: by name, by width, by lost zeros; never one that merely looks alike."""
    wide = unicodedata.normalize("NFKC", code)
    named = by_name.get(code, [])
    if len(named) == 1:
        return Text(f"这里填的是名称，应填代码“{named[0]}”", f"this is a name; write the code '{named[0]}'")
    if len(named) > 1:
        codes = "、".join(sorted(named))
        return Text(f"这里填的是名称，同名的有{codes}，应填代码", f"this is a name that {codes} share; write the code")
    close = [k for k in known if k.lstrip("0") == wide.lstrip("0")]
    if len(close) == 1:
        return Text(
            f"是不是“{close[0]}”？改正代码，或在{home.table.zh}里补上",
            f"is '{close[0]}' meant? correct the code or add the {what.en} to {home.table.name}",
        )
    return Text(f"改正代码，或在{home.table.zh}里补上", f"correct the code or add the {what.en} to {home.table.name}")


def _rows_of_outside(tables: Tables) -> Iterator[Fault]:
    """Fault a row of `schools` that calls itself 系统外: it has no numbers."""
    read = tables["schools"]
    for row, code in zip(read.frame[ROW], read.frame["school_id"], strict=True):
        if code == OUTSIDE:
            yield read.fault(
                int(row),
                "school_id",
                Text("“*”专指系统外，不是学校的代码", "'*' stands for outside the district and is no school's code"),
                Text("删去这一行；如是学校，改填它的代码", "delete the row; if it is a school, write its own code"),
                code,
            )


def _outside_origins(tables: Tables) -> Iterator[Fault]:
    read = tables["teachers"]
    known = frozenset(tables["schools"].frame["school_id"])
    for row, code in zip(read.frame[ROW], read.frame["origin_school"], strict=True):
        if code and code not in known and code != OUTSIDE:
            yield read.fault(
                int(row),
                "origin_school",
                Text(
                    "原单位不在学校表里，按外单位处理",
                    "the school of origin is not in schools; taken as one outside the district",
                ),
                Text("如是本地学校，改填学校代码", "if it belongs to the district, write its code"),
                code,
                "warning",
            )


def _parent_cycles(read: TableRead) -> Iterator[Fault]:
    parent = dict(zip(read.frame["school_id"], read.frame["parent"], strict=True))
    told: set[str] = set()
    for row, code in zip(read.frame[ROW], read.frame["school_id"], strict=True):
        chain = [code]
        while (up := parent.get(chain[-1], "")) and up not in chain:
            chain.append(up)
        if up != code or not code or code in told:
            continue
        told.update(chain)
        circle = " → ".join([*chain, code])
        yield read.fault(
            int(row),
            "parent",
            Text(f"中心校绕成了圈：{circle}", f"the leading schools form a circle: {circle}"),
            Text("中心校自己的这一格应为空", "leave this cell empty for the school that leads"),
            up,
        )


def _unknown_zones(tables: Tables) -> Iterator[Fault]:
    zones = frozenset(tables["schools"].frame["zone"]) - {""}
    homes = zones | frozenset(tables["teachers"].frame["home_zone"])
    for table, known, level in (("choices", zones, "fault"), ("distances", homes, "warning")):
        read = tables[table]
        for row, zone in zip(read.frame[ROW], read.frame["zone"], strict=True):
            if not zone or zone in known:
                continue
            close = difflib.get_close_matches(zone, sorted(known), n=1)
            repair = Text("改正片区，写法与学校表一致", "correct the zone, written as in schools")
            if close:
                repair = Text(f"是不是“{close[0]}”？{repair.zh}", f"is '{close[0]}' meant? {repair.en}")
            reason = Text("没有学校在这个片区", "no school lies in this zone")
            yield read.fault(int(row), "zone", reason, repair, zone, "fault" if level == "fault" else "warning")
