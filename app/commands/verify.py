"""`lungang verify`: any plan checked by code that knows no solver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from app.claims import UnreadableClaims, changed_inputs, false_claims, goals_of, read_claims
from app.inputs import FOUND, UNUSABLE, district_argument, lang_option, leave, policy_option, read_case, read_plan
from app.proofs import check_impossible, check_proof
from app.stage_claims import false_stages
from models.case import Case
from models.check import CheckResult, check_plan
from models.goals.registry import GOALS
from models.naming import teacher_name
from models.plan import Breach, Plan
from models.rules.registry import RULES
from models.stage_file import UnreadableStagesError, granted_of
from models.words import Lang, Text, joined, many


@click.command()
@district_argument
@policy_option
@click.argument("plan_path", metavar="PLAN", type=click.Path(path_type=Path))
@click.option("--baseline", type=click.Path(path_type=Path), help="重算所对照的原方案 the plan it was to change least")
@click.option("--proof", is_flag=True, help="复算证书 recompute the plan's certificate, without a solver")
@lang_option
def verify(
    district_path: Path,
    aliases: Path | None,
    policy_path: Path,
    plan_path: Path,
    baseline: Path | None,
    proof: bool,
    lang: Lang,
) -> None:
    """独立复核任何方案。Check a plan folder or any moves.csv, one edited by hand included."""
    case = read_case(district_path, aliases, policy_path, baseline, lang)
    if proof and _without_plan(plan_path, case, case.policy.spoken(lang, case.district)):
        return
    plan = read_plan(plan_path, case.district, lang)
    case = _with_stages(plan_path, case, lang)
    lang = case.policy.spoken(lang, case.district)
    checked = check_plan(case.district, case.policy, plan, case.baseline, case.granted)
    wrong = _wrong(plan_path, case, plan, checked, lang)
    for breach in checked.breaches:
        click.echo(f"[{RULES[breach.rule].title.say(lang)}] {breach.text.say(lang)}{_people(case, breach).say(lang)}")
    for text in wrong:
        click.echo(text.say(lang))
    if wrong and not checked.breaches:
        hint = Text(
            "若 moves.csv 是手工改过的，plan.json 里的数字已不适用，请单独复核 moves.csv。",
            "If moves.csv was edited by hand, plan.json no longer speaks of it: verify moves.csv alone.",
        )
        click.echo(hint.say(lang))
    click.echo(_counts(checked, len(plan.moves)).say(lang))
    sound = not (checked.breaches or wrong)
    if proof and sound:  # of a plan that breaks a rule, or of false claims, no bound need speak
        for told in check_proof(plan_path, _claims(plan_path, lang), case, plan):
            sound &= not told.fails
            click.echo(told.text.say(lang))
    if not sound:
        raise click.exceptions.Exit(FOUND)


def _with_stages(plan_path: Path, case: Case, lang: Lang) -> Case:
    """Return the case with the moves its folder says the stages fixed; a bare moves.csv tells of none."""
    claims = _claims(plan_path, lang)
    try:
        granted = () if claims is None else granted_of(claims, case.district)
    except UnreadableStagesError as error:
        leave(UNUSABLE, [Text(f"plan.json 不可读：{error}", f"plan.json cannot be read: {error}")], lang)
    return replace(case, granted=granted)


def _without_plan(plan_path: Path, case: Case, lang: Lang) -> bool:
    """Check the certificate of a folder that says there is no plan; False if it is another's."""
    claims = _claims(plan_path, lang)
    if claims is None or claims.get("status") != "infeasible":
        return False
    _tell_changed(claims, case, lang)
    told = check_impossible(claims, _with_stages(plan_path, case, lang))
    click.echo(told.text.say(lang))
    if told.fails:
        raise click.exceptions.Exit(FOUND)
    return True


def _claims(plan_path: Path, lang: Lang) -> Mapping[str, Any] | None:
    try:
        return read_claims(plan_path)
    except UnreadableClaims as error:
        leave(UNUSABLE, [Text(f"plan.json 不可读：{error}", f"plan.json cannot be read: {error}")], lang)


def _tell_changed(claims: Mapping[str, Any], case: Case, lang: Lang) -> None:
    for name in changed_inputs(claims, case):
        said = Text(f"提示：{name} 与求解时不同。", f"Note: {name} is not what it was when the plan was made.")
        click.echo(said.say(lang), err=True)


def _wrong(plan_path: Path, case: Case, plan: Plan, checked: CheckResult, lang: Lang) -> list[Text]:
    """Return what the folder's plan.json claims and the count does not bear out; tell of files that changed."""
    claims = _claims(plan_path, lang)
    if claims is None:
        return []
    if case.baseline is None and any("changes" in goals_of(tier) for tier in claims["tiers"]):
        said = Text("此方案是对照原方案算的，请加 --baseline", "this plan was made against a baseline: give --baseline")
        leave(UNUSABLE, [said], lang)
    _tell_changed(claims, case, lang)
    try:
        stages = false_stages(claims, case, plan)
    except UnreadableStagesError as error:
        leave(UNUSABLE, [Text(f"plan.json 不可读：{error}", f"plan.json cannot be read: {error}")], lang)
    return [*false_claims(claims, case, plan, checked), *stages]


def _people(case: Case, breach: Breach) -> Text:
    """Name the people of a breach whom its sentence does not name."""
    at = case.district.teacher_at
    named = [teacher_name(case.district, at[code]) for code in breach.teachers if code in at]
    missing = [name for name in named if name.zh not in breach.text.zh]
    if not missing:
        return Text("", "")
    more = Text("另有：", " Also: ") if len(missing) < len(named) else Text("涉及：", " People: ")
    return Text(f"{more.zh}{joined(missing).zh}。", f"{more.en}{joined(missing).en}.")


def _counts(checked: CheckResult, moves: int) -> Text:
    values_zh = "，".join(f"{GOALS[g].title.zh}{v}" for g, v in checked.goals.items())
    values_en = ", ".join(f"{GOALS[g].title.en} {v}" for g, v in checked.goals.items())
    total = len(checked.breaches)
    return Text(
        f"调动{moves}人；{values_zh}。\n违反硬规则{total}处。",
        f"{many(moves, 'move')}; {values_en}.\n{many(total, 'breach', 'breaches')} of hard rules.",
    )
