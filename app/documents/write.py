"""What a solve writes: one folder, whole or not at all.

Source: rulebook 6. CSV is UTF-8 with BOM and CRLF line ends (RFC 4180), which Excel opens by double click.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from app.documents.report import render_report
from app.documents.summary import Summary
from app.documents.workbook import write_workbook
from models.account import Account, account
from models.district import District
from models.plan import Outcome
from models.policy import Policy
from models.standing import Standing
from models.words import Lang, Text, joined, same

FILES = ("plan.json", "moves.csv", "people.csv", "schools.csv", "plan.xlsx", "report.html")
"""Every file of a plan folder; a folder that holds anything else is not ours to replace."""
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


def write_plan(
    folder: Path, district: District, policy: Policy, standing: Standing, outcome: Outcome, lang: Lang
) -> None:
    """Write the plan folder; a plan folder already there is replaced, and is left as it was if anything fails.

    Without a plan (`infeasible`, `unknown`) the folder holds plan.json alone, with the explanation.

    Raises
    ------
    PlanFolderError : if `folder` is a file, holds what a solve did not write, or cannot be written.
    """
    check_folder(folder)
    record = plan_record(district, policy, outcome)
    with _replacing(folder) as fresh:
        text = json.dumps(record, ensure_ascii=False, indent=2)
        (fresh / "plan.json").write_text(text + "\n", encoding="utf-8", newline="\n")
        if outcome.plan is not None:
            counted = account(district, policy, standing, outcome.plan)
            summary = Summary(district, policy, outcome, counted, lang)
            _tables(fresh, counted)
            write_workbook(fresh / "plan.xlsx", summary, standing, record)
            (fresh / "report.html").write_text(render_report(summary, record), encoding="utf-8", newline="\n")


def check_folder(folder: Path) -> None:
    """Refuse a folder a plan may not be written to; worth asking before a long solve.

    Raises
    ------
    PlanFolderError : see `write_plan`.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise PlanFolderError(
            Text(
                f"“{folder}”是一个文件，不是文件夹；请换一个输出位置。",
                f"'{folder}' is a file, not a folder; choose another place.",
            )
        )
    held = {entry.name for entry in folder.iterdir()}
    strange = sorted(held - set(FILES))
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


def plan_record(district: District, policy: Policy, outcome: Outcome) -> dict[str, object]:
    """Return what plan.json holds (rulebook 6)."""
    record: dict[str, object] = {
        "status": outcome.status,
        "tiers": [
            {"goals": dict(tier.goals), "value": tier.value, "bound": tier.bound, "proven": tier.proven}
            for tier in outcome.tiers
        ],
        "unplaced": outcome.unplaced,
        "seed": policy.draw_seed,
        "inputs": dict(district.inputs),
        "policy": policy.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        "versions": dict(outcome.versions),
        "parameters": dict(outcome.parameters),
        "started": outcome.started,
        "seconds": outcome.seconds,
        "rules": dict(outcome.rules),
    }
    if outcome.explanation:
        record["explanation"] = [{"zh": text.zh, "en": text.en} for text in outcome.explanation]
    return record


def _tables(folder: Path, counted: Account) -> None:
    tables: tuple[tuple[str, pd.DataFrame, list[str]], ...] = (
        ("moves.csv", counted.moves, MOVES),
        ("people.csv", counted.people, PEOPLE),
        ("schools.csv", counted.schools, SCHOOLS),
    )
    for name, table, columns in tables:
        table.to_csv(folder / name, columns=columns, index=False, encoding="utf-8-sig", lineterminator="\r\n")


@contextmanager
def _replacing(folder: Path) -> Iterator[Path]:
    """Give an empty folder next to `folder`, and put it in its place once it is filled without an error."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh, aside = (folder.parent / f".{folder.name}.{word}-{secrets.token_hex(4)}" for word in ("new", "old"))
        fresh.mkdir()
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        yield fresh
        try:
            _swap(folder, fresh, aside)
        except OSError as error:
            raise _unwritable(folder, error) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


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


def _unwritable(folder: Path, error: OSError) -> PlanFolderError:
    return PlanFolderError(
        Text(
            f"无法写入文件夹“{folder}”（{error}）。如果其中的文件正在 Excel 中打开，请先关闭；否则请换一个位置。",
            f"Cannot write the folder '{folder}' ({error}). Close its files in Excel, or choose another place.",
        )
    )
