"""Facts a policy declares by itself, and the gates it reads them for.

Source: rulebook 2 (history facts, a school's share of an attribute against the district's) and 1 (`history`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, field_validator

from models.filter_columns import COLUMNS, About, english
from models.filters import BOUNDS, EVERYBODY, Filter, as_table, parse_filter
from models.policy_fields import ClauseWho, Part, Where, Who, refuse_same_names
from models.tables import REFUSED
from models.wording import WordingError, Wrong
from models.words import Text

Count = Literal["years", "months", "times", "units", "places", "since", "result"]

OF_POSTS = frozenset({"stage", "subject", "required", "current", "post_vacancy"})
"""Columns of `where` filters that mean a post, which the table of exchanges does not know."""


def _asked(column: str) -> Callable[[object], Filter]:
    """Read what a column of `history` must hold: a value, a list, or what is left out."""

    def read(raw: object) -> Filter:
        if isinstance(raw, Filter):
            return raw
        if raw == {}:
            return EVERYBODY
        try:
            return parse_filter({column: raw}, "history")
        except WordingError as error:
            raise WordingError(*(Wrong(w.reason, w.repair, w.at[1:], w.value) for w in error.wrongs)) from error

    return read


def _written(asked: Filter) -> object:
    return next(iter(as_table(asked).values()), {})


def _rows(raw: object) -> Filter:
    return parse_filter(raw, "history")


def _no_post(asked: Filter) -> Filter:
    wrong = [column for column in asked.columns() if column in OF_POSTS]
    if wrong:
        raise WordingError(
            Wrong(
                Text("交流经历只写到学校，不写岗位", "exchanges name schools, not posts"),
                Text("改用学校的列", "name columns of schools"),
                value=wrong[0],
            )
        )
    return asked


def _no_place(asked: Filter) -> Filter:
    if any(column.startswith("at.") for column in asked.columns()):
        raise WordingError(
            Wrong(
                Text("占比按各校分别计算，不能再用 at", "the share is told a school at a time: at has no use here"),
                Text("只写人的条件", "name facts of people only"),
                value="at",
            )
        )
    if "score" in asked.columns():
        raise WordingError(
            Wrong(
                Text("得分可能要用到占比，占比不能再用得分", "a score may ask for a share, so a share asks for none"),
                Text("改用人的其他条件", "use other facts of the person"),
                value="score",
            )
        )
    return asked


_serialised = PlainSerializer(_written)
Type = Annotated[Filter, BeforeValidator(_asked("type")), _serialised]
Transfer = Annotated[Filter, BeforeValidator(_asked("transfer")), _serialised]
Result = Annotated[Filter, BeforeValidator(_asked("result")), _serialised]
Rows = Annotated[Filter, BeforeValidator(_rows), PlainSerializer(as_table, return_type=dict[str, object])]


class HistoryFact(Part):
    """A fact about people, counted from the rows of `history` 交流经历表 on the policy's date.

    Rows count that began by the date. Those of people who refused, or applied and were not placed, are no
    exchanges: they count where `result` names 拒绝, or `credited` asks for them.

    Attributes
    ----------
    count : `years` and `months` exchanged (a month counts once; a running exchange until the date), `times` (rows),
        `units` (units worked in, the present one too), `places` (the list of places gone to), `since` (years since
        the last exchange ended), `result` (of the last exchange that has one or has ended).
    type, transfer, result, rows : what the rows must hold.
    to : which schools were gone to, as far as the schools table knows them by code or name.
    window : years back from the date; what lies before is cut off. None: ever.
    """

    name: str = Field(min_length=1)
    words: str = ""
    count: Count = "years"
    type: Type = EVERYBODY
    transfer: Transfer = EVERYBODY
    result: Result = EVERYBODY
    credited: bool = False
    rows: Rows = EVERYBODY
    to: Annotated[Where, AfterValidator(_no_post)] = EVERYBODY
    window: Annotated[int, Field(gt=0, le=100)] | None = None

    @property
    def asked(self) -> Filter:
        """What the rows must hold."""
        parts = (self.type, self.transfer, self.result, self.rows)
        return Filter(sum((p.conditions for p in parts), ()), self.rows.any_of)

    @property
    def of_refusals(self) -> bool:
        """Whether rows of a refusal count, too: `result` names it, or asks for the last result whatever it is."""
        return self.count == "result" or any(
            c.one_of is not None and REFUSED in c.one_of for c in self.asked.conditions if c.column == "result"
        )


class SchoolShare(Part):
    """A fact about schools: their share of such people among their roster rows, less the district's, per mille."""

    name: str = Field(min_length=1)
    who: Annotated[ClauseWho, AfterValidator(_no_place)]


class Gate(Part):
    """门槛: what people must have before a title, an office or an honour; it moves nobody.

    Attributes
    ----------
    who : whom it concerns.
    passes : who of them passes.
    """

    name: str = Field(min_length=1)
    words: str = ""
    who: Who = EVERYBODY
    passes: Who

    @field_validator("passes")
    @classmethod
    def _asks_something(cls, passes: Filter) -> Filter:
        if not passes:
            raise WordingError(
                Wrong(
                    Text("没有要求任何内容", "asks nothing"),
                    Text(
                        '写上条件，如 passes = { "支教年限" = { min = 1 } }', "name conditions, or leave the gate out"
                    ),
                )
            )
        return passes


BUILT_IN = (
    HistoryFact(name="exchange_years", window=6),
    HistoryFact(name="years_since_exchange", count="since"),
    HistoryFact(name="last_result", count="result"),
)
"""Facts of `history` that need no declaration; `exchange_years` is a column of the roster where there is no history."""


def refuse_known_names(names: Iterable[str], about: About) -> None:
    """Refuse a declared fact that bears the name of a column, of a key of filters, or of another."""
    listed = list(names)
    titles = {spec.title.zh for spec in COLUMNS[about].values()}
    refuse_same_names(Text("事实", "facts"), listed)
    wrongs = [
        Wrong(
            Text("这个名称已经有所指", "the name is taken"),
            Text("换一个名称", "give it another name"),
            (i, "name"),
            name,
        )
        for i, name in enumerate(listed)
        if english(name, about) in COLUMNS[about] or name in titles or name in ("any", "at", "not", *BOUNDS)
    ]
    if wrongs:
        raise WordingError(*wrongs)
