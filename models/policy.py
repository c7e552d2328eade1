"""A policy: a bureau's rotation document as typed data, read from TOML by `models.policy_file`.

Source: rulebook 2 (clauses), 4 (hard rules), 5 (goals and tiers). Every key is documented, with the
clause it stands for, in `docs/policy.md`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator, model_validator,
)  # fmt: skip

from models.filter_columns import english
from models.filters import EVERYBODY, MONTH, Filter, parse_filter
from models.tables import KIN_KINDS
from models.wording import WordingError, Wrong
from models.words import Text

GoalName = Literal[
    "place", "fill", "choice", "distance", "reunite", "structure", "moves", "prefer", "changes", "lottery", "lottery2"
]
Category = Literal["barred", "deferred", "due", "free", "settled"]
CLAUSE_KINDS: tuple[Literal["barred", "deferred", "due", "free"], ...] = ("barred", "deferred", "due", "free")


def _where(raw: object) -> Filter:
    return parse_filter(raw, "places")


def _clause_who(who: Filter) -> Filter:
    if "category" in who.columns():
        raise WordingError(
            Wrong(
                Text("类别由条款确定，条款里不能再用类别", "clauses decide the category, so none may ask for it"),
                Text("改用人的其他条件", "use other facts of the person"),
                value="category",
            )
        )
    return who


def _amount(raw: object) -> object:
    """Read `"15%"` as the exact share 0.15."""
    if isinstance(raw, str) and raw.strip().endswith(("%", "％")):
        try:
            return Decimal(raw.strip()[:-1]) / 100
        except InvalidOperation:
            return raw  # the typed reader says that it is no number
    if isinstance(raw, float):
        return Decimal(str(raw))
    return raw


def _one_or_many(raw: object) -> object:
    return raw if isinstance(raw, list | tuple) else (raw,)


def _named_twice(what: Text, names: Iterable[str]) -> None:
    """Refuse two entries of one name: sentences and reports could not tell them apart."""
    listed = list(names)
    for name in dict.fromkeys(n for n in listed if listed.count(n) > 1):
        raise WordingError(
            Wrong(
                Text(f"有两项{what.zh}都叫“{name}”", f"two {what.en} are called '{name}'"),
                Text("各起一个名称", "give each a name of its own"),
            )
        )


LARGEST = 1_000_000
"""Weights, points and counts beyond it would leave the exact range of the arithmetic, and mean nothing."""

Who = Annotated[Filter, BeforeValidator(parse_filter)]
ClauseWho = Annotated[Filter, BeforeValidator(parse_filter), AfterValidator(_clause_who)]
Where = Annotated[Filter, BeforeValidator(_where)]
Amount = Annotated[Decimal, BeforeValidator(_amount), Field(ge=0, le=LARGEST, decimal_places=6)]
Share = Annotated[Decimal, BeforeValidator(_amount), Field(ge=0, le=1, decimal_places=6)]
Weight = Annotated[int, Field(gt=0, le=LARGEST)]
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
    who: ClauseWho = EVERYBODY


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

    kinds: Annotated[tuple[Annotated[Kin, BeforeValidator(_kin)], ...], BeforeValidator(_one_or_many)] = (
        "夫妻", "直系血亲", "三代以内旁系血亲", "近姻亲",
    )  # fmt: skip
    scope: Literal["school", "unit"] = "school"
    when: Literal["always", "lead"] = "always"
    leading: Annotated[tuple[str, ...], BeforeValidator(_one_or_many)] = ()
    existing: Literal["may-stay"] = "may-stay"

    @model_validator(mode="after")
    def _lead_needs_roles(self) -> Avoidance:
        if self.when == "lead" and not self.leading:
            raise WordingError(
                Wrong(
                    Text('when = "lead" 时须写明哪些职务算领导职务', 'when = "lead" needs the leading roles'),
                    Text('加上 leading = ["校长", "副校长"]', 'add leading = ["校长", "副校长"]'),
                )
            )
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
    origin: Where = Field(default=EVERYBODY, alias="from")
    to: Where = EVERYBODY
    both_ways: bool = False
    same: Annotated[tuple[str, ...], BeforeValidator(_one_or_many)] = ()
    schools: tuple[tuple[str, str], ...] = ()
    zones: tuple[tuple[str, str], ...] = ()
    forbid: bool = False

    @field_validator("same")
    @classmethod
    def _same_in_english(cls, columns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(english(column, "places") for column in columns)

    @field_validator("schools")
    @classmethod
    def _two_schools(cls, pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        wrongs = [
            Wrong(
                Text("一对里是同一所学校", "a pair of one and the same school"),
                Text("写两所不同的学校", "name two different schools"),
                (i,),
                pair,
            )
            for i, pair in enumerate(pairs)
            if pair[0] == pair[1]
        ]
        if wrongs:
            raise WordingError(*wrongs)
        return pairs

    @model_validator(mode="after")
    def _asks_something(self) -> Route:
        if not (self.origin or self.to or self.same or self.schools or self.zones):
            raise WordingError(
                Wrong(
                    Text("没有说明从哪里到哪里", "does not say from where to where"),
                    Text("写上 from、to、same、schools 或 zones", "give from, to, same, schools or zones"),
                )
            )
        return self


class Quota(Part):
    """比例与名额: a bound on the moves of some people, a group (rulebook 4, `quotas`).

    `min`, `max`, `exactly` are counts, or, with `of`, shares of that base.
    """

    name: str = Field(min_length=1)
    who: Who = EVERYBODY
    origin: Where = Field(default=EVERYBODY, alias="from")
    to: Where = EVERYBODY
    per: Literal["district", "origin", "destination", "origin post", "destination post"] = "district"
    of: Literal["due", "staff", "teachers", "leaders", "moved"] | None = None
    of_who: Who = EVERYBODY
    min: Amount | None = None
    max: Amount | None = None
    exactly: Amount | None = None

    @model_validator(mode="after")
    def _is_a_bound(self) -> Quota:
        amounts = {k: v for k in ("min", "max", "exactly") if (v := getattr(self, k)) is not None}
        wrongs = [w for key, amount in amounts.items() if (w := self._wrong_amount(key, amount)) is not None]
        if not amounts:
            wrongs.append(
                Wrong(
                    Text("没有写多少", "does not say how many"),
                    Text('加上 min、max 或 exactly，如 max = "15%"', 'add min, max or exactly, such as max = "15%"'),
                )
            )
        if self.exactly is not None and len(amounts) > 1:
            wrongs.append(
                Wrong(
                    Text("exactly 不能与 min、max 同用", "exactly stands alone, without min and max"),
                    Text("只留 exactly，或只留 min 和 max", "keep exactly, or keep min and max"),
                )
            )
        if self.min is not None and self.max is not None and self.min > self.max:
            wrongs.append(
                Wrong(
                    Text(f"min（{self.min}）大于 max（{self.max}）", f"min ({self.min}) is above max ({self.max})"),
                    Text("核对两个数，是否写反了", "check the two; are they the wrong way round?"),
                )
            )
        if (wrong := self._wrong_base()) is not None:
            wrongs.append(wrong)
        if wrongs:
            raise WordingError(*wrongs)
        return self

    def _wrong_amount(self, key: str, amount: Decimal) -> Wrong | None:
        if self.of is not None and amount > 1:
            return Wrong(
                Text("写了 of，就是份额，须在 0 与 1 之间", "with of it is a share, between 0 and 1"),
                Text(
                    '15% 写成 "15%" 或 0.15；要按人数，删去 of', 'write 15 % as "15%" or 0.15; for people leave of out'
                ),
                (key,),
                amount,
            )
        if self.of is None and amount != int(amount):
            return Wrong(
                Text("没有写 of，就是人数，须为整数", "without of it is a number of people, which is whole"),
                Text('要按比例，写明基数，如 of = "due"', 'for a share name its base, such as of = "due"'),
                (key,),
                amount,
            )
        return None

    def _wrong_base(self) -> Wrong | None:
        if self.of is None and self.of_who:
            return Wrong(
                Text("of_who 用来筛选基数，但没有写 of", "of_who filters a base, but there is no of"),
                Text(
                    '加上 of = "teachers"；要筛选流动的人，用 who', 'add of = "teachers"; to filter who moves, use who'
                ),
                ("of_who",),
            )
        if self.of == "staff" and self.of_who:
            return Wrong(
                Text("staff 是在编人数，不是名单，不能再筛选", "staff is a number, not a list of people to filter"),
                Text('改用 of = "teachers"', 'use of = "teachers"'),
                ("of_who",),
            )
        if self.of == "moved" and not self.who and not self.of_who:
            return Wrong(
                Text("交流的人占交流的人永远是全部", "everybody moved is always all of those moved"),
                Text("用 who 写明哪些人占交流人数的这个比例", "say with who whose share of the moved it is"),
                ("of",),
                self.of,
            )
        return None


class Rules(Part):
    """The hard rules and their parameters; a rule left out has its plain meaning."""

    establishment: Establishment = Establishment()
    subject_balance: SubjectBalance = SubjectBalance()
    avoidance: Avoidance = Avoidance()
    split_couples: SplitCouples | None = None
    release_first: ReleaseFirst = ReleaseFirst()
    routes: tuple[Route, ...] = ()
    quotas: tuple[Quota, ...] = ()

    @field_validator("quotas")
    @classmethod
    def _quotas_have_own_names(cls, quotas: tuple[Quota, ...]) -> tuple[Quota, ...]:
        _named_twice(Text("比例", "quotas"), (q.name for q in quotas))
        return quotas


class ChoiceGoal(Part):
    """志愿: points of goal `choice`."""

    weight: Literal["one", "score"] = "one"
    unlisted: int = Field(default=10, ge=0, le=LARGEST)


class Attribute(Part):
    """One attribute that goal `structure` spreads evenly."""

    name: str = Field(min_length=1)
    who: Who


class Preference(Part):
    """One class of goal `prefer`: people better moved (counted while they stay), or better left."""

    name: str = Field(min_length=1)
    who: Who = EVERYBODY
    weight: Weight = 1
    count: Literal["not-moved", "moved"] = "not-moved"


class Goals(Part):
    """Parameters of goals; a goal acts only where a tier names it."""

    choice: ChoiceGoal = ChoiceGoal()
    structure: tuple[Attribute, ...] = ()
    prefer: tuple[Preference, ...] = ()


Tier = dict[GoalName, Weight]


def _tiers(raw: object) -> object:
    """Read a tier written as one word, or a list of words, as goals of weight 1."""
    if not isinstance(raw, list | tuple):
        return raw
    wrongs = [wrong for i, tier in enumerate(raw) if (wrong := _wrong_tier(i, tier)) is not None]
    if wrongs:
        raise WordingError(*wrongs)
    return tuple({t: 1} if isinstance(t, str) else dict.fromkeys(t, 1) if isinstance(t, list) else t for t in raw)


def _wrong_tier(i: int, tier: object) -> Wrong | None:
    if not isinstance(tier, str | list | dict):
        return Wrong(
            Text("每一级是一个目标，或几个目标", "a tier is a goal, or several"),
            Text('写成 "fill" 或 { distance = 1, moves = 20 }', 'write "fill" or { distance = 1, moves = 20 }'),
            (i,),
            tier,
        )
    if not tier:
        return Wrong(
            Text("这一级没有目标", "a tier without goals asks nothing"),
            Text("写上目标，或删去这一级", "name goals, or leave the tier out"),
            (i,),
            tier,
        )
    if isinstance(tier, list) and (
        any(not isinstance(goal, str) for goal in tier) or any(tier.count(goal) > 1 for goal in tier)
    ):
        return Wrong(
            Text("列表里每个目标写一次，只写名称", "a list names each goal once, by its name alone"),
            Text("带权重的写成 { distance = 1, moves = 20 }", "with weights write { distance = 1, moves = 20 }"),
            (i,),
            tier,
        )
    return None


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
    leaders: Who = EVERYBODY
    choices: Literal["bind", "open"] = "bind"
    rules: Rules = Rules()
    goals: Goals = Goals()
    tiers: Annotated[tuple[Tier, ...], BeforeValidator(_tiers)] = ({"fill": 1}, {"choice": 1}, {"distance": 1})
    lottery: bool = True

    @field_validator("date", mode="before")
    @classmethod
    def _date_text(cls, raw: Any) -> Any:
        return raw.isoformat() if type(raw) is datetime.date else raw

    @field_validator("date")
    @classmethod
    def _date_is_a_month(cls, text: str) -> str:
        if not _is_date(text):
            raise WordingError(
                Wrong(
                    Text("不是日期", "is no date"),
                    Text('写成 "2026-08" 或 "2026-08-31"', 'write it like "2026-08" or "2026-08-31"'),
                    value=text,
                )
            )
        return text

    @field_validator("seed")
    @classmethod
    def _seed_is_one_line(cls, text: str) -> str:
        if text != text.strip() or not (text + "0").isprintable():
            raise WordingError(
                Wrong(
                    Text(
                        "种子首尾有空格或含有换行，公布后无法照着复算",
                        "spaces around it or line breaks cannot be published",
                    ),
                    Text("写成一行，首尾不留空格", "write it on one line, without spaces around it"),
                    value=text,
                )
            )
        return text

    @field_validator("rules")
    @classmethod
    def _leaders_are_told(cls, rules: Rules, info: ValidationInfo) -> Rules:
        if "leaders" not in info.data or info.data["leaders"]:
            return rules
        wrongs = [
            Wrong(
                Text(
                    "以干部人数为基数，但方案没有写明谁是干部",
                    "counts leaders, but the policy does not say who they are",
                ),
                Text(
                    '在文件开头加上 leaders = { role = ["校长", "副校长"] }',
                    "add leaders = { role = [...] } at the top",
                ),
                ("quotas", i, "of"),
                q.of,
            )
            for i, q in enumerate(rules.quotas)
            if q.of == "leaders"
        ]
        if wrongs:
            raise WordingError(*wrongs)
        return rules

    @field_validator("tiers")
    @classmethod
    def _goals_are_told(cls, tiers: tuple[Tier, ...], info: ValidationInfo) -> tuple[Tier, ...]:
        goals = info.data.get("goals")
        wrongs = [
            Wrong(
                Text(f"用到目标 {name}，但没有列出内容", f"uses the goal {name}, which lists nothing"),
                Text(
                    f"加上 [[goals.{name}]] 小节，或从 tiers 去掉它",
                    f"add a section [[goals.{name}]], or take it off tiers",
                ),
                (i, name),
            )
            for i, tier in enumerate(tiers)
            for name in ("structure", "prefer")
            if goals is not None and name in tier and not getattr(goals, name)
        ]
        if wrongs:
            raise WordingError(*wrongs)
        return tiers

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


def _is_date(text: str) -> bool:
    """Whether a text is a month or a day of the calendar."""
    match = MONTH.fullmatch(text)
    try:
        return match is not None and bool(datetime.date(int(match[1]), int(match[2]), int((match[3] or "-1")[1:])))
    except ValueError:
        return False
