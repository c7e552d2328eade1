"""A policy: a bureau's rotation document as typed data, read from TOML by `models.policy_file`.

Source: rulebook 2 (clauses), 4 (hard rules), 5 (goals and tiers). Every key is documented, with the
clause it stands for, in `docs/policy.md`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from models.filters import EVERYBODY, Filter, FilterError, parse_filter
from models.tables import KIN_KINDS

GoalName = Literal[
    "place", "fill", "choice", "distance", "reunite", "structure", "moves", "prefer", "changes", "lottery", "lottery2"
]
Category = Literal["barred", "deferred", "due", "free", "settled"]
CLAUSE_KINDS: tuple[Literal["barred", "deferred", "due", "free"], ...] = ("barred", "deferred", "due", "free")


def _filter(raw: object) -> Filter:
    try:
        return parse_filter(raw)
    except FilterError as error:
        raise ValueError(str(error)) from error


def _amount(raw: object) -> object:
    """Read `"15%"` as the exact share 0.15."""
    if isinstance(raw, str) and raw.strip().endswith("%"):
        return Decimal(raw.strip()[:-1]) / 100
    if isinstance(raw, float):
        return Decimal(str(raw))
    return raw


def _one_or_many(raw: object) -> object:
    return raw if isinstance(raw, list | tuple) else (raw,)


FilterField = Annotated[Filter, BeforeValidator(_filter)]
Amount = Annotated[Decimal, BeforeValidator(_amount), Field(ge=0)]
Share = Annotated[Decimal, BeforeValidator(_amount), Field(ge=0, le=1)]
Kin = Literal["夫妻", "直系血亲", "三代以内旁系血亲", "近姻亲"]


def _kin(raw: object) -> object:
    for kind, others in KIN_KINDS.items():
        if raw in (kind, *others):
            return kind
    return raw


class Part(BaseModel):
    """A piece of a policy: frozen, and a key it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Clause(Part):
    """A named clause that puts people in a category (rulebook 2)."""

    name: str = Field(min_length=1)
    words: str = ""
    who: FilterField = EVERYBODY


class Establishment(Part):
    """编制 staffing caps."""

    over: Literal["closed", "no-worse"] = "closed"


class SubjectBalance(Part):
    """学科平衡 subject balance."""

    over: Literal["closed", "no-worse"] = "closed"
    floor: Share = Decimal(0)
    staff_floor: Share = Decimal(0)


class Avoidance(Part):
    """回避 avoidance between relatives."""

    kinds: tuple[Annotated[Kin, BeforeValidator(_kin)], ...] = ("夫妻", "直系血亲", "三代以内旁系血亲", "近姻亲")
    scope: Literal["school", "unit"] = "school"
    when: Literal["always", "lead"] = "always"
    leading: Annotated[tuple[str, ...], BeforeValidator(_one_or_many)] = ()
    existing: Literal["may-stay"] = "may-stay"

    @model_validator(mode="after")
    def _lead_needs_roles(self) -> Avoidance:
        if self.when == "lead" and not self.leading:
            raise ValueError('when = "lead" needs leading = [...], the leading roles 职务')
        return self


class SplitCouples(Part):
    """夫妻分流 couples in one school."""

    leave: Literal["one", "at-least-one"] = "one"


class ReleaseFirst(Part):
    """先流出再流入 outflow before inflow."""

    mode: Literal["pool", "chain"] = "pool"
    scope: Literal["subject", "school"] = "subject"
    strict: bool = False
    caps: Literal["after", "each-step"] = "after"


class Route(Part):
    """交流范围: one route; every condition given must hold for it to admit (or forbid) a pair."""

    name: str = ""
    origin: FilterField = Field(default=EVERYBODY, alias="from")
    to: FilterField = EVERYBODY
    both_ways: bool = False
    same: Annotated[tuple[str, ...], BeforeValidator(_one_or_many)] = ()
    schools: tuple[tuple[str, str], ...] = ()
    zones: tuple[tuple[str, str], ...] = ()
    forbid: bool = False

    @model_validator(mode="after")
    def _asks_something(self) -> Route:
        if not (self.origin or self.to or self.same or self.schools or self.zones):
            raise ValueError("a route needs from, to, same, schools or zones")
        return self


class Quota(Part):
    """比例与名额: a bound on the moves of some people, a group (rulebook 4, `quotas`).

    `min`, `max`, `exactly` are counts, or, with `of`, shares of that base.
    """

    name: str = Field(min_length=1)
    who: FilterField = EVERYBODY
    origin: FilterField = Field(default=EVERYBODY, alias="from")
    to: FilterField = EVERYBODY
    per: Literal["district", "origin", "destination", "origin post", "destination post"] = "district"
    of: Literal["due", "staff", "teachers", "leaders", "moved"] | None = None
    of_who: FilterField = EVERYBODY
    min: Amount | None = None
    max: Amount | None = None
    exactly: Amount | None = None

    @model_validator(mode="after")
    def _is_a_bound(self) -> Quota:
        amounts = {k: v for k in ("min", "max", "exactly") if (v := getattr(self, k)) is not None}
        if not amounts:
            raise ValueError("a quota needs min, max or exactly")
        if self.exactly is not None and len(amounts) > 1:
            raise ValueError("exactly stands alone, without min and max")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min ({self.min}) is above max ({self.max})")
        for key, amount in amounts.items():
            if self.of is not None and amount > 1:
                raise ValueError(f"{key} = {amount}: a share lies between 0 and 1 (15 % is 0.15 or '15%')")
            if self.of is None and amount != int(amount):
                raise ValueError(f"{key} = {amount}: a number of people is whole; for a share say of what (of = ...)")
        if self.of is None and self.of_who:
            raise ValueError("of_who filters a base; say which (of = ...)")
        if self.of == "staff" and self.of_who:
            raise ValueError("staff is a number a school, not a list of people: use of = 'teachers' with of_who")
        return self


class Rules(Part):
    """The hard rules and their parameters; a rule left out has its plain meaning."""

    establishment: Establishment = Establishment()
    subject_balance: SubjectBalance = SubjectBalance()
    avoidance: Avoidance = Avoidance()
    split_couples: SplitCouples | None = None
    release_first: ReleaseFirst = ReleaseFirst()
    routes: tuple[Route, ...] = ()
    quotas: tuple[Quota, ...] = ()


class ChoiceGoal(Part):
    """志愿: points of goal `choice`."""

    weight: Literal["one", "score"] = "one"
    unlisted: int = Field(default=10, ge=0)


class Attribute(Part):
    """One attribute that goal `structure` spreads evenly."""

    name: str = Field(min_length=1)
    who: FilterField


class Preference(Part):
    """One class of goal `prefer`: people better moved (counted while they stay), or better left."""

    name: str = Field(min_length=1)
    who: FilterField = EVERYBODY
    weight: int = Field(default=1, gt=0)
    count: Literal["not-moved", "moved"] = "not-moved"


class Goals(Part):
    """Parameters of goals; a goal acts only where a tier names it."""

    choice: ChoiceGoal = ChoiceGoal()
    structure: tuple[Attribute, ...] = ()
    prefer: tuple[Preference, ...] = ()


Tier = dict[GoalName, Annotated[int, Field(gt=0)]]


def _tiers(raw: object) -> object:
    """Read a tier written as one word, or a list of words, as goals of weight 1."""
    if not isinstance(raw, list | tuple):
        return raw
    return tuple({t: 1} if isinstance(t, str) else dict.fromkeys(t, 1) if isinstance(t, list) else t for t in raw)


class Policy(Part):
    """One bureau's rotation policy for one year."""

    name: str = Field(min_length=1)
    date: str
    words: str = ""
    seed: str = ""
    barred: tuple[Clause, ...] = ()
    deferred: tuple[Clause, ...] = ()
    due: tuple[Clause, ...] = ()
    free: tuple[Clause, ...] = ()
    leaders: FilterField = EVERYBODY
    choices: Literal["bind", "open"] = "bind"
    rules: Rules = Rules()
    goals: Goals = Goals()
    tiers: Annotated[tuple[Tier, ...], BeforeValidator(_tiers)] = ({"fill": 1}, {"choice": 1}, {"distance": 1})
    lottery: bool = True

    @field_validator("date", mode="before")
    @classmethod
    def _date_text(cls, raw: Any) -> Any:
        return str(raw.isoformat()) if hasattr(raw, "isoformat") else raw

    @field_validator("date")
    @classmethod
    def _date_is_a_month(cls, text: str) -> str:
        match = re.fullmatch(r"(\d{4})-(\d{1,2})(-\d{1,2})?", text)
        if not match or not 1 <= int(match[2]) <= 12:
            raise ValueError("a date is written 2026-08 or 2026-08-31")
        return text

    @model_validator(mode="after")
    def _fits_together(self) -> Policy:
        used = {goal for tier in self.tiers for goal in tier}
        if "structure" in used and not self.goals.structure:
            raise ValueError("tiers name structure, but goals.structure lists no attribute")
        if "prefer" in used and not self.goals.prefer:
            raise ValueError("tiers name prefer, but goals.prefer lists no class")
        if any(not tier for tier in self.tiers):
            raise ValueError("a tier without goals asks nothing")
        if any(q.of == "leaders" for q in self.rules.quotas) and not self.leaders:
            raise ValueError("a quota counts leaders, but the policy does not say who they are (leaders = { role = [...] })")
        names = [q.name for q in self.rules.quotas]
        if len(set(names)) < len(names):
            raise ValueError("two quotas bear the same name")
        return self

    @property
    def month(self) -> int:
        """The policy's date as 12 * year + month."""
        year, month = self.date.split("-")[:2]
        return 12 * int(year) + int(month)

    @property
    def draw_seed(self) -> str:
        """The published seed of the lottery; the date as written if none is given."""
        return self.seed or self.date

    def tiers_for(self, *, named: bool, baseline: bool = False) -> tuple[dict[GoalName, int], ...]:
        """Return the tiers a solve minimises in turn (rulebook 5, 8).

        A named plan places people first; a re-run against a baseline then changes the fewest; the
        lottery comes last, unless the policy turns it off.
        """
        first: list[dict[GoalName, int]] = [{"place": 1}] if named or baseline else []
        if baseline:
            first.append({"changes": 1})
        tiers = [*first, *(t for t in self.tiers if t not in first)]
        if self.lottery:
            draws: tuple[dict[GoalName, int], ...] = ({"lottery": 1}, {"lottery2": 1})
            tiers += [t for t in draws if t not in tiers]
        return tuple(dict(t) for t in tiers)
