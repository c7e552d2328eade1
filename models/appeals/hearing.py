"""What each upheld appeal changes, and the district once all of them are heard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from models.appeals.appeal import Appeal, Kind, upheld
from models.appeals.cells import new_value, target, written
from models.appeals.changes import CellSet, ChoiceLine, ListCorrected, list_of, with_line_ahead, with_line_at
from models.appeals.deferral import entries
from models.appeals.words import person, school, zone_name
from models.case import Case
from models.change import CellChange, Change, LineAdded, LineDropped, applied, lock_dropped
from models.district import ROW
from models.tables import ACTIONS
from models.words import Text, joined

Heard = tuple[Appeal, tuple[Change, ...]]
"""An upheld appeal, and the changes it makes once the upheld ones before it are heard."""


def hearings(case: Case, appeals: Iterable[Appeal]) -> tuple[tuple[Heard, ...], Case]:
    """Hear the upheld appeals in the order given.

    Returns
    -------
    Each upheld appeal with its changes, and the case with all of them made.

    Raises
    ------
    ValueError : if an appeal sets a cell there is not, or to what its column does not take; `read_appeals` names
        such as faults.
    """
    made: list[Heard] = []
    ahead: Counter[str] = Counter()
    for appeal in upheld(appeals):
        first = ahead[appeal.teacher_id]
        changes = changes_of(case, appeal, ahead=first)
        case = applied(case, changes)
        if appeal.kind == "choice" and appeal.rank is None:
            # a place that stands higher already takes no rank away from the next line
            ahead[appeal.teacher_id] += any(
                line.rank == first + 1 and line.place == (appeal.school_id, appeal.zone)
                for line in list_of(case, appeal.teacher_id)
            )
        made.append((appeal, changes))
    return tuple(made), case


def heard(case: Case, appeals: Iterable[Appeal]) -> Case:
    """Return the case with all upheld appeals made, in the order given; `baseline` and `granted` stay."""
    return hearings(case, appeals)[1]


def changes_of(case: Case, appeal: Appeal, ahead: int = 0) -> tuple[Change, ...]:
    """Return what an appeal changes, whatever its ruling; nothing where the tables hold it already.

    Parameters
    ----------
    case : the case as the appeals before this one left it.
    ahead : of a correction of choices without rank: how many such lines of the person were heard before.
    """
    if appeal.kind == "choice":
        return _choice(case, appeal, ahead)
    return _CHANGES[appeal.kind](case, appeal)


def _deferral(case: Case, appeal: Appeal) -> tuple[Change, ...]:
    code = appeal.teacher_id
    now = _cell(case, "teachers", (("teacher_id", code),), "status")
    held = now if isinstance(now, tuple) else ()
    added = tuple(entry for entry in entries(case.policy, appeal) if entry not in held)
    who = person(case.district, code)
    listed = "；".join(added)
    said = Text(
        f"教师花名册：{who.zh}的“特殊情形”加上“{listed}”", f"table teachers: add '{listed}' to status of {who.en}"
    )
    own = (CellSet("teachers", (("teacher_id", code),), "status", (*held, *added), said),) if added else ()
    return (*own, *_off_the_list(case, code), *_locks_dropped(case, code, ("must",)))


def _kin(case: Case, appeal: Appeal) -> tuple[Change, ...]:
    a, b = appeal.teacher_id, appeal.other
    pair = Text(
        f"{person(case.district, a).zh}与{person(case.district, b).zh}",
        f"{person(case.district, a).en} and {person(case.district, b).en}",
    )
    now = _kin_line(case, a, b)
    if now is not None:
        key, relation = now
        if relation == appeal.relation:
            return ()
        said = Text(
            f"亲属关系表：{pair.zh}的关系由{relation}改为{appeal.relation}",
            f"table relations: {pair.en} from {relation} to {appeal.relation}",
        )
        return (CellSet("relations", key, "kind", appeal.relation, said),)
    said = Text(
        f"亲属关系表：加一行，{pair.zh}，{appeal.relation}", f"table relations: add {pair.en}, {appeal.relation}"
    )
    row = (("teacher_a", a), ("teacher_b", b), ("kind", appeal.relation), (ROW, appeal.row))
    return (LineAdded("relations", (row,), said),)


def _kin_line(case: Case, a: str, b: str) -> tuple[tuple[tuple[str, str], ...], str] | None:
    """Return the key of the line that relates two people already, and how; None if none does."""
    table = case.district["relations"]
    for x, y in ((a, b), (b, a)):
        kinds = table["kind"][(table["teacher_a"] == x) & (table["teacher_b"] == y)].tolist()
        if kinds:
            return (("teacher_a", x), ("teacher_b", y)), str(kinds[0])
    return None


def _choice(case: Case, appeal: Appeal, ahead: int) -> tuple[Change, ...]:
    lines = list_of(case, appeal.teacher_id)
    rank = appeal.rank if appeal.rank is not None else ahead + 1
    line = ChoiceLine(rank, appeal.school_id, appeal.zone, row=appeal.row)
    higher = rank if appeal.rank is None else 0
    if any(old.place == line.place and (old.rank == rank or old.rank < higher) for old in lines):
        return ()
    who = person(case.district, appeal.teacher_id)
    where = zone_name(appeal.zone) if appeal.zone else school(case.district, appeal.school_id)
    new = with_line_ahead(lines, line) if appeal.rank is None else with_line_at(lines, line)
    kept = {old.was for old in new}
    gone = [old for old in lines if old.was not in kept and old.place != line.place]
    more = Text("", "")
    if gone:
        named = joined(zone_name(o.zone) if o.zone else school(case.district, o.school_id) for o in gone)
        more = Text(f"，代替{named.zh}", f", instead of {named.en}")
    elif appeal.rank is None:
        more = Text("，其余志愿顺次后移", ", the other lines move down")
    said = Text(
        f"志愿表：{who.zh}的第{rank}志愿改为{where.zh}{more.zh}",
        f"table choices: choice {rank} of {who.en} becomes {where.en}{more.en}",
    )
    return (ListCorrected(appeal.teacher_id, new, said),)


def _fact(case: Case, appeal: Appeal) -> tuple[Change, ...]:
    column = target("fact", appeal.column)
    key = (("teacher_id", appeal.teacher_id),)
    new = new_value(case.district, appeal)
    if column is None:
        return ()
    old = _cell(case, "teachers", key, appeal.column)
    was, now = written(column, old), written(column, new)
    if was == now:
        return ()
    who = person(case.district, appeal.teacher_id)
    said = Text(
        f"教师花名册：{who.zh}的“{column.zh}”由{_quoted(was)}改为{_quoted(now)}",
        f"table teachers: {column.name} of {who.en} from {was} to {now}",
    )
    return (CellSet("teachers", key, appeal.column, new, said),)


def _quoted(value: str) -> str:
    return f"“{value}”"


def _lock(case: Case, appeal: Appeal) -> tuple[Change, ...]:
    """Add the lock, and drop those of the person that contradict it."""
    code, action = appeal.teacher_id, appeal.kind
    to = "" if action == "stay" else appeal.school_id
    locks = case.district["locks"]
    there = locks[(locks["teacher_id"] == code) & (locks["action"] == action)]
    own = tuple(there["school_id"].tolist())
    contrary: list[Change] = []
    if action == "stay":
        contrary += _locks_dropped(case, code, ("must",))
    elif action == "must":
        contrary += _locks_dropped(case, code, ("must",), but=to)
        contrary += _locks_dropped(case, code, ("stay",))
        contrary += _locks_dropped(case, code, ("never",), only=to)
    else:
        contrary += _locks_dropped(case, code, ("must",), only=to)
    added: list[Change] = []
    if (to not in own) if action != "stay" else not own:
        who, where = person(case.district, code), school(case.district, to) if to else Text("", "")
        said = Text(
            f"锁定表：{who.zh}加一行“{ACTIONS[action][0]}{where.zh}”",
            f"table locks: add {action}{f' {where.en}' if to else ''} for {who.en}",
        )
        row = (
            ("teacher_id", code),
            ("action", action),
            ("school_id", to),
            ("reason", appeal.reason),
            (ROW, appeal.row),
        )
        added.append(LineAdded("locks", (row,), said))
    off = _off_the_list(case, code) if action == "stay" else ()
    return (*contrary, *added, *off)


def _locks_dropped(
    case: Case, code: str, actions: tuple[str, ...], only: str | None = None, but: str | None = None
) -> tuple[Change, ...]:
    """Return the changes that drop locks of a person: of these actions, to that school only, or to any but one."""
    locks = case.district["locks"]
    mine = locks[(locks["teacher_id"] == code) & locks["action"].isin(actions)]
    who = person(case.district, code)
    return tuple(
        lock_dropped(code, action, to, who, school(case.district, to) if to else Text("", "its own school"))
        for action, to in dict.fromkeys(zip(mine["action"], mine["school_id"], strict=True))
        if (only is None or to == only) and (but is None or to != but)
    )


def _off_the_list(case: Case, code: str) -> tuple[Change, ...]:
    """Return the change that takes a person off `outgoing`, if there."""
    if code not in set(case.district["outgoing"]["teacher_id"]):
        return ()
    who = person(case.district, code)
    said = Text(f"流出名单：去掉{who.zh}", f"table outgoing: take {who.en} off")
    return (LineDropped("outgoing", ((("teacher_id", code),),), said),)


def _closed(case: Case, appeal: Appeal) -> tuple[Change, ...]:
    """Take nobody any more, ask for nobody any more; who works there is moved by that no more than anybody else."""
    code = appeal.school_id
    key, what = (("school_id", code),), school(case.district, code)
    staff = int((case.district.teachers["school_id"] == code).sum())
    said = Text(
        f"学校表：{what.zh}停办，“是否接收流入”改为否；仍有{staff}人在该校任教，他们不因此被调动，"
        "要安排去向的另写“指定去向”",
        f"table schools: {what.en} closes, inflow becomes no; {staff} still work there and are not moved "
        "by this alone: lock them to where they must go",
    )
    changes: list[Change] = []
    if _cell(case, "schools", key, "inflow") is not False:
        changes.append(CellSet("schools", key, "inflow", False, said))
    posts = case.district["posts"]
    for stage, subject, required in zip(
        *(posts[name][posts["school_id"] == code] for name in ("stage", "subject", "required")), strict=True
    ):
        if required:
            post = Text(f"{what.zh}{stage}{subject}", f"{what.en} {stage} {subject}")
            changes.append(CellChange("posts", _post(code, stage, subject), "required", int(required), 0, post))
    share = case.policy.rules.subject_balance.staff_floor
    establishment = _cell(case, "schools", key, "establishment")
    if share and isinstance(establishment, int) and establishment:
        # the policy keeps a share of the establishment in every school: in one that closes it would hold people back
        changes.append(CellChange("schools", key, "establishment", establishment, 0, what))
    return tuple(changes)


def _post(code: str, stage: str, subject: str) -> tuple[tuple[str, str], ...]:
    return ("school_id", code), ("stage", stage), ("subject", subject)


def _number(case: Case, appeal: Appeal) -> tuple[Change, ...]:
    """Set the number of a post, or of a school's establishment."""
    what = school(case.district, appeal.school_id)
    table, column = "schools", "establishment"
    key: tuple[tuple[str, str], ...] = (("school_id", appeal.school_id),)
    if appeal.kind == "post":
        table, column = "posts", "required"
        key = _post(appeal.school_id, appeal.stage, appeal.subject)
        what = Text(f"{what.zh}{appeal.stage}{appeal.subject}", f"{what.en} {appeal.stage} {appeal.subject}")
    new = new_value(case.district, appeal)
    old = _cell(case, table, key, column)
    if not isinstance(new, int) or not isinstance(old, int):
        raise ValueError(f"appeal in row {appeal.row}: {what.en} has no {column} to set to '{appeal.value}'")
    if new == old:
        return ()
    return (CellChange(table, key, column, old, new, what),)


def _cell(case: Case, table: str, key: tuple[tuple[str, str], ...], column: str) -> object:
    """Return a cell of the row with that key, None if it is empty or there is no such row."""
    rows = case.district[table]
    hit = pd.Series(True, index=rows.index)
    for name, value in key:
        hit &= rows[name] == value
    found = rows[column].astype(object)[hit].tolist()
    if not found or found[0] is pd.NA:
        return None
    value = found[0]
    if isinstance(value, str | tuple | bool | float):
        return value
    return bool(value) if rows[column].dtype == "boolean" else int(value)


_CHANGES: Mapping[Kind, Callable[[Case, Appeal], tuple[Change, ...]]] = {
    "deferral": _deferral,
    "kin": _kin,
    "fact": _fact,
    "must": _lock,
    "never": _lock,
    "stay": _lock,
    "closed": _closed,
    "post": _number,
    "establishment": _number,
}
