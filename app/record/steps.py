"""Which steps the state of a year allows; every refusal says what to do instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.record.detail import Appeals, Close, Detail, Documents, Finalise, NewInputs, Publish, Run
from app.record.state import PHASE_NAMES, Phase, YearState
from models.words import Text, joined, many

HEARING: tuple[Phase, ...] = ("published", "appeals", "rerun")
"""From publication until the plan is final."""


def refusal(state: YearState, detail: Detail, why: str) -> Text | None:
    """Return why a step is not allowed now, and what to do instead; None if it is.

    Parameters
    ----------
    why : the reason given with the step: some may not go without.
    """
    return _REFUSALS[type(detail)](state, detail, why)


def _inputs(state: YearState, _: NewInputs, __: str) -> Text | None:
    return _only_in(
        state,
        ("draft",),
        Text("更换表格或政策", "tables and policy are changed"),
        Text(
            "公示后的变化请作为申诉或新情况登记，或先撤销公示",
            "enter what changed after publication as an appeal or a late fact, or undo the publication",
        ),
    )


def _run(state: YearState, run: Run, _: str) -> Text | None:
    if run.run != state.numbers + 1:
        return Text(
            f"求解的编号应为{state.numbers + 1}，不是{run.run}",
            f"the run's number must be {state.numbers + 1}, not {run.run}",
        )
    if run.late:
        return None
    if run.kind == "solve":
        instead = Text("公示后请用申诉重算", "after publication, re-run from the appeals")
        return (
            _only_in(state, ("draft",), Text("首次求解", "a first solve is made"), instead)
            or _first_solve(state, run)
            or _made_from(state, run)
        )
    wrong = _while_heard(
        state,
        Text("重算", "a re-run is made"),
        settled=Text("定稿后不再变动", "nothing changes once the plan is final"),
    )
    if wrong is not None:
        return wrong
    base = state.run(run.baseline)
    if base is None or not base.has_plan or not state.of_this_round(base):
        return Text(
            "重算须以公示的方案（或其后的重算）为基础",
            "a re-run starts from the plan published last, or from a re-run of it",
        )
    if (wrong := _made_from(state, run)) is not None:
        return wrong
    if not state.hears(run):
        return Text(
            "重算依据的申诉表不是档案中现行的一份：请先登记申诉表，再重算",
            "the re-run heard another register than the one in force: enter the register, then re-run",
        )
    return None


def _first_solve(state: YearState, run: Run) -> Text | None:
    if run.appeals is not None:
        return Text("首次求解不依据申诉", "a first solve hears no appeals")
    base = state.run(run.baseline)
    if run.baseline is not None and (base is None or not base.has_plan):
        return _no_plan(state, run.baseline)
    return None


def _made_from(state: YearState, run: Run) -> Text | None:
    if run.inputs == state.inputs:
        return None
    return Text(
        f"第{run.run}次求解用的表格或政策已不是现行的：请用现行的重新求解",
        f"run {run.run} was made from tables or a policy no longer in force: solve again with those in force",
    )


def _publish(state: YearState, given: Publish, _: str) -> Text | None:
    wrong = _only_in(
        state,
        ("draft", "rerun"),
        Text("公示", "a plan is published"),
        Text("定稿后不再公示", "a final plan is not published again")
        if state.phase in ("final", "closed")
        else Text("如需再次公示，请先重算", "to publish again, re-run first"),
    )
    if wrong is not None:
        return wrong
    if given.round != len(state.publications) + 1:
        return Text(
            f"这应是第{len(state.publications) + 1}次公示", f"this is publication {len(state.publications) + 1}"
        )
    run = state.run(given.run)
    if run is None or not run.has_plan:
        return _no_plan(state, given.run)
    if (wrong := _made_from(state, run)) is not None:
        return wrong
    if state.phase == "draft":
        if run.kind == "solve":
            return None
        return Text(
            "重算以之前的公示为基础，而那次公示已撤销：请公示首次求解的方案",
            "a re-run rests on a publication that was undone: publish a first solve",
        )
    if run.kind != "rerun" or not state.of_this_round(run):
        return Text("再次公示的须是公示后的重算", "what is published again is a re-run of the published plan")
    return None if state.hears(run) else _unheard(run)


def _appeals(state: YearState, _: Appeals, __: str) -> Text | None:
    return _while_heard(state, Text("登记申诉", "appeals are entered"), settled=Text("方案已定稿", "the plan is final"))


def _finalise(state: YearState, given: Finalise, why: str) -> Text | None:
    wrong = _while_heard(
        state, Text("定稿", "a plan is made final"), settled=Text("方案已定稿", "the plan is final already")
    )
    if wrong is not None:
        return wrong
    run = state.run(given.run)
    if run is None or not run.has_plan:
        return _no_plan(state, given.run)
    if not state.of_this_round(run):
        return Text(
            "定稿的须是公示的方案或公示后的重算",
            "what becomes final is the plan published last, or a re-run of it",
        )
    return _made_from(state, run) or _open_appeals(state, run) or _open_period(state, given, why)


def _open_appeals(state: YearState, run: Run) -> Text | None:
    """Say which appeals stand against making a run final."""
    register = state.appeals
    if register is not None and register.pending:
        return Text(
            f"还有{register.pending}件申诉未裁定：请裁定后重新登记申诉表",
            f"{many(register.pending, 'appeal')} still pending: rule on them and enter the register again",
        )
    published = state.publication is not None and run.run == state.publication.run
    if state.hears(run) or (published and (register is None or not register.upheld)):
        return None
    if published and register is not None:
        return Text(
            f"有{register.upheld}件申诉成立，公示的方案没有依据它们：请先重算，再定稿重算的方案",
            f"{many(register.upheld, 'appeal')} upheld, and the published plan has not heard them: re-run, then make "
            "the re-run final",
        )
    return _unheard(run)


def _open_period(state: YearState, given: Finalise, why: str) -> Text | None:
    """Say what stands against making a plan final on a day."""
    period = state.publication
    if period is None:  # nothing becomes final unpublished
        raise ValueError("a hearing without a publication")
    if given.early != (given.today <= period.until):
        if given.early:
            return Text("公示已期满，不是提前定稿", "the publication is over: this is not early")
        return Text(
            f"公示到{period.until}为止，尚未期满：请期满后定稿；确需提前的，请注明提前和理由",
            f"the publication lasts until {period.until}: make the plan final after that; if it must be early, say so, "
            "and why",
        )
    if given.early and not why.strip():
        return Text("提前定稿须写明理由", "say why the plan becomes final early")
    return None


def _documents(state: YearState, given: Documents, _: str) -> Text | None:
    if state.run(given.run) is None:
        return Text(f"没有第{given.run}次求解：请先求解", f"there is no run {given.run}: solve first")
    return None


def _close(state: YearState, _: Close, __: str) -> Text | None:
    return _only_in(
        state,
        ("final",),
        Text("归档", "a year is closed"),
        Text("已归档", "it is closed already")
        if state.phase == "closed"
        else Text("请先定稿", "make a plan final first"),
    )


def _while_heard(state: YearState, what: Text, settled: Text) -> Text | None:
    """Refuse before the first publication, and once the plan is `settled`."""
    early = Text("请先公示一个方案", "publish a plan first")
    return _only_in(state, HEARING, what, early if state.phase == "draft" else settled)


def _only_in(state: YearState, phases: tuple[Phase, ...], what: Text, instead: Text) -> Text | None:
    if state.phase in phases:
        return None
    here, where = PHASE_NAMES[state.phase], joined(PHASE_NAMES[phase] for phase in phases)
    return Text(
        f"现在是“{here.zh}”，{what.zh}只在“{where.zh}”时进行：{instead.zh}",
        f"the year is at '{here.en}', and {what.en} only at '{where.en}': {instead.en}",
    )


def _no_plan(state: YearState, number: int) -> Text:
    with_plan = [str(run.run) for run in state.runs if run.has_plan]
    if not with_plan:
        return Text("还没有求出方案：请先求解", "there is no plan yet: solve first")
    return Text(
        f"第{number}次求解没有方案；有方案的是第{'、'.join(with_plan)}次",
        f"run {number} holds no plan; runs with a plan: {', '.join(with_plan)}",
    )


def _unheard(run: Run) -> Text:
    return Text(
        f"第{run.run}次求解依据的不是现行的申诉表：请重算",
        f"run {run.run} did not hear the register of appeals in force: re-run",
    )


_REFUSALS: dict[type[Detail], Callable[[YearState, Any, str], Text | None]] = {
    NewInputs: _inputs,
    Run: _run,
    Publish: _publish,
    Appeals: _appeals,
    Finalise: _finalise,
    Documents: _documents,
    Close: _close,
}
