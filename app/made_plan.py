"""A plan read back together with the case it was made for: what explanations and comparisons start from.

plan.json tells where the tables lay (`made_from`, paths relative to the plan folder) and holds the policy whole, so
that a plan folder alone is enough; a district, a policy or a baseline given on the command line comes before them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from app.claims import UnreadableClaims, changed_inputs, read_claims
from app.inputs import UNUSABLE, case_of, leave, policy_or_problems, read_plan, read_tables
from models.case import Case
from models.plan import Plan
from models.policy import Policy
from models.policy_file import PolicyError, parse_policy
from models.stage_file import UnreadableStagesError, granted_of
from models.words import Lang, Text


@dataclass(frozen=True)
class MadeFrom:
    """The files a plan is made from, beside its policy."""

    district: Path
    aliases: Path | None = None
    baseline: Path | None = None

    def record(self, folder: Path) -> dict[str, str]:
        """Return what plan.json holds of them: paths as seen from the plan folder."""
        named = {"district": self.district, "aliases": self.aliases, "baseline": self.baseline}
        return {name: _seen_from(folder, path) for name, path in named.items() if path is not None}

    @classmethod
    def of(cls, record: Mapping[str, Any], folder: Path) -> MadeFrom | None:
        """Read them back; None where plan.json does not tell, as older ones do not."""
        told = record.get("made_from")
        if not isinstance(told, dict) or not isinstance(told.get("district"), str):
            return None
        paths = {name: folder / told[name] for name in ("aliases", "baseline") if isinstance(told.get(name), str)}
        return cls(folder / told["district"], **paths)


@dataclass(frozen=True)
class Given:
    """What a command line names itself, instead of what plan.json tells."""

    district: Path | None = None
    policy: Path | None = None
    aliases: Path | None = None
    baseline: Path | None = None


@dataclass(frozen=True)
class MadePlan:
    """A plan, the case it was made for (baseline and moves fixed by stages included), and its plan.json.

    `record` is None beside a bare moves.csv.
    """

    path: Path
    case: Case
    plan: Plan
    record: Mapping[str, Any] | None


def read_made_plan(path: Path, given: Given, lang: Lang, *, as_published: bool = True, quiet: bool = False) -> MadePlan:
    """Read a plan folder, or any moves.csv, with its case; ends with 2 if something it needs is missing or faulty.

    Parameters
    ----------
    as_published : whether tables that are not what they were when the plan was made are refused.
    quiet : what to look at in the tables was told when they came in, and is not told again.
    """
    if not path.exists():
        leave(UNUSABLE, [Text(f"没有“{path}”这个文件或文件夹", f"there is no file or folder '{path}'")], lang)
    try:
        record = read_claims(path)
    except UnreadableClaims as error:
        leave(UNUSABLE, [Text(f"plan.json 不可读：{error}", f"plan.json cannot be read: {error}")], lang)
    if record is not None and record.get("status") in ("infeasible", "unknown"):
        leave(UNUSABLE, [_no_plan(path, record["status"])], lang)
    told = None if record is None else MadeFrom.of(record, path)
    where = given.district or (told.district if told is not None else None)
    if where is None or not where.exists():
        leave(UNUSABLE, [_no_district(path, where)], lang)
    aliases = given.aliases or (told.aliases if told is not None else None)
    baseline = given.baseline or (told.baseline if told is not None else None)
    intake = read_tables(where, aliases, lang)
    case = case_of(intake, _policy(path, given, record, lang), baseline, lang, quiet=quiet)
    plan = read_plan(path, case.district, lang)
    if record is not None:
        for name in changed_inputs(record, case) if as_published else ():
            said = Text(
                f"{name} 与求解时不同：先用现在的表重新求解，再问为什么",
                f"{name} is not what it was when the plan was made: solve again before asking why",
            )
            leave(UNUSABLE, [said], lang)
        try:
            case = replace(case, granted=granted_of(record, case.district))
        except UnreadableStagesError as error:
            leave(UNUSABLE, [Text(f"plan.json 不可读：{error}", f"plan.json cannot be read: {error}")], lang)
    return MadePlan(path, case, plan, record)


def _policy(path: Path, given: Given, record: Mapping[str, Any] | None, lang: Lang) -> tuple[Policy, str]:
    """Return the policy and the name its errors go by."""
    if given.policy is not None:
        policy = policy_or_problems(given.policy)
        if isinstance(policy, tuple):
            leave(UNUSABLE, policy, lang)
        if record is not None and record.get("policy") != policy.model_dump(
            mode="json", by_alias=True, exclude_none=True
        ):
            said = Text(
                f"提示：方案不是按 {given.policy.name} 求解的，说的是在它之下如何。",
                f"Note: the plan was not made under {given.policy.name}; what is said holds under it.",
            )
            click.echo(said.say(lang), err=True)
        return policy, given.policy.name
    if record is None or not isinstance(record.get("policy"), dict):
        leave(UNUSABLE, [Text(f"{path} 没有写明政策，请加 --policy", f"{path} names no policy: give --policy")], lang)
    try:
        return parse_policy(_exact(record["policy"]), "plan.json"), "plan.json"
    except PolicyError as error:
        leave(UNUSABLE, error.problems, lang)


def _exact(raw: Any) -> Any:
    """Return JSON with its floats as the decimals they were written as: a share is never a float."""
    if isinstance(raw, float):
        return Decimal(repr(raw))
    if isinstance(raw, dict):
        return {key: _exact(value) for key, value in raw.items()}
    return [_exact(value) for value in raw] if isinstance(raw, list) else raw


def _no_plan(path: Path, status: str) -> Text:
    if status == "infeasible":
        return Text(
            f"{path} 里没有方案：已证明无解，原因见其中的 plan.json，或用 check --feasible 再问",
            f"{path} holds no plan: there is proven to be none; plan.json there says why, and so does check --feasible",
        )
    return Text(
        f"{path} 里没有方案：求解停下时还没有找到",
        f"{path} holds no plan: none had been found when the solve stopped",
    )


def _no_district(path: Path, where: Path | None) -> Text:
    if where is None:
        return Text(
            f"{path} 没有写明表格在哪里，请把表格写在方案前面",
            f"{path} does not say where its tables are: name them first",
        )
    return Text(
        f"{path} 所用的表格不在原处（{where}），请把表格写在方案前面",
        f"the tables of {path} are no longer at {where}: name them before the plan",
    )


def _seen_from(folder: Path, path: Path) -> str:
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:  # another drive
        return path.resolve().as_posix()
