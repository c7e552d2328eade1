"""The hard rules' parameters in a policy (rulebook 4): what a rule left out means is its default here."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from models.filter_columns import english
from models.filters import EVERYBODY
from models.policy_fields import LARGEST, Amount, Part, Share, Term, Where, Who, one_or_many, refuse_same_names
from models.policy_returns import Returns
from models.policy_title_posts import TitlePosts
from models.quota_counts import wrong_counts
from models.tables import KIN_KINDS
from models.wording import WordingError, Wrong
from models.words import Text

Kin = Literal["夫妻", "直系血亲", "三代以内旁系血亲", "近姻亲"]


def _kin(raw: object) -> object:
    for kind, others in KIN_KINDS.items():
        if raw in (kind, *others):
            return kind
    return raw


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

    kinds: Annotated[tuple[Annotated[Kin, BeforeValidator(_kin)], ...], BeforeValidator(one_or_many)] = (
        "夫妻", "直系血亲", "三代以内旁系血亲", "近姻亲",
    )  # fmt: skip
    scope: Literal["school", "unit", "line"] = "school"
    when: Literal["always", "lead"] = "always"
    leading: Annotated[tuple[str, ...], BeforeValidator(one_or_many)] = ()
    existing: Literal["may-stay", "must-part"] = "may-stay"

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
    """交流范围: one route; every condition given must hold for it to admit (or forbid) a pair.

    Attributes
    ----------
    transfer : whether the personnel relation 人事关系 goes along.
    term : months after which the exchange ends; None for good.
    differ : columns in which the two schools are unlike, the counterpart of `same`; neither cell empty.
    visited : whether the person has been exchanged to the school before, by `history`; None does not ask.
    """

    name: str = ""
    who: Who = EVERYBODY
    origin: Where = Field(default=EVERYBODY, alias="from")
    to: Where = EVERYBODY
    both_ways: bool = False
    same: Annotated[tuple[str, ...], BeforeValidator(one_or_many)] = ()
    differ: Annotated[tuple[str, ...], BeforeValidator(one_or_many)] = ()
    visited: bool | None = None
    schools: tuple[tuple[str, str], ...] = ()
    zones: tuple[tuple[str, str], ...] = ()
    forbid: bool = False
    transfer: bool = True
    term: Term | None = None

    @field_validator("same", "differ")
    @classmethod
    def _in_english(cls, columns: tuple[str, ...]) -> tuple[str, ...]:
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
        if self.forbid and (self.term is not None or not self.transfer):
            raise WordingError(
                Wrong(
                    Text("禁止的范围没有期限，也不涉及人事关系", "a forbidden route has neither term nor transfer"),
                    Text("删去 term 和 transfer，或删去 forbid", "leave out term and transfer, or forbid"),
                )
            )
        asked = (self.who, self.origin, self.to, self.same, self.differ, self.schools, self.zones)
        if not any(asked) and self.visited is None:
            raise WordingError(
                Wrong(
                    Text("没有说明从哪里到哪里", "does not say from where to where"),
                    Text("写上 who、from、to、same、schools 或 zones", "give who, from, to, same, schools or zones"),
                )
            )
        return self


class Quota(Part):
    """比例与名额: a bound on the moves of some people, a group, or on the candidates (rulebook 4, `quotas`).

    `min`, `max`, `exactly` are counts, or, with `of`, shares of that base.
    """

    name: str = Field(min_length=1)
    who: Who = EVERYBODY
    origin: Where = Field(default=EVERYBODY, alias="from")
    to: Where = EVERYBODY
    per: Literal[
        "district", "origin", "destination", "origin post", "destination post", "unit", "destination unit", "zone",
        "destination zone", "route",
    ] = "district"  # fmt: skip
    of: Literal["due", "staff", "teachers", "leaders", "moved"] | None = None
    of_who: Who = EVERYBODY
    min: Amount | None = None
    max: Amount | None = None
    exactly: Amount | None = None
    binding: Literal["hard", "soft"] = "hard"
    count: Literal["moves", "candidates"] = "moves"
    also: Who | None = None

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
                    Text("核对两个数，可能写反了", "check the two, they may be the wrong way round"),
                )
            )
        if self.binding == "soft" and self.of == "moved" and self.min is not None and self.max is not None:
            wrongs.append(
                Wrong(
                    Text("软性的 moved 比例不能同时写 min 和 max", "a soft share of moved has min or max, not both"),
                    Text("分成两条，一条写 min，一条写 max", "write two quotas, one with min and one with max"),
                )
            )
        if (wrong := self._wrong_base()) is not None:
            wrongs.append(wrong)
        wrongs.extend(wrong_counts(self.count, self.also, self.per, self.of, towards=bool(self.to)))
        if wrongs:
            raise WordingError(*wrongs)
        return self

    @property
    def may_be_missed(self) -> bool:
        """Whether plans may miss it, and the goal `quota` counts by how many."""
        return self.binding == "soft" and self.count == "moves"

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
        return None


class Balance(Part):
    """对等: as many move from one kind of place to another as move back (rulebook 4, `balance`)."""

    name: str = Field(min_length=1)
    origin: Where = Field(alias="from")
    to: Where
    by: Annotated[tuple[Literal["stage", "subject", "title"], ...], BeforeValidator(one_or_many)] = ()
    slack: int = Field(default=0, ge=0, le=LARGEST)

    @field_validator("by")
    @classmethod
    def _each_once(cls, by: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(by)) < len(by):
            raise WordingError(
                Wrong(Text("同一项写了两次", "one and the same twice"), Text("每项写一次", "write each once"), value=by)
            )
        return by


class Rules(Part):
    """The hard rules and their parameters; a rule left out has its plain meaning."""

    establishment: Establishment = Establishment()
    subject_balance: SubjectBalance = SubjectBalance()
    avoidance: Avoidance = Avoidance()
    split_couples: SplitCouples | None = None
    release_first: ReleaseFirst = ReleaseFirst()
    routes: tuple[Route, ...] = ()
    quotas: tuple[Quota, ...] = ()
    title_posts: TitlePosts | None = None
    balance: tuple[Balance, ...] = ()
    returns: Returns | None = None

    @property
    def hires_lower(self) -> bool:
        """Whether people who find no free post of their title are hired one level lower."""
        return self.title_posts is not None and self.title_posts.regime == "downgrade"

    @field_validator("quotas")
    @classmethod
    def _quotas_have_own_names(cls, quotas: tuple[Quota, ...]) -> tuple[Quota, ...]:
        refuse_same_names(Text("比例", "quotas"), (q.name for q in quotas))
        return quotas

    @field_validator("balance")
    @classmethod
    def _balances_have_own_names(cls, balances: tuple[Balance, ...]) -> tuple[Balance, ...]:
        refuse_same_names(Text("对等", "balances"), (b.name for b in balances))
        return balances

    @model_validator(mode="after")
    def _routes_are_listed(self) -> Rules:
        listed = any(not route.forbid for route in self.routes)
        wrongs = [
            Wrong(
                Text("按路线计数，但没有列出允许的路线", "counts by route, but no route is listed that admits anybody"),
                Text("加上 [[rules.routes]] 小节，或改用别的 per", "add a section [[rules.routes]], or another per"),
                ("quotas", i, "per"),
                q.per,
            )
            for i, q in enumerate(self.quotas)
            if q.per == "route" and not listed
        ]
        if wrongs:
            raise WordingError(*wrongs)
        return self
