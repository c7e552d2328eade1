"""The small types a policy is made of: filters, amounts, shares, weights, and the piece that knows its keys."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from models.filters import Filter, as_table, parse_filter
from models.wording import WordingError, Wrong
from models.words import Text


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


def one_or_many(raw: object) -> object:
    return raw if isinstance(raw, list | tuple) else (raw,)


def refuse_same_names(what: Text, names: Iterable[str]) -> None:
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

SHARE_PLACES = 6
"""Decimal places of a share."""

_AsTable = PlainSerializer(as_table, return_type=dict[str, object])
Who = Annotated[Filter, BeforeValidator(parse_filter), _AsTable]
ClauseWho = Annotated[Filter, BeforeValidator(parse_filter), AfterValidator(_clause_who), _AsTable]
Where = Annotated[Filter, BeforeValidator(_where), _AsTable]
Amount = Annotated[Decimal, BeforeValidator(_amount), Field(ge=0, le=LARGEST, decimal_places=SHARE_PLACES)]
Share = Annotated[Decimal, BeforeValidator(_amount), Field(ge=0, le=1, decimal_places=SHARE_PLACES)]
Weight = Annotated[int, Field(gt=0, le=LARGEST)]


def _months(raw: object) -> object:
    """Read 3 as three years, and "18个月" or "18 months" as months."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        return 12 * raw
    match = _TERM.fullmatch(raw.strip()) if isinstance(raw, str) else None
    if match is None:
        raise WordingError(
            Wrong(
                Text("不是期限", "is no term"),
                Text('三年写成 3，十八个月写成 "18个月"', 'write 3 for three years, "18 months" for months'),
                value=raw,
            )
        )
    return int(match[1]) * (12 if match[2].startswith(("年", "y")) else 1)


_TERM = re.compile(r"(\d{1,4})\s*(个月|月|months?|年|years?)")


def _as_term(months: int) -> object:
    return f"{months}个月" if months % 12 else months // 12


Term = Annotated[int, BeforeValidator(_months), Field(gt=0, le=1200), PlainSerializer(_as_term, return_type=int | str)]
"""A term in months."""


class Part(BaseModel):
    """A piece of a policy: frozen, and a key it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)
