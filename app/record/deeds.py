"""What somebody did, as a line of the log says it after the person's name."""

from __future__ import annotations

from app.record.detail import (
    Appeals,
    Close,
    Detail,
    Documents,
    Finalise,
    New,
    NewInputs,
    Publish,
    Redo,
    Run,
    Undo,
)
from models.words import Text, many


def deed(detail: Detail) -> Text:
    """Say an action with what matters of its detail."""
    match detail:
        case New():
            return Text(f"建立{detail.year}年度档案", f"began the year {detail.year}")
        case NewInputs():
            return Text("更换了表格或政策", "changed tables or policy")
        case Run():
            return _run(detail)
        case Publish():
            return Text(
                f"公示第{detail.run}次求解的方案（第{detail.round}轮，{detail.start}至{detail.until}）",
                f"published run {detail.run} (round {detail.round}, {detail.start} to {detail.until})",
            )
        case Appeals():
            return Text(
                f"登记申诉：成立{detail.upheld}件，不成立{detail.dismissed}件，待定{detail.pending}件",
                f"entered the appeals: {detail.upheld} upheld, {detail.dismissed} dismissed, {detail.pending} pending",
            )
        case Finalise():
            early = Text("（提前）", " (early)") if detail.early else Text("", "")
            return Text(f"将第{detail.run}次求解的方案定稿{early.zh}", f"made run {detail.run} final{early.en}")
        case Documents():
            count = len(detail.files)
            return Text(
                f"由第{detail.run}次求解生成{count}份文书", f"made {many(count, 'document')} from run {detail.run}"
            )
        case Close():
            return Text("归档，写出下一年的表格", "closed the year, with next year's tables")
        case Undo():
            return Text(f"撤销第{detail.undone}条", f"took back entry {detail.undone}")
        case Redo():
            return Text(f"恢复第{detail.redone}条", f"did entry {detail.redone} again")
        case _:
            raise TypeError(detail.action)


_STATUS = {
    "optimal": Text("已证明最优", "proven best"),
    "feasible": Text("有方案，未证明最优", "a plan, not proven best"),
    "infeasible": Text("已证明无解", "proven impossible"),
    "unknown": Text("没有求出方案", "no plan found"),
}


def _run(run: Run) -> Text:
    kind = Text("重算", "re-run") if run.kind == "rerun" else Text("求解", "solve")
    late = Text("，来迟了，只留存", ", late, kept only") if run.late else Text("", "")
    status = _STATUS[run.status]
    return Text(
        f"记入第{run.run}次求解（{kind.zh}，{status.zh}，流动{run.moves}人{late.zh}）",
        f"added run {run.run} ({kind.en}, {status.en}, {many(run.moves, 'move')}{late.en})",
    )
