"""What a solve writes: one folder, whole or not at all.

Source: rulebook 6. CSV is UTF-8 with BOM and CRLF line ends (RFC 4180), which Excel opens by double click.
"""

from __future__ import annotations

import json
import platform
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pandas as pd

from app.documents.changed import ChangedRow
from app.documents.report import render_report
from app.documents.summary import Summary
from app.documents.workbook import write_workbook
from app.outputs import free_name
from models.account import Account, account
from models.district import District
from models.plan import Outcome
from models.policy import Policy
from models.proof_file import PROOF_FILE, proof_record
from models.stage_file import stage_records
from models.standing import Standing
from models.words import Lang, Text, joined, same

FILES = ("plan.json", PROOF_FILE, "moves.csv", "people.csv", "schools.csv", "plan.xlsx", "report.html")
"""Every file a solve writes."""
FURTHER = ("changes.csv", "baseline.csv", "tables", "aliases")
"""What the folder of a re-run or of a year's record may hold besides: it carries with it what it was made from.

A folder that holds anything else is not ours to replace.
"""
VERSION = "0.1.0"
"""Of this program, where it runs without being installed; the same as in setup.cfg."""
MOVES = ["teacher_id", "from_school", "to_school", "stage", "subject", "choice_rank", "round"]
PEOPLE = ["teacher_id", "category", "clause", "outcome"]
SCHOOLS = [
    "school_id", "headcount_before", "out", "in", "headcount_after", "establishment",
    "shortage_before", "shortage_after",
]  # fmt: skip


class PlanFolderError(Exception):
    """A folder a plan cannot be written to; `text` tells the planner why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True)
class Along:
    """What a plan folder carries besides what a solve writes.

    Attributes
    ----------
    files : path inside the folder -> bytes; every path begins with one of `FURTHER`.
    told : keys of plan.json.
    changed : who fares otherwise than published, a row each, for a sheet of the workbook; None if nothing was.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    told: Mapping[str, object] = field(default_factory=dict)
    changed: Sequence[ChangedRow] | None = None


def write_plan(
    folder: Path,
    district: District,
    policy: Policy,
    standing: Standing,
    outcome: Outcome,
    lang: Lang,
    made_from: Mapping[str, str] | None = None,
    along: Along | None = None,
) -> None:
    """Write the plan folder; a plan folder already there is replaced, and is left as it was if anything fails.

    Without a plan (`infeasible`, `unknown`) the folder holds plan.json alone, with the explanation.

    Parameters
    ----------
    made_from : where the tables lay, as seen from `folder` (see `app.made_plan`).
    along : what else the folder carries.

    Raises
    ------
    PlanFolderError : if `folder` is a file, holds what a solve did not write, or cannot be written. If only
        taking its place failed, the new folder stays beside it, and the error says under which name.
    """
    began = time.monotonic()
    record = plan_record(district, policy, outcome)
    if made_from:
        record["made_from"] = dict(made_from)
    along = along or Along()
    record |= along.told
    with replacing(folder) as fresh:
        for name, content in along.files.items():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).write_bytes(content)
        if outcome.plan is not None:
            if outcome.certificate is not None:
                proof = json.dumps(proof_record(outcome.certificate), separators=(",", ":"))
                (fresh / PROOF_FILE).write_text(proof + "\n", encoding="utf-8", newline="\n")
            counted = account(district, policy, standing, outcome.plan)
            summary = Summary(district, policy, outcome, counted, lang)
            _tables(fresh, counted, policy)
            write_workbook(fresh / "plan.xlsx", summary, standing, record, along.changed)
            (fresh / "report.html").write_text(render_report(summary, record), encoding="utf-8", newline="\n")
        # Last, since it tells how long the others took.
        record["phases"] = _rounded({**outcome.phases, "write": time.monotonic() - began})
        text = json.dumps(record, ensure_ascii=False, indent=2)
        (fresh / "plan.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def check_folder(folder: Path) -> None:
    """Refuse a folder a plan may not be written to, by trying; to be asked before a long solve.

    A folder is made beside it and removed again, and one that is there is moved aside and back.

    Raises
    ------
    PlanFolderError : see `write_plan`.
    """
    try:
        if folder.exists():
            _refuse_foreign(folder)
        _try_out(folder.resolve())
    except (OSError, RuntimeError) as error:  # a ring of links is a RuntimeError
        raise _unwritable(folder, error) from error


def _refuse_foreign(folder: Path) -> None:
    """Refuse a file, a folder that holds what is not ours, and the one the command runs in."""
    if not folder.is_dir():
        raise PlanFolderError(
            Text(
                f"“{folder}”是一个文件，不是文件夹；请换一个输出位置。",
                f"'{folder}' is a file, not a folder; choose another place.",
            )
        )
    held = {entry.name for entry in folder.iterdir()}
    strange = sorted(held - {*FILES, *FURTHER})
    if held and "plan.json" not in held:
        raise PlanFolderError(
            Text(
                f"文件夹“{folder}”不是空的，也不是以前的方案（没有 plan.json）；请换一个新文件夹。",
                f"'{folder}' is neither empty nor an earlier plan (it has no plan.json); choose a new folder.",
            )
        )
    if strange:
        listed = joined(same(name) for name in strange[:5])
        raise PlanFolderError(
            Text(
                f"方案文件夹“{folder}”里还有别的文件（{listed.zh}），替换会丢失它们；请先移走，或换一个新文件夹。",
                f"The plan folder '{folder}' holds other files ({listed.en}); move them first, or choose a new folder.",
            )
        )
    if Path.cwd().is_relative_to(folder.resolve()):
        raise PlanFolderError(
            Text(
                f"“{folder}”是当前所在的文件夹，不能整个替换；请在其中另起一个名称，如 plan。",
                f"'{folder}' is the folder you are in, which cannot be replaced; name a new one in it, such as plan.",
            )
        )


def _try_out(place: Path) -> None:
    """Do to a resolved folder, with nothing in hand yet, what a plan's arrival will do, and undo it."""
    made = [parent for parent in place.parents if not parent.exists()]
    fresh, aside = _beside(place)
    try:
        fresh.mkdir(parents=True)
        if place.exists():
            place.rename(aside)
            aside.rename(place)
    finally:
        for folder in (fresh, *made):
            with suppress(OSError):
                folder.rmdir()


def _beside(place: Path) -> tuple[Path, Path]:
    """Name two hidden folders next to a place: for the new plan, and for the old while they change places."""
    token = secrets.token_hex(4)
    return place.with_name(f".{place.name}.new-{token}"), place.with_name(f".{place.name}.old-{token}")


def plan_record(district: District, policy: Policy, outcome: Outcome) -> dict[str, object]:
    """Return what plan.json holds (rulebook 6); the policy in the words of its file, defaults written out."""
    record: dict[str, object] = {
        "status": outcome.status,
        "tiers": [
            {
                "goals": dict(tier.goals),
                "value": tier.value,
                "bound": tier.bound,
                "proven": tier.proven,
                "certified": tier.certified,
            }
            for tier in outcome.tiers
        ],
        "unplaced": outcome.unplaced,
        "seed": policy.draw_seed,
        "inputs": dict(district.inputs),
        "policy": policy.model_dump(mode="json", by_alias=True, exclude_none=True),
        "versions": {"lungang": _own_version(), "python": platform.python_version(), **outcome.versions},
        "parameters": dict(outcome.parameters),
        "started": outcome.started,
        "seconds": outcome.seconds,
        "phases": _rounded(outcome.phases),
        "rules": dict(outcome.rules),
    }
    if outcome.stages:
        record["stages"] = stage_records(outcome.stages)
    if outcome.plan is None and outcome.certificate is not None:
        record["proof"] = proof_record(outcome.certificate)
    if outcome.explanation:
        record["explanation"] = [{"zh": text.zh, "en": text.en} for text in outcome.explanation]
    return record


def _rounded(phases: Mapping[str, float]) -> dict[str, float]:
    return {name: round(seconds, 3) for name, seconds in phases.items()}


def _own_version() -> str:
    try:
        return version("lungang")
    except PackageNotFoundError:
        return VERSION


def _tables(folder: Path, counted: Account, policy: Policy) -> None:
    routed = any(not route.forbid for route in policy.rules.routes) or bool((counted.moves["route"] != "").any())
    moves = [*MOVES, *["route"] * routed, *["hired_as"] * policy.rules.hires_lower]
    tables: tuple[tuple[str, pd.DataFrame, list[str]], ...] = (
        ("moves.csv", counted.moves, moves),
        ("people.csv", counted.people, PEOPLE),
        ("schools.csv", counted.schools, SCHOOLS),
    )
    for name, table, columns in tables:
        table.to_csv(folder / name, columns=columns, index=False, encoding="utf-8-sig", lineterminator="\r\n")


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """Give an empty folder next to `folder`, and put it in its place once it is filled without an error.

    Raises
    ------
    PlanFolderError : see `write_plan`.
    """
    try:
        place = folder.resolve()
        fresh, aside = _beside(place)
        fresh.mkdir(parents=True)
    except (OSError, RuntimeError) as error:
        raise _unwritable(folder, error) from error
    try:
        yield fresh
    except BaseException as error:
        shutil.rmtree(fresh, ignore_errors=True)
        if isinstance(error, OSError):
            raise _unwritable(folder, error) from error
        raise
    try:
        check_folder(folder)
        _swap(place, fresh, aside)
    except PlanFolderError as error:
        raise _kept(error, place, fresh) from error
    except OSError as error:
        raise _kept(_unwritable(folder, error), place, fresh) from error


def _kept(why: PlanFolderError, place: Path, fresh: Path) -> PlanFolderError:
    """Leave a finished plan that found its place barred under a name to be seen, and say where."""
    try:
        kept = fresh.rename(free_name(place))
    except OSError:
        kept = fresh
    return PlanFolderError(
        Text(
            f"{why.text.zh}算出的结果没有丢，保存在“{kept}”。",
            f"{why.text.en} The result is not lost: it is kept in '{kept}'.",
        )
    )


def _swap(folder: Path, fresh: Path, aside: Path) -> None:
    """Move the old folder aside, the new one in, and only then remove the old."""
    if not folder.exists():
        fresh.rename(folder)
        return
    folder.rename(aside)
    try:
        fresh.rename(folder)
    except OSError:
        aside.rename(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _unwritable(folder: Path, error: Exception) -> PlanFolderError:
    return PlanFolderError(
        Text(
            f"无法写入文件夹“{folder}”（{error}）。如果其中的文件正在 Excel 中打开，请先关闭；否则请换一个位置。",
            f"Cannot write the folder '{folder}' ({error}). Close its files in Excel, or choose another place.",
        )
    )
