"""`[score]` 量化得分: points over what the tables say of a person, item by item.

The score so worked out stands wherever the roster's own `score` would.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from models.filter_columns import PEOPLE, english
from models.filters import EVERYBODY, Condition, Filter
from models.policy_fields import ClauseWho, Part, one_or_many, refuse_same_names
from models.wording import WordingError, Wrong
from models.words import Text

PLACES = 4
"""Decimal places of points and of the numbers they are worked out from."""
MOST = 10_000
"""Points beyond it, a unit, a step or a cap, mean nothing, and would leave the exact range of the arithmetic."""

_Points = Annotated[Decimal, Field(ge=-MOST, le=MOST, decimal_places=PLACES)]
_Number = Annotated[Decimal, Field(ge=-1_000_000, le=1_000_000, decimal_places=PLACES)]
Way = Literal["points", "each", "entry", "table"]


def item_column(name: str) -> str:
    """Return the name under which an item's points are a fact of a person, for its clause."""
    return f"量化得分·{name}"


class ScoreItem(Part):
    """One item: points for whom `who` holds, or by the value of a `column`.

    Attributes
    ----------
    each : points a unit of the column's number, or an entry of its list that is one of `entry`.
    table : steps, each the number from which its points are given; a number below the first step gets none.
    most, least : the item's points are held between them, where the column is not empty.
    minimum : who gets fewer is barred; an empty cell is no fewer.
    """

    name: str = Field(min_length=1)
    who: ClauseWho = EVERYBODY
    points: _Points | None = None
    column: str = ""
    each: _Points | None = None
    entry: Annotated[tuple[str, ...], BeforeValidator(one_or_many)] = ()
    table: tuple[tuple[_Number, _Points], ...] = ()
    most: _Points | None = None
    least: _Points | None = None
    minimum: _Points | None = None

    @field_validator("column")
    @classmethod
    def _in_english(cls, column: str) -> str:
        return english(column, "people")

    @property
    def way(self) -> Way:
        """How its points are worked out."""
        if self.points is not None:
            return "points"
        return "table" if self.table else "entry" if self.entry else "each"

    @property
    def clause(self) -> Filter | None:
        """Whom its minimum bars."""
        if self.minimum is None:
            return None
        below = Condition(item_column(self.name), below=self.minimum)
        return replace(self.who, conditions=(*self.who.conditions, below))

    @property
    def tested(self) -> Filter:
        """What the tables must be able to answer for it, beside `who`."""
        if not self.column:
            return EVERYBODY
        # Numbers are only asked to be there: `models.score_fit` says which cells hold none.
        return Filter((Condition(self.column, self.entry or None, None if self.entry else ()),))

    @model_validator(mode="after")
    def _can_be_worked_out(self) -> ScoreItem:
        wrongs = [*self._wrong_way(), *self._wrong_column(), *self._wrong_steps()]
        if self.most is not None and self.least is not None and self.least > self.most:
            wrongs.append(
                Wrong(
                    Text(f"least（{self.least}）大于 most（{self.most}）", f"least ({self.least}) is above most"),
                    Text("核对两个数，可能写反了", "check the two, they may be the wrong way round"),
                    ("least",),
                    self.least,
                )
            )
        if wrongs:
            raise WordingError(*wrongs)
        return self

    def _wrong_way(self) -> list[Wrong]:
        if self.points is not None:
            given = [key for key in ("column", "each", "entry", "table", "most", "least", "minimum") if self._has(key)]
            if given:
                return [
                    Wrong(
                        Text(
                            "points 是符合 who 即得的分，不再看列", "points are for whoever who holds, not by a column"
                        ),
                        Text("只留 points，或只留按列计分的写法", "keep points alone, or score by the column"),
                        (given[0],),
                    )
                ]
            return []
        if not self.column:
            return [
                Wrong(
                    Text("没有说明怎样计分", "does not say what the points are for"),
                    Text(
                        '写 who 和 points，或写 column，如 column = "years_in_school"', "give who and points, or column"
                    ),
                )
            ]
        if self.table and (self.each is not None or self.entry):
            return [
                Wrong(
                    Text("table 与 each、entry 不能同用", "table stands without each and entry"),
                    Text("只留一种", "keep one of them"),
                    ("table",),
                )
            ]
        return []

    def _has(self, key: str) -> bool:
        value = getattr(self, key)
        return value is not None and value not in ("", ())

    def _wrong_column(self) -> list[Wrong]:
        if self.column in ("score", "category"):
            return [
                Wrong(
                    Text(
                        "得分不能由它自己或由类别算出", "no score can be worked out from itself, or from the category"
                    ),
                    Text("改用别的列", "take another column"),
                    ("column",),
                    self.column,
                )
            ]
        known = PEOPLE.get(self.column)
        if known is None:
            return []
        if self.entry and known.kind not in ("list", "text", "word"):
            return [
                Wrong(
                    Text(f"“{known.title.zh}”不是文字，没有可数的项", f"'{known.title.en}' holds no entries to count"),
                    Text("去掉 entry", "leave entry out"),
                    ("entry",),
                )
            ]
        if not self.entry and known.kind not in ("int", "number"):
            return [
                Wrong(
                    Text(f"“{known.title.zh}”不是数字", f"'{known.title.en}' is no number"),
                    Text('按词计分，写 entry = "优秀" 这样', 'to count entries write entry = "优秀"'),
                    ("column",),
                    self.column,
                )
            ]
        return []

    def _wrong_steps(self) -> list[Wrong]:
        starts = [start for start, _ in self.table]
        if starts == sorted(set(starts)):
            return []
        return [
            Wrong(
                Text("各档须从小到大，每档一次", "steps stand in rising order, each once"),
                Text("写成 [[0, 1], [5, 3], [10, 5]] 这样", "write them like [[0, 1], [5, 3], [10, 5]]"),
                ("table",),
            )
        ]


def _names_the_score(asked: Filter) -> bool:
    return "score" in asked.columns()


class Score(Part):
    """The items that make up a score; `[ranking]` tells equal ones apart.

    Attributes
    ----------
    minimum : whose whole score is below it is barred.
    """

    items: tuple[ScoreItem, ...] = ()
    minimum: _Points | None = None

    @field_validator("items")
    @classmethod
    def _items_have_own_names(cls, items: tuple[ScoreItem, ...]) -> tuple[ScoreItem, ...]:
        refuse_same_names(Text("计分项", "items"), (item.name for item in items))
        wrongs = [
            Wrong(
                Text("得分不能由它自己算出", "no score can be worked out from itself"),
                Text("改用别的条件", "ask for something else"),
                (i, "who"),
            )
            for i, item in enumerate(items)
            if _names_the_score(item.who)
        ]
        if wrongs:
            raise WordingError(*wrongs)
        return items

    @model_validator(mode="after")
    def _counts_something(self) -> Score:
        if not self.items:
            raise WordingError(
                Wrong(
                    Text("没有列出计分项", "lists no items"),
                    Text("加上 [[score.items]] 小节", "add sections [[score.items]]"),
                )
            )
        return self

    @property
    def minima(self) -> tuple[tuple[str, Filter], ...]:
        """Name and condition of every clause that bars who has too few points."""
        items = tuple((item.name, item.clause) for item in self.items if item.clause is not None)
        whole = () if self.minimum is None else (Filter((Condition("score", below=self.minimum),)),)
        return (*items, *(("量化得分", asked) for asked in whole))
