"""Every clause of a shipped policy decides somebody's fate: a district, its people, and the clause that decides each.

A policy's test gives a district made for it and a list of `Decides`. Each takes one entry out of the policy's file, and
says whose fate changes without it, what that fate is with it, and what the plan's reasons cite. Together they take out
every entry of the file that can decide anything. `test_every_policy` runs them all.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path as OnDisk
from typing import Any, NamedTuple

import pandas as pd

from models.account import account
from models.case import Case
from models.check import check_plan
from models.choosing import StageResult
from models.district import District
from models.formulate import formulate
from models.gates import gate_results
from models.goals.registry import GOALS
from models.intake.dates import month_text
from models.plan import Plan
from models.plan_file import read_moves
from models.policy_file import parse_policy
from models.policy_fit import fit
from optimizer.modes.matched import clock
from optimizer.modes.stages import stage_done
from scenarios.policies import shipped_policies
from scenarios.year import next_year
from tests.optimizer.engine import ONE, plan_of, run

Path = tuple[str | int, ...]
"""Where an entry stands in the file: keys, and in a list the entry's name, or its number."""

PRINTED = ("calendar", "forms", "vocabulary", "words", "name", "date", "seed")
"""Entries that move nobody: they are printed."""


class Fate(NamedTuple):
    """What becomes of a person: category and clause, the move, if any, and each gate that concerns her."""

    category: str
    clause: str
    outcome: str
    to: str = ""
    route: str = ""
    transfer: bool = True
    term_end: str = ""
    hired_as: str = ""
    after_term: str = ""
    passes: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()

    def holds(self, part: str | bool) -> bool:
        """Whether a part of the fate is as said: a field, a gate passed, or, after `not`, one failed."""
        failed = isinstance(part, str) and part.removeprefix("not ") in self.fails and part.startswith("not ")
        return failed or part in self[:-2] or part in self.passes


@dataclass(frozen=True)
class Decides:
    """One entry of the file, and the person whose fate it decides.

    Attributes
    ----------
    clause : the document's words.
    entry : what to take out; or, with `instead`, what to change.
    person : whose fate it decides.
    fate : a part of it, as the whole policy has it: a category, a clause, an outcome, a school, a route, whether the
        personnel relation goes along, what comes at the end of her term, a gate passed, or "not " and a gate failed.
    cites : what the reasons name: a clause, a rule's sentence, a goal, a fault.
    instead : the value put in the entry's place; taken out if there is none.
    """

    clause: str
    entry: Path
    person: str
    fate: str | bool
    cites: str
    instead: object = None


@dataclass(frozen=True)
class Told:
    """What a policy makes of a district: faults, or a plan with everybody's fate, or what contradicts each other."""

    faults: tuple[str, ...]
    plan: Plan | None
    fates: Mapping[str, Fate]
    conflict: tuple[str, ...] = ()
    stages: tuple[StageResult, ...] = ()

    def refusals(self, person: str) -> Iterator[str]:
        """Yield why a stage refused somebody places, or closed them."""
        for stage in self.stages:
            yield from (one.refused.zh for one in stage.asked if one.refused and one.move.teacher_id == person)
            yield from (one.reason.zh for one in stage.closed if one.move.teacher_id == person)


def raw_policy(name: str) -> dict[str, Any]:
    """Return a shipped policy as plain data."""
    return tomllib.loads(shipped_policies()[name].read_text(encoding="utf-8"), parse_float=Decimal)


def without(raw: Mapping[str, Any], entry: Path, instead: object = None) -> dict[str, Any]:
    """Return a policy's data without one entry, or with another in its place."""
    changed: dict[str, Any] = deepcopy(dict(raw))
    *steps, last = entry
    place: Any = changed
    for step in steps:
        place = place[_at(place, step)]
    if instead is None:
        del place[_at(place, last)]
    elif isinstance(place, dict):
        place[last] = instead
    else:
        place[_at(place, last)] = instead
    return changed


def _at(place: Any, step: str | int) -> Any:
    """Return the key, or the number of the entry of that name."""
    if isinstance(place, list) and isinstance(step, str):
        return [entry.get("name") for entry in place].index(step)
    return step


def told(district: District, raw: Mapping[str, Any]) -> Told:
    """Plan a district under a policy, with everybody's fate."""
    policy = parse_policy(deepcopy(dict(raw)))
    faults = [f.reason.zh for f in fit(district, policy, "policy.toml", cells=False) if f.level == "fault"]
    if faults:
        return Told(tuple(faults), None, {})
    case, stages = Case(district, policy), list[StageResult]()
    for stage in policy.steps:
        done = stage_done(case, stage, ONE, clock(None))
        if done is None:
            break
        case, result = done
        stages.append(result)
    formulated = formulate(case)
    found = run(formulated.program.matrix)
    plan = plan_of(formulated, found)
    if plan is None:
        return Told((), None, {}, tuple(formulated.program.say(row).zh for row in found.conflict or ()), tuple(stages))
    return Told((), plan, fates(case, plan), stages=tuple(stages))


def fates(case: Case, plan: Plan) -> dict[str, Fate]:
    """Return everybody's fate."""
    counted = account(case.district, case.policy, case.standing, plan)
    moves = {str(row["teacher_id"]): row for row in counted.moves.to_dict("records")}
    gates = gate_results(case)
    found = {}
    for row in counted.people.to_dict("records"):
        code = str(row["teacher_id"])
        at = case.district.teacher_at[code]
        fate = Fate(
            str(row["category"]),
            str(row["clause"]),
            str(row["outcome"]),
            after_term=str(row["after_term"]),
            passes=tuple(g.gate.name for g in gates if g.concerned[at] and g.passes[at]),
            fails=tuple(g.gate.name for g in gates if g.concerned[at] and not g.passes[at]),
        )
        if code in moves:
            move = moves[code]
            fate = fate._replace(
                to=str(move["to_school"]),
                route=str(move["route"]),
                transfer=bool(move["transfer"]),
                term_end="" if pd.isna(move["term_end"]) else month_text(int(move["term_end"])),
                hired_as=str(move.get("hired_as", "")),
            )
        found[code] = fate
    return found


def reasons(
    district: District, raw: Mapping[str, Any], other: Mapping[str, Any], whole: Told, changed: Told, person: str
) -> Iterator[str]:
    """Yield what explains a fate: its clause, a fault, the rule or goal to which one plan is worse than the other."""
    yield from whole.faults
    yield from changed.faults
    yield from changed.conflict
    for told_ in (whole, changed):
        if person in told_.fates:
            fate = told_.fates[person]
            yield from (fate.clause, fate.route, *fate.passes, *fate.fails)
        yield from told_.refusals(person)
    if changed.plan is None or whole.plan is None:
        return
    policy = parse_policy(deepcopy(dict(raw)))
    check = check_plan(district, policy, changed.plan)
    yield from (breach.text.zh for breach in check.breaches)
    under_other = check_plan(district, parse_policy(deepcopy(dict(other))), whole.plan)
    yield from (breach.text.zh for breach in under_other.breaches)
    mine = check_plan(district, policy, whole.plan)
    yield from (GOALS[goal].title.zh for goal, value in check.goals.items() if value > mine.goals[goal])
    theirs = check_plan(district, parse_policy(deepcopy(dict(other))), changed.plan)
    yield from (GOALS[goal].title.zh for goal, value in under_other.goals.items() if value > theirs.goals[goal])


class Clauses:
    """The clauses of one shipped policy, on a district made for it.

    Parameters
    ----------
    said : entries that name what happens anyway (the last stage, say), or refuse tables, which tests of their own show.
    """

    def __init__(self, name: str, district: District, decided: Sequence[Decides], said: Sequence[Path] = ()) -> None:
        self.name, self.district, self.decided, self.said = name, district, decided, said
        self.raw = raw_policy(name)

    @cache  # noqa: B019 -- one a module
    def whole(self) -> Told:
        """What the policy as it stands makes of the district."""
        return told(self.district, self.raw)

    def assert_planned(self, folder: OnDisk) -> None:
        """A plan folder holds the plan whose fates the clauses speak of."""
        assert self.whole().faults == ()
        plan, faults = read_moves(folder, self.district)
        assert faults == ()
        assert plan == self.whole().plan

    def assert_decides(self, one: Decides) -> None:
        """Without the entry the person's fate is another, and the reasons cite it."""
        whole = self.whole()
        assert whole.fates[one.person].holds(one.fate), (one.clause, whole.fates[one.person])
        other = without(self.raw, one.entry, one.instead)
        changed = told(self.district, other)
        assert changed.fates.get(one.person) != whole.fates[one.person], (one.clause, whole.fates[one.person])
        cited = list[str]()
        for reason in reasons(self.district, self.raw, other, whole, changed, one.person):
            cited.append(reason)
            if one.cites in reason:
                return
        raise AssertionError((one.clause, cited))


def idle(policies: Sequence[Clauses]) -> list[Path]:
    """Return the entries of one policy's file that none of its districts takes out, but for what is only printed."""
    raw = policies[0].raw
    taken = {_numbered(raw, path) for p in policies for path in (*(one.entry for one in p.decided), *p.said)}
    return [entry for entry in entries(raw) if not any(path[: len(entry)] == entry for path in taken)]


def entries(raw: Mapping[str, Any], path: Path = ()) -> Iterator[Path]:
    """Yield every entry of a policy that may decide something: clauses, rules, goals; lists entry by entry."""
    for key, value in raw.items():
        here = (*path, key)
        if not path and key in PRINTED:
            continue
        if isinstance(value, list) and value and all(isinstance(part, dict) for part in value) and key != "tiers":
            for i in range(len(value)):
                yield (*here, i)
        elif isinstance(value, dict) and not path and key in ("rules", "goals"):
            yield from entries(value, here)
        else:
            yield here


def _numbered(raw: Mapping[str, Any], entry: Path) -> Path:
    """Return an entry's path with numbers for the names of list entries."""
    place: Any = raw
    path: list[str | int] = []
    for step in entry:
        at = _at(place, step)
        path.append(at)
        place = place[at] if isinstance(place, list) or at in place else {}
    return tuple(path)


def a_year_later(clauses: Clauses, required: Mapping[tuple[str, str], int] | None = None, **results: str) -> Told:
    """Carry the plan out, and plan the next year.

    Parameters
    ----------
    required : how many a school and subject is allowed by next year's table of posts, where it changes.
    results : how the exchange begun this year was appraised, by person.
    """
    plan = clauses.whole().plan
    assert plan is not None
    policy = parse_policy(deepcopy(clauses.raw))
    later = next_year(clauses.district, policy, plan)
    history = later["history"].copy()
    for code, result in results.items():
        begun = (history["teacher_id"] == code) & (history["start"] == policy.month)
        assert begun.sum() == 1
        history.loc[begun, "result"] = result
    posts = later["posts"].copy()
    for (school, subject), number in (required or {}).items():
        posts.loc[(posts["school_id"] == school) & (posts["subject"] == subject), "required"] = number
    year, month = clauses.raw["date"].split("-")
    raw = without(clauses.raw, ("date",), f"{int(year) + 1}-{month}")
    return told(District({**later.tables, "history": history, "posts": posts}), raw)
