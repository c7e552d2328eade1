"""A scenario laid over a baseline: the case it comes to, and what it changes, said in sentences."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal

from models.case import Case
from models.change import applied
from models.district import District
from models.explain.inputs_differ import differing_keys
from models.filters import Filter, as_table
from models.intake.faults import Fault
from models.policy import Policy
from models.policy_errors import sentence
from models.policy_file import PolicyError, parse_policy
from models.policy_fit import fit
from models.wording import WordingError
from models.words import Text, joined, many, same
from scenarios.whatif.changes import Made
from scenarios.whatif.closing import closing_made
from scenarios.whatif.edits import Edit, EditError, edited
from scenarios.whatif.facts import Closing, Fact, Joining, Numbers, RowsAdded, RowsDropped
from scenarios.whatif.joining import joining_made
from scenarios.whatif.numbers import numbers_made
from scenarios.whatif.policy_told import told_changes
from scenarios.whatif.rows_changed import rows_added, rows_dropped
from scenarios.whatif.table_faults import table_faults


@dataclass(frozen=True)
class Overlay:
    """What one scenario changes.

    Attributes
    ----------
    at : axis -> value as told, of a point of a grid; empty for others.
    edits, facts : of the policy, and of the tables, in the order of the file.
    whole : another policy's document, which edits then apply to; None for the baseline's.
    whole_file : the name of its file.
    file : the name of the what-if file, for errors.
    """

    name: str
    at: Mapping[str, str] = field(default_factory=dict)
    edits: tuple[Edit, ...] = ()
    facts: tuple[Fact, ...] = ()
    whole: Mapping[str, Any] | None = None
    whole_file: str = ""
    file: str = ""

    @property
    def says_nothing(self) -> bool:
        """Whether it changes nothing by its very words."""
        return not self.edits and not self.facts and self.whole is None

    def record(self) -> dict[str, Any]:
        """Return what it changes as plain JSON, without its name and place: equal records come to equal cases."""
        made: dict[str, Any] = {}
        if self.whole is not None:
            made["policy"] = _plain(self.whole)
        if self.edits:
            made["edits"] = [_plain(edit) for edit in self.edits]
        if self.facts:
            made["facts"] = [_plain(fact) for fact in self.facts]
        return made


BASELINE = Overlay("")
"""Nothing changed; a what-if file gives it the name of its `baseline`."""


class OverlayError(Exception):
    """A scenario that cannot be laid over a baseline; `problems` are sentences for the file's writer."""

    def __init__(self, problems: Sequence[Text]) -> None:
        super().__init__("\n".join(p.en for p in problems))
        self.problems = tuple(problems)

    def __reduce__(self) -> tuple[type[OverlayError], tuple[tuple[Text, ...]]]:
        return type(self), (self.problems,)


@dataclass(frozen=True)
class Base:
    """What scenarios are laid over: a district, and a policy as it is written and as it is read.

    Attributes
    ----------
    document : the policy's TOML, numbers with a decimal point exact (`models.policy_file.read_toml`).
    file : the name of the policy's file.
    """

    district: District
    document: Mapping[str, Any]
    policy: Policy
    file: str

    @classmethod
    def of(cls, district: District, document: Mapping[str, Any], file: str) -> Base:
        """Return the base of a district and a policy document.

        Raises
        ------
        PolicyError : if the document is no policy.
        """
        return cls(district, document, parse_policy(dict(document), file), file)


@dataclass(frozen=True)
class Variant:
    """A scenario of one base.

    Attributes
    ----------
    case : district and policy with everything changed; tables nobody changed are the base's very own.
    told : each change as a sentence without a full stop; empty where nothing differs from the base.
    document : the policy as a document.
    """

    case: Case
    told: tuple[Text, ...]
    document: Mapping[str, Any]


def vary(base: Base, overlay: Overlay) -> Variant:
    """Lay a scenario over a base: first its policy, then its values, then its facts, one after the other.

    Raises
    ------
    OverlayError : naming everything that matches nothing or does not fit, and a scenario that changes nothing at all
        (but for points of a grid, one of which may be the baseline's).
    """
    document, policy, idle = policy_of(base, overlay)
    told = _policy_told(base, overlay, policy)
    case = Case(base.district, policy)
    problems: list[Text] = []
    for fact in overlay.facts:
        try:
            one = _made(case, document, fact)
        except WordingError as error:
            problems += _said(overlay, fact.where, error)
            continue
        case = applied(case, one.changes)
        if one.document is not None and one.document is not document:
            document = one.document
            case = replace(case, policy=_parsed(base, overlay, document))
        told, idle = (*told, *one.told), (*idle, *one.idle)
    if problems:
        raise OverlayError(problems)
    if not told and not overlay.says_nothing and not overlay.at:
        raise OverlayError([_nothing(overlay, idle)])
    return Variant(case, told if overlay.at else (*told, *idle), document)


def policy_of(base: Base, overlay: Overlay) -> tuple[Mapping[str, Any], Policy, tuple[Text, ...]]:
    """Return the policy a scenario comes to, before its facts: as a document and read, and words that stood so already.

    Raises
    ------
    OverlayError : naming everything in it that matches nothing or cannot be meant, whatever the tables.
    """
    document = base.document if overlay.whole is None else overlay.whole
    idle: tuple[Text, ...] = ()
    if overlay.edits:
        try:
            made = edited(document, overlay.edits)
        except EditError as error:
            raise OverlayError([s for where, e in error.found for s in _said(overlay, where, e)]) from error
        document, idle = made.document, made.idle
    return document, base.policy if document is base.document else _parsed(base, overlay, document), idle


@dataclass(frozen=True)
class Checked:
    """What a planner should see before scenarios are solved.

    Attributes
    ----------
    faults : each with its scenario, said once however many scenarios share it; with one, nothing is solved.
    warnings : of policies, what the base's does not have and a scenario brings, such as a key without effect.
    """

    faults: tuple[Text, ...]
    warnings: tuple[Text, ...]


def faults(base: Base, overlays: Iterable[Overlay]) -> tuple[Text, ...]:
    """Return everything wrong with any of the scenarios, also what does not fit the tables."""
    return checked(base, overlays).faults


def checked(base: Base, overlays: Iterable[Overlay]) -> Checked:
    """Hold scenarios against a base, and what they come to against the rules of input.

    Every scenario is laid over the base. What it comes to is held against tables and policy for every scenario of the
    file, and for as many points of a grid as show every value of every axis: what is wrong with one point is wrong
    with all that share the value.
    """
    at_base = [*table_faults(base.district), *fit(base.district, base.policy, base.file, cells=False)]
    known = {(fault.level, fault.reason, fault.value) for fault in at_base}
    found: dict[Literal["fault", "warning"], dict[Text, list[Overlay]]] = {"fault": {}, "warning": {}}
    own: list[Text] = []
    seen: set[tuple[str, str]] = set()
    for overlay in overlays:
        try:
            variant = vary(base, overlay)
        except OverlayError as error:
            own += error.problems
            continue
        if overlay.at and seen.issuperset(overlay.at.items()):
            continue
        seen.update(overlay.at.items())
        for fault in _brought(base, overlay, variant):
            worth_saying = fault.level == "fault" or fault.key is not None
            if worth_saying and (fault.level, fault.reason, fault.value) not in known:
                found[fault.level].setdefault(Text(fault.say("zh"), fault.say("en")), []).append(overlay)
    faulty, warned = ([_of_all(said, those) for said, those in found[level].items()] for level in ("fault", "warning"))
    return Checked(tuple(dict.fromkeys([*own, *faulty])), tuple(warned))


def _of_all(problem: Text, those: list[Overlay]) -> Text:
    first = of_scenario(those[0], problem)
    more = len(those) - 1
    alike = Text(f"（另有{more}个情景相同）", f" ({many(more, 'more scenario', 'more scenarios')} alike)")
    return Text(first.zh + alike.zh, first.en + alike.en) if more else first


def _brought(base: Base, overlay: Overlay, variant: Variant) -> Iterator[Fault]:
    """Yield what is to be said of a variant, what is to be said of its base included."""
    district, policy = variant.case.district, variant.case.policy
    if district is base.district and policy is base.policy:
        return
    broken = [] if district is base.district else table_faults(district)
    yield from broken
    if all(fault.level == "warning" for fault in broken):
        yield from fit(district, policy, overlay.whole_file or base.file, cells=False)


def scenario_name(name: str) -> Text:
    """Say which scenario."""
    return Text(f"情景“{name}”", f"scenario '{name}'")


def _policy_told(base: Base, overlay: Overlay, policy: Policy) -> tuple[Text, ...]:
    if overlay.whole is None:
        return () if policy is base.policy else told_changes(base.policy, policy)
    other = _parsed(base, overlay, overlay.whole)
    keys = joined(map(same, differing_keys(base.policy, other)))
    changed = told_changes(other, policy) if overlay.edits else ()
    if not keys.en:
        return changed
    whole = Text(
        f"改用政策 {overlay.whole_file}“{other.name}”，不同的键：{keys.zh}",
        f"the policy {overlay.whole_file} '{other.name}' instead; keys that differ: {keys.en}",
    )
    return whole, *changed


def _parsed(base: Base, overlay: Overlay, document: Mapping[str, Any]) -> Policy:
    try:
        return parse_policy(dict(document), overlay.whole_file or base.file)
    except PolicyError as error:
        raise OverlayError([of_scenario(overlay, problem) for problem in error.problems]) from error


def of_scenario(overlay: Overlay, problem: Text) -> Text:
    """Say of a problem which scenario brought it."""
    name = scenario_name(overlay.name)
    head = Text(f"{overlay.file}：{name.zh}", f"{overlay.file}: {name.en}") if overlay.file else name
    return Text(f"{head.zh}：{problem.zh}", f"{head.en}: {problem.en}")


def _made(case: Case, document: Mapping[str, Any], fact: Fact) -> Made:
    match fact:
        case Closing():
            return closing_made(case, document, fact)
        case Joining():
            return joining_made(case, document, fact)
        case Numbers():
            return numbers_made(case, fact)
        case RowsDropped():
            return rows_dropped(case, fact)
        case RowsAdded():
            return rows_added(case, fact)


def _said(overlay: Overlay, where: Text, error: WordingError) -> list[Text]:
    said = []
    for wrong in error.wrongs:
        below = "".join(f".{step + 1 if isinstance(step, int) else step}" for step in wrong.at)
        place = Text(where.zh + below, where.en + below)
        said.append(sentence(overlay.file, place, wrong.value, wrong.reason, wrong.repair))
    return said


def _nothing(overlay: Overlay, idle: Sequence[Text]) -> Text:
    listed = Text("；".join(t.zh for t in idle), "; ".join(t.en for t in idle))
    reason = Text("与基准没有任何不同", "differs from the baseline in nothing")
    if idle:
        reason = Text(f"{reason.zh}（{listed.zh}）", f"{reason.en} ({listed.en})")
    repair = Text("改成别的值，或删去这个情景", "write other values, or leave the scenario out")
    return sentence(overlay.file, scenario_name(overlay.name), None, reason, repair)


def _plain(value: Any) -> Any:
    """Return a value as plain JSON in which different values stay different."""
    if isinstance(value, Filter):
        return as_table(value)
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, datetime.date | datetime.time):
        return {"date": value.isoformat()}
    if isinstance(value, Mapping | MappingProxyType):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, str | int | float) or value is None:
        return value
    own = {f.name: _plain(getattr(value, f.name)) for f in fields(value) if f.name != "where"}
    return {"what": type(value).__name__.lower(), **own}
