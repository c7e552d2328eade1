"""Runs of a record: a plan folder taken in, and laid out again as the commands know plans."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.documents.summary import run_id
from app.inputs import UNUSABLE, leave
from app.made_plan import Given, MadePlan, read_made_plan
from app.record.detail import Inputs, Run, StoredFile
from app.record.given import RunMade
from app.record.layout import files_of
from app.record.record import Record
from app.record.state import YearState
from app.year.opened import refusals
from models.appeals.appeal import Appeal
from models.appeals.read import read_appeals
from models.words import Lang, Text


def run_made(
    folder: Path, inputs: Inputs, *, baseline: int | None = None, appeals: StoredFile | None = None
) -> RunMade:
    """Return a plan folder as the record takes it.

    Parameters
    ----------
    inputs, appeals : what was in force when the run began.
    """
    told: dict[str, Any] = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    moves = folder / "moves.csv"
    count = len(moves.read_text(encoding="utf-8-sig").splitlines()) - 1 if moves.exists() else 0
    return RunMade(
        "rerun" if appeals is not None or baseline is not None else "solve",
        told["status"],
        files_of(folder),
        inputs,
        run_id(told),
        count,
        baseline,
        appeals,
    )


def laid_out(record: Record, run: Run, folder: Path, lang: Lang) -> MadePlan:
    """Lay a run's plan folder out and read it with its case; ends with 2, saying why, if it holds no plan."""
    if not run.has_plan:
        leave(UNUSABLE, why_none(record, run, lang), lang)
    with refusals(lang):
        record.materialise(run.files, folder)
    return read_made_plan(folder, Given(), lang, quiet=True)


def gone_back_to(record: Record, state: YearState, run: Run, folder: Path, lang: Lang) -> MadePlan | None:
    """Lay out the plan a re-run goes back to, as it was published; None for a first solve.

    It is that of the run's own baseline: after a second publication the one in force may be the re-run itself.
    """
    base = state.run(run.baseline)
    return None if base is None or base.run == run.run else laid_out(record, base, folder, lang)


def appeals_against(
    record: Record, state: YearState, run: Run, made: MadePlan, published: MadePlan | None, folder: Path, lang: Lang
) -> tuple[Appeal, ...]:
    """Read the register that a run's papers answer, against the plan it was entered against; ends with 2 on faults.

    Of the published or the final plan it is the register in force, of any other run the one it heard.

    Parameters
    ----------
    made, published : the run's plan, and the one it goes back to.
    folder : where the register is laid out.
    """
    shown = {one.run for one in (state.published, state.final) if one is not None}
    register = state.appeals.file if state.appeals is not None and run.run in shown else run.appeals
    if register is None:
        return ()
    heard = run.appeals is not None and run.appeals.sha256 == register.sha256
    with refusals(lang):
        record.materialise([register], folder)
    read = read_appeals(folder / register.name, (published if heard and published is not None else made).case)
    if read.appeals is None:
        leave(UNUSABLE, [Text(fault.say("zh"), fault.say("en")) for fault in read.faults], lang)
    return read.appeals


def why_none(record: Record, run: Run, lang: Lang) -> list[Text]:
    """Say that a run holds no plan, and the explanation its plan.json keeps."""
    stored = next(file for file in run.files if file.name == "plan.json")
    with refusals(lang):
        told = json.loads(record.blob(stored.sha256))
    number = run.run
    if run.status == "infeasible":
        head = Text(
            f"第{number}次求解没有方案，已证明无解：", f"run {number} holds no plan, there is proven to be none:"
        )
    else:
        head = Text(
            f"第{number}次求解没有方案：停下时还没有找到。",
            f"run {number} holds no plan: none was found when it stopped.",
        )
    return [head, *(Text(line["zh"], line["en"]) for line in told.get("explanation", []))]


def run_meant(state: YearState, number: int | None, lang: Lang) -> Run:
    """Return the run a command means: by its number, else the final one, the latest with a plan, the published one.

    Ends with 2 if there is none.
    """
    if number is not None:
        run = state.run(number)
        if run is None:
            leave(UNUSABLE, [Text(f"没有第{number}次求解。", f"there is no run {number}.")], lang)
        return run
    wanted = state.final.run if state.final is not None else state.latest
    run = state.run(wanted)
    if run is None or not run.has_plan:
        run = state.published or next((r for r in reversed(state.runs) if r.has_plan and not r.late), None)
    if run is None:
        leave(UNUSABLE, [Text("还没有方案：请先求解。", "there is no plan yet: solve first.")], lang)
    return run
