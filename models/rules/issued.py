"""The numbers issued to schools, table `quotas` 指标表 (rulebook 1): a part of rule `quotas`, a line each.

A line counts those who leave a school (by their main post and who they are) or come to it (by the post they enter
and who they are); a blank cell asks for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from models.case import Case
from models.change import CellChange
from models.district import BoolArray
from models.draft import Draft
from models.filters import Condition, Filter
from models.naming import school_name
from models.plan import Breach, Move, Plan
from models.program import FREE, Give
from models.recount import Recount
from models.recount_filters import Cell
from models.recount_roster import Person, number, text
from models.rules.quota_rows import NAME
from models.rules.rule import Kept
from models.words import Text

_PERSONAL = ("title", "honour", "degree")
_WAYS = {"out": Text("流出", "leave"), "in": Text("流入", "come")}


def check_issued(recount: Recount, plan: Plan) -> list[Breach]:
    """Return a breach for each line with too few or too many people."""
    breaches = []
    for line in recount.tables["quotas"]:
        school, way = text(line["school_id"]), text(line["direction"])
        moves = recount.exchanges(plan).items()
        codes = sorted(code for code, move in moves if _counts(recount, line, recount.people[code], move))
        least, most = number(line["min"]), number(line["max"])
        if (least is not None and len(codes) < least) or (most is not None and len(codes) > most):
            cells = [text(line[column]) for column in ("stage", "subject", *_PERSONAL)]
            said, who = _say(recount.say_school(school), way, cells, least, most), recount.say_people(codes)
            named = Text(f"：{who.zh}", f": {who.en}") if codes else Text("", "")
            count = len(codes)
            breaches.append(
                Breach(
                    NAME,
                    Text(f"{said.zh}，方案中{count}人{named.zh}。", f"{said.en}; the plan has {count}{named.en}."),
                    tuple(codes),
                    (school,),
                )
            )
    return breaches


def kept_issued(recount: Recount, plan: Plan) -> list[Kept]:
    """Return every line with its count."""
    moves, found = recount.exchanges(plan).items(), []
    for i, line in enumerate(recount.tables["quotas"], 1):
        count = sum(_counts(recount, line, recount.people[code], move) for code, move in moves)
        cells = [text(line[column]) for column in ("stage", "subject", *_PERSONAL)]
        school, way = text(line["school_id"]), text(line["direction"])
        said = _say(recount.say_school(school), way, cells, number(line["min"]), number(line["max"]))
        told = Text(f"{said.zh}，方案中{count}人。", f"{said.en}; the plan has {count}.")
        limit = count in (number(line["min"]) or None, number(line["max"]))
        found.append(Kept((school, way, *cells, str(i)), count, told, limit=limit))
    return found


def _counts(recount: Recount, line: dict[str, Cell], person: Person, move: Move) -> bool:
    post = person.post if line["direction"] == "out" else (move.to_school, move.stage, move.subject)
    asked = (text(line["school_id"]), text(line["stage"]), text(line["subject"]))
    if any(word not in ("", cell) for word, cell in zip(asked, post, strict=True)):
        return False
    wanted = [Condition(c, one_of=(text(line[c]),)) for c in _PERSONAL if line[c] is not None]
    return recount.matches(Filter(tuple(wanted)), person)


def issued_rows(draft: Draft) -> None:
    """Add a row for each line."""
    case, pairs = draft.case, draft.pairs
    if not len(case.district["quotas"]):
        return
    lines = lines_of(case)
    movers = np.unique(pairs.teacher)
    leaving, coming, low, high, said, lines_said = [], [], [], [], [], []
    for i, line in enumerate(lines):
        school, out = line["school_id"], line["direction"] == "out"
        people, here = counted(case, line)
        people = people & ~case.standing.returning
        if out:
            ids = movers[(people & here[case.facts.teacher_node])[movers]]
            leaving.append((np.full(len(ids), i), ids, 1))
        else:
            ids = np.flatnonzero(here[pairs.node] & people[pairs.teacher])
            coming.append((np.full(len(ids), i), ids, 1))
        low.append(0 if line["min"] is None else int(line["min"]))
        high.append(FREE if line["max"] is None else int(line["max"]))
        cells = [line[column] or "" for column in ("stage", "subject", *_PERSONAL)]
        name = school_name(case.district, case.district.school_at[school])
        said.append(_say(name, line["direction"], cells, line["min"], line["max"]))
        lines_said.append(_say_line(name, line["direction"], cells))

    def changed(i: int, column: str, by: int) -> CellChange:
        line, old = lines[i], int(lines[i][column])
        key = tuple((c, str(line[c] or "")) for c in ("school_id", "direction", "stage", "subject", *_PERSONAL))
        return CellChange("quotas", key, column, old, old + by, lines_said[i])

    least, most = np.array(low, np.int64), np.array(high, np.int64)
    # Nobody is asked to be fewer than none: a line without a least number has none to lower.
    gives = [Give(-1, lambda i, n: changed(i, "min", -n), most=least), Give(1, lambda i, n: changed(i, "max", n))]
    draft.add_rows(NAME, coming, least, most, len(lines), said.__getitem__, leaving=leaving, gives=gives)


def lines_of(case: Case) -> list[dict[str, Any]]:
    """Return the lines of the table, a dict each, empty cells None or ""."""
    frame = case.district["quotas"]
    records = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [{str(column): cell for column, cell in record.items()} for record in records]


def counted(case: Case, line: Mapping[str, Any]) -> tuple[BoolArray, BoolArray]:
    """Return the people a line speaks of, shape (teachers,), and the posts they leave or enter, shape (nodes,)."""
    nodes = case.facts.nodes
    here = (nodes["school_id"] == line["school_id"]).to_numpy(bool)
    for column in ("stage", "subject"):
        if line[column]:
            here = here & (nodes[column] == line[column]).to_numpy(bool)
    wanted = tuple(Condition(c, one_of=(line[c],)) for c in _PERSONAL if line[c])
    return case.who(Filter(wanted)), here


def _say_line(school: Text, way: str, cells: list[str]) -> Text:
    """Name a line: 学校A（A）流出（数学、高级教师）."""
    words = [cell for cell in cells if cell]
    only = Text(f"（{'、'.join(words)}）" if words else "", f", {', '.join(words)}" if words else "")
    return Text(f"{school.zh}{_WAYS[way].zh}{only.zh}", f"the line {school.en}, {way}{only.en}")


def _say(school: Text, way: str, cells: list[str], least: int | None, most: int | None) -> Text:
    """Say a line: 指标表：学校A流出（数学、高级教师）至少1人、至多2人."""
    words = [cell for cell in cells if cell]
    only = Text(f"（{'、'.join(words)}）" if words else "", f" ({', '.join(words)})" if words else "")
    zh = "、".join([f"至少{least}人"] * (least is not None) + [f"至多{most}人"] * (most is not None))
    en = " and ".join([f"at least {least}"] * (least is not None) + [f"at most {most}"] * (most is not None))
    side = _WAYS[way]
    return Text(f"指标表：{school.zh}{side.zh}{only.zh}{zh}", f"numbers issued: {en} {side.en} at {school.en}{only.en}")
