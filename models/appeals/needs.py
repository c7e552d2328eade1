"""What each kind of appeal needs to say, and what it does not use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from models.appeals.appeal import Appeal, Kind
from models.appeals.deferral import deferring_words, entries
from models.case import Case
from models.intake.body import TableRead
from models.intake.faults import Fault
from models.tables import APPEAL_KINDS, APPEALS
from models.words import Text, joined, same


@dataclass(frozen=True)
class Needs:
    """The columns a kind of appeal must fill in, and those it may."""

    must: tuple[str, ...]
    may: tuple[str, ...] = ()


NEEDS: Mapping[Kind, Needs] = {
    "deferral": Needs(("teacher_id",), ("value",)),
    "kin": Needs(("teacher_id", "other", "relation")),
    "choice": Needs(("teacher_id",), ("school_id", "zone", "rank")),
    "fact": Needs(("teacher_id", "column", "value")),
    "must": Needs(("teacher_id", "school_id")),
    "never": Needs(("teacher_id", "school_id")),
    "stay": Needs(("teacher_id",), ("school_id",)),
    "closed": Needs(("school_id",)),
    "post": Needs(("school_id", "stage", "subject", "value")),
    "establishment": Needs(("school_id", "value")),
}


class _Fault(Protocol):
    """Makes a fault of a cell of the line."""

    def __call__(self, column: str, reason: Text, repair: Text, value: str = "") -> Fault: ...


_ALWAYS = frozenset({"name", "kind", "reason", "ruling", "ruled_by"})


def lacking(case: Case, table: TableRead, appeal: Appeal, given: frozenset[str]) -> Iterator[Fault]:
    """Name what a line lacks, what it says twice over, and what its kind does not use.

    Parameters
    ----------
    given : the columns the line fills in.

    Notes
    -----
    Of a line that is not upheld, what it lacks is only a warning: it changes nothing.
    """
    level: Literal["fault", "warning"] = "fault" if appeal.upheld else "warning"

    def fault(column: str, reason: Text, repair: Text, value: str = "") -> Fault:
        return table.fault(appeal.row, column, reason, repair, value, level)

    needs, kind = NEEDS[appeal.kind], APPEAL_KINDS[appeal.kind][0]
    for name in needs.must:
        if name not in given:
            title = _title(name)
            yield fault(
                name,
                Text(f"“{kind}”要填写{title.zh}", f"{appeal.kind} needs {title.en}"),
                Text(f"填写{title.zh}", f"fill in {title.en}"),
            )
    unused = [c.name for c in APPEALS.columns if c.name in given - _ALWAYS - {*needs.must, *needs.may}]
    for name in unused:
        title = _title(name)
        yield table.fault(
            appeal.row,
            name,
            Text(f"“{kind}”不用{title.zh}，这一格不起作用", f"{appeal.kind} does not use {title.en}: no effect"),
            Text("核对申诉事项；多余的清空", "check the kind; clear the cell if it is not meant"),
            level="warning",
        )
    if appeal.ruling != "pending" and not appeal.ruled_by:
        yield table.fault(
            appeal.row,
            "ruled_by",
            Text("有裁决，没有写裁决人", "there is a ruling, and nobody who ruled"),
            Text("填写裁决人", "fill in who ruled"),
        )
    yield from _of_kind(case, fault, appeal)


def _title(name: str) -> Text:
    column = APPEALS.column(name)
    return Text(f"“{column.zh}”", column.name) if column is not None else same(name)


def _of_kind(case: Case, fault: _Fault, appeal: Appeal) -> Iterator[Fault]:
    district, kind = case.district, appeal.kind
    t = district.teacher_at.get(appeal.teacher_id)
    own = None if t is None else str(district.teachers["school_id"].iloc[t])
    if kind == "choice" and bool(appeal.school_id) == bool(appeal.zone):
        both = bool(appeal.zone)
        yield fault(
            "zone" if both else "school_id",
            Text("学校代码、片区两项都填了", "both school_id and zone are given")
            if both
            else Text("学校代码、片区两项都没有填", "neither of school_id and zone is given"),
            Text("只填其中一项", "give exactly one of them"),
            appeal.zone,
        )
    elif kind == "kin" and appeal.other and appeal.other == appeal.teacher_id:
        yield fault(
            "other",
            Text("自己和自己不能是亲属", "nobody is kin of oneself"),
            Text("改正其中一个工号", "correct one of the codes"),
            appeal.other,
        )
    elif kind == "stay" and appeal.school_id and own is not None and appeal.school_id != own:
        yield fault(
            "school_id",
            Text(
                f"“留任”的学校不是本人现在的学校（{own}）", f"stay names a school that is not the person's own ({own})"
            ),
            Text("清空学校代码，或改为“指定去向”", "clear the school, or make it must"),
            appeal.school_id,
        )
    elif kind == "must" and appeal.school_id and appeal.school_id == own:
        yield fault(
            "school_id",
            Text("“指定去向”的学校就是本人现在的学校", "must names the person's own school"),
            Text("改为“留任”，或改正学校代码", "make it stay, or correct the school"),
            appeal.school_id,
        )
    elif kind == "post" and appeal.stage and appeal.subject and appeal.school_id in district.school_at:
        yield from _post(case, fault, appeal)
    elif kind == "deferral" and not entries(case.policy, appeal):
        words = joined(same(word) for word in deferring_words(case.policy))
        yield fault(
            "value",
            Text("没有写明按哪一种特殊情形暂缓", "which special circumstance defers the person is not said"),
            Text(f"在“更正为”填写：{words.zh}", f"write in value one of: {words.en}")
            if words.zh
            else Text(
                "本方案没有看特殊情形的条款；改用“留任”", "no clause of the policy reads status; use stay instead"
            ),
        )


def _post(case: Case, fault: _Fault, appeal: Appeal) -> Iterator[Fault]:
    """Fault a post that `posts` does not list: it takes nobody, and a number would not change that."""
    posts = case.district["posts"]
    there = posts[posts["school_id"] == appeal.school_id]
    listed = list(zip(there["stage"], there["subject"], strict=True))
    if (appeal.stage, appeal.subject) in listed:
        return
    known = "、".join(f"{stage}{subject}" for stage, subject in listed)
    yield fault(
        "subject",
        Text(
            f"岗位表里该校没有{appeal.stage}{appeal.subject}", f"posts lists no {appeal.stage} {appeal.subject} there"
        ),
        Text(f"改为该校已有的岗位：{known}", f"write a post the school has: {known.replace('、', ', ')}"),
        appeal.subject,
    )
