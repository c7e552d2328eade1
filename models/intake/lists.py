"""The lists beside the registers, line by line: choices, what schools want, locks, distances, numbers issued."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from models.intake.body import TableRead
from models.intake.faults import Fault
from models.words import Text

Tables = Mapping[str, TableRead]


def _one_of(read: TableRead, row: int, one: object, other: object, column: str, names: Text) -> Iterator[Fault]:
    """Fault a row that fills both of two columns, or neither."""
    if bool(one) == bool(other):
        both = bool(one)
        yield read.fault(
            row,
            column,
            Text(
                f"{names.zh}两项都填了" if both else f"{names.zh}两项都没有填",
                f"both {names.en} are given" if both else f"neither of {names.en} is given",
            ),
            Text("只填其中一项", "give exactly one of them"),
            str(one) if both else "",
        )


def check_choices(tables: Tables) -> Iterator[Fault]:
    """Return the faults and warnings of wishes that name no place, or one that cannot be had."""
    read = tables["choices"]
    open_to = dict(zip(tables["schools"].frame["school_id"], tables["schools"].frame["inflow"].tolist(), strict=True))
    own = dict(zip(tables["teachers"].frame["teacher_id"], tables["teachers"].frame["school_id"], strict=True))
    for row, (teacher, school, zone) in read.rows("teacher_id", "school_id", "zone"):
        yield from _one_of(read, row, school, zone, "school_id", Text("学校代码、片区", "school_id and zone"))
        if school and open_to.get(school) is False:
            yield read.fault(
                row,
                "school_id",
                Text("该校不接收流入，这个志愿不会实现", "the school takes no inflow, so the choice cannot come true"),
                Text("告知本人，或改正学校表的“是否接收流入”", "tell the person, or correct inflow in schools"),
                str(school),
                "warning",
            )
        elif school and own.get(teacher) == school:
            yield read.fault(
                row,
                "school_id",
                Text(
                    "填的是本人现在的学校，这个志愿不起作用",
                    "this is the person's own school; the choice has no effect",
                ),
                Text("告知本人改填", "ask the person to choose another"),
                str(school),
                "warning",
            )


def check_school_choices(tables: Tables) -> Iterator[Fault]:
    """Return the faults of people a school names twice."""
    read = tables["school_choices"]
    for row, other, (school, teacher) in read.repeats("school_id", "teacher_id"):
        if school and teacher:
            yield read.fault(
                row,
                "teacher_id",
                Text(f"该校在第{other}行已经写了这个人", f"row {other} of the school names the same person"),
                Text("删去一行", "delete one of the rows"),
                str(teacher),
            )


def check_locks(tables: Tables) -> Iterator[Fault]:
    """Return the faults and warnings of locks that contradict each other or the roster."""
    read = tables["locks"]
    own = dict(zip(tables["teachers"].frame["teacher_id"], tables["teachers"].frame["school_id"], strict=True))
    repeated = {row: other for row, other, _ in read.repeats("teacher_id", "action", "school_id")}
    binding: dict[object, int] = {}
    for row, (teacher, action, school) in read.rows("teacher_id", "action", "school_id"):
        if not teacher or not action:
            continue
        if row in repeated:
            yield read.fault(
                row,
                "teacher_id",
                Text(f"与第{repeated[row]}行完全相同", f"the same as row {repeated[row]}"),
                Text("删去一行", "delete one of the rows"),
                str(teacher),
            )
            continue
        if action in ("must", "stay") and binding.setdefault(teacher, row) != row:
            yield read.fault(
                row,
                "action",
                Text(
                    f"第{binding[teacher]}行已锁定此人的去留，一人只能有一条“必须去”或“留任”",
                    f"row {binding[teacher]} already locks this person; one must or stay a person",
                ),
                Text("删去其中一条", "delete one of them"),
                str(action),
            )
        if action != "stay" and not school:
            yield read.fault(
                row,
                "school_id",
                Text("“必须去”“不得去”要写明学校", "must and never need a school"),
                Text("填写学校代码", "fill in the school's code"),
            )
        here = own.get(teacher)
        if school and here and action == "stay" and school != here:
            yield read.fault(
                row,
                "school_id",
                Text(
                    f"“留任”的学校不是本人现在的学校（{here}）",
                    f"stay names a school that is not the person's own ({here})",
                ),
                Text("清空学校代码，或改为“必须去”", "clear the school, or lock it as must"),
                str(school),
            )
        if school and here == school and action == "must":
            yield read.fault(
                row,
                "school_id",
                Text("“必须去”的学校就是本人现在的学校", "must names the person's own school"),
                Text("改为“留任”，或改正学校代码", "lock it as stay, or correct the school"),
                str(school),
            )


def check_distances(tables: Tables) -> Iterator[Fault]:
    """Return the faults and warnings of journeys."""
    read = tables["distances"]
    for row, (teacher, zone, minutes) in read.rows("teacher_id", "zone", "minutes"):
        yield from _one_of(read, row, teacher, zone, "teacher_id", Text("工号、片区", "teacher_id and zone"))
        if isinstance(minutes, int) and minutes > 24 * 60:
            yield read.fault(
                row,
                "minutes",
                Text("路程超过一整天", "a journey of more than a day"),
                Text("以分钟为单位核对", "check it, in minutes"),
                str(minutes),
                "warning",
            )
    for row, other, (teacher, zone, school) in read.repeats("teacher_id", "zone", "school_id"):
        if (teacher or zone) and school:
            yield read.fault(
                row,
                "school_id",
                Text(f"与第{other}行是同一段路程", f"row {other} gives the same journey"),
                Text("只留一行", "keep one of the rows"),
                str(school),
            )


def check_quotas(tables: Tables) -> Iterator[Fault]:
    """Return the faults of numbers issued to schools: asking nothing, the wrong way round, or twice."""
    read = tables["quotas"]
    for row, (least, most) in read.rows("min", "max"):
        if least is None and most is None:
            yield read.fault(
                row,
                "min",
                Text("下限和上限都是空的", "neither a least nor a most number"),
                Text("至少填一个，或删去这一行", "fill in one of them, or delete the row"),
            )
        elif isinstance(least, int) and isinstance(most, int) and least > most:
            yield read.fault(
                row,
                "max",
                Text(f"上限小于下限{least}", f"less than the least number, {least}"),
                Text("核对两个数，可能写反了", "check the two, they may be the wrong way round"),
                str(most),
            )
    what = ("school_id", "direction", "stage", "subject", "title", "honour", "degree")
    for row, other, (school, direction, *_) in read.repeats(*what):
        if school and direction:
            yield read.fault(
                row,
                "school_id",
                Text(f"与第{other}行限定的是同样的人", f"speaks of the same people as row {other}"),
                Text("合成一行", "make them one row"),
                str(school),
            )
