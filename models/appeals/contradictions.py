"""Lines of the table of appeals that contradict each other, or say the same twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence

from models.appeals.appeal import Appeal, upheld
from models.intake.body import TableRead
from models.intake.faults import Fault
from models.tables import APPEAL_KINDS
from models.words import Text


def contradictions(table: TableRead, appeals: Sequence[Appeal]) -> Iterator[Fault]:
    """Warn of lines given twice, and fault lines that cannot both be upheld."""
    yield from _twice(table, appeals)
    ruled = upheld(appeals)
    yield from _locks(table, ruled)
    yield from _values(table, ruled)
    yield from _ranks(table, ruled)


def _twice(table: TableRead, appeals: Sequence[Appeal]) -> Iterator[Fault]:
    first: dict[Hashable, Appeal] = {}
    for appeal in appeals:
        other = first.setdefault(_what(appeal), appeal)
        if other is appeal:
            continue
        if {other.ruling, appeal.ruling} == {"upheld", "dismissed"}:
            yield table.fault(
                appeal.row,
                "ruling",
                Text(
                    f"与第{other.row}行是同一申诉，裁决却相反",
                    f"the same appeal as row {other.row}, ruled the other way",
                ),
                Text("只留最后的裁决", "keep the last ruling only"),
            )
        else:
            yield table.fault(
                appeal.row,
                "kind",
                Text(f"与第{other.row}行是同一申诉", f"the same appeal as row {other.row}"),
                Text("重复的一行可以删去", "delete the row if it is a slip"),
                APPEAL_KINDS[appeal.kind][0],
                "warning",
            )


def _what(appeal: Appeal) -> Hashable:
    """Return what an appeal asks for, whoever of a pair asks, whatever the reason."""
    people = frozenset((appeal.teacher_id, appeal.other)) if appeal.kind == "kin" else appeal.teacher_id
    value = (appeal.value or appeal.reason) if appeal.kind == "deferral" else appeal.value
    return (
        people, appeal.kind, appeal.school_id, appeal.relation, appeal.rank, appeal.zone, appeal.stage, appeal.subject,
        appeal.column, value,
    )  # fmt: skip


def _locks(table: TableRead, appeals: Sequence[Appeal]) -> Iterator[Fault]:
    """Fault what cannot be asked of one person at once: to go and to stay, two schools, there and never there."""
    of_person: defaultdict[str, list[Appeal]] = defaultdict(list)
    for appeal in appeals:
        if appeal.kind not in ("must", "never", "stay", "deferral"):
            continue
        for other in of_person[appeal.teacher_id]:
            kinds = {other.kind, appeal.kind}
            elsewhere = other.school_id != appeal.school_id
            if (kinds == {"must"} and elsewhere) or (kinds == {"must", "never"} and not elsewhere):
                yield _contrary(table, appeal, other, "school_id")
            elif "must" in kinds and kinds & {"stay", "deferral"}:
                yield _contrary(table, appeal, other, "kind")
        of_person[appeal.teacher_id].append(appeal)


def _contrary(table: TableRead, appeal: Appeal, other: Appeal, column: str) -> Fault:
    mine, theirs = (
        Text(
            f"“{APPEAL_KINDS[a.kind][0]}{f' {a.school_id}' if a.school_id else ''}”", f"{a.kind} {a.school_id}".strip()
        )
        for a in (appeal, other)
    )
    return table.fault(
        appeal.row,
        column,
        Text(
            f"{mine.zh}与第{other.row}行的{theirs.zh}不能都成立",
            f"{mine.en} and {theirs.en} of row {other.row} cannot both be upheld",
        ),
        Text("改正其中一件的裁决", "correct the ruling of one of them"),
        appeal.school_id if column == "school_id" else "",
    )


def _values(table: TableRead, appeals: Sequence[Appeal]) -> Iterator[Fault]:
    """Fault cells that two lines set to different values."""
    first: dict[Hashable, Appeal] = {}
    closed: dict[str, int] = {}
    for appeal in appeals:
        if appeal.kind == "closed":
            closed.setdefault(appeal.school_id, appeal.row)
        value = appeal.relation if appeal.kind == "kin" else appeal.value
        key: Hashable = {
            "fact": ("fact", appeal.teacher_id, appeal.column) if appeal.column else None,
            "post": ("post", appeal.school_id, appeal.stage, appeal.subject),
            "establishment": ("establishment", appeal.school_id),
            "kin": ("kin", frozenset((appeal.teacher_id, appeal.other))),
        }.get(appeal.kind)
        if key is None:
            continue
        other = first.setdefault(key, appeal)
        if value != (other.relation if appeal.kind == "kin" else other.value):
            yield table.fault(
                appeal.row,
                "relation" if appeal.kind == "kin" else "value",
                Text(
                    f"与第{other.row}行更正的是同一格，内容不同",
                    f"row {other.row} sets the same cell to something else",
                ),
                Text("只留一行", "keep one of the rows"),
                value,
            )
    for appeal in appeals:
        if appeal.kind == "post" and appeal.school_id in closed and appeal.value != "0":
            row = closed[appeal.school_id]
            yield table.fault(
                appeal.row,
                "value",
                Text(f"该校第{row}行停办，不能再核定岗位", f"by row {row} the school closes; it needs no posts"),
                Text("改正其中一件的裁决", "correct the ruling of one of them"),
                appeal.value,
            )


def _ranks(table: TableRead, appeals: Sequence[Appeal]) -> Iterator[Fault]:
    """Fault corrections of one list that want two places at one rank, or give a rank here and none there."""
    of_person: defaultdict[str, list[Appeal]] = defaultdict(list)
    for appeal in appeals:
        if appeal.kind != "choice":
            continue
        earlier = of_person[appeal.teacher_id]
        other = next((a for a in earlier if (a.rank is None) != (appeal.rank is None)), None)
        same_rank = next((a for a in earlier if a.rank is not None and a.rank == appeal.rank), None)
        if other is not None:
            yield table.fault(
                appeal.row,
                "rank",
                Text(
                    f"此人的志愿更正，第{other.row}行与这一行，一行写了志愿顺序，一行没有写",
                    f"of this person's corrections, row {other.row} and this one, one gives a rank and one does not",
                ),
                Text(
                    "都写明志愿顺序，或都不写（按先后排在最前）", "give ranks to all, or to none (then they come first)"
                ),
            )
        elif same_rank is not None and (same_rank.school_id, same_rank.zone) != (appeal.school_id, appeal.zone):
            yield table.fault(
                appeal.row,
                "rank",
                Text(
                    f"第{same_rank.row}行已更正此人的第{appeal.rank}志愿",
                    f"row {same_rank.row} corrects choice {appeal.rank} of this person already",
                ),
                Text("改正志愿顺序，或只留一行", "correct the rank, or keep one of the rows"),
                str(appeal.rank),
            )
        earlier.append(appeal)
