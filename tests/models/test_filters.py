"""The filter language as it is read: names in two languages, values in the one form the tables store."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from models.filter_columns import About
from models.filters import EVERYBODY, Condition, Filter, Value, parse_filter
from models.wording import WordingError


@pytest.mark.parametrize(
    ("raw", "about", "condition"),
    [
        ({"职称": "高级教师"}, "people", Condition("title", ("高级教师",))),
        ({"任教学段": "小学"}, "people", Condition("stage", ("小学",))),
        ({"学段": "小学"}, "places", Condition("stage", ("小学",))),
        ({"学校代码": "0031"}, "places", Condition("school_id", ("0031",))),
        ({"年龄": {"max": 50}}, "people", Condition("年龄", max=Decimal(50))),
        ({"级别": "中心"}, "people", Condition("级别", ("中心",))),
        ({"级别": "中心"}, "places", Condition("level", ("中心",))),
        ({"sex": [1, "female"]}, "people", Condition("sex", ("男", "女"))),
        ({"area": {"not": "urban"}}, "places", Condition("area", none_of=("城区",))),
        ({"area": "县城"}, "places", Condition("area", ("县城",))),
        ({"applies": "是"}, "people", Condition("applies", (True,))),
        ({"applies": "✔"}, "people", Condition("applies", (True,))),
        ({"inflow": "✗"}, "places", Condition("inflow", (False,))),
        ({"inflow": 0}, "places", Condition("inflow", (False,))),
        ({"age": "50"}, "people", Condition("age", (Decimal(50),))),
        ({"score": {"min": 59.5, "below": 60}}, "people", Condition("score", min=Decimal("59.5"), below=Decimal(60))),
        ({"joined": {"max": datetime.date(2020, 8, 31)}}, "people", Condition("joined", max="2020-08-31")),
        ({"category": ["应交流", "free"]}, "people", Condition("category", ("due", "free"))),
        ({"教龄": {"above": 5, "not": [7, True]}}, "people",
         Condition("教龄", none_of=(Decimal(7), True), above=Decimal(5))),
    ],
)  # fmt: skip
def test_a_condition_is_brought_to_one_form(raw: dict[str, object], about: About, condition: Condition) -> None:
    assert parse_filter(raw, about) == Filter((condition,))


def test_any_and_at_nest() -> None:
    asked = parse_filter({"any": [{"sex": "男"}, {"any": [{"age": 30}, {"at": {"片区": "城东"}}]}], "title": "一级"})
    assert list(asked.columns()) == ["title", "sex", "age", "at.zone"]
    assert asked.any_of[0][1].any_of[0][1].at == Filter((Condition("zone", ("城东",)),))


def test_an_empty_filter_is_everybody() -> None:
    assert parse_filter({}) == EVERYBODY
    assert not EVERYBODY
    assert parse_filter(EVERYBODY) is EVERYBODY


@pytest.mark.parametrize(
    ("low", "high", "fits"),
    [
        ({"min": 5}, {"max": 5}, True),
        ({"min": 5}, {"below": 5}, False),
        ({"above": 5}, {"max": 5}, False),
        ({"above": 5}, {"below": 6}, True),
        ({"min": "2020-09"}, {"max": "2020-08"}, False),
        ({"min": "2019-09"}, {"max": "2020-08"}, True),
    ],
)
def test_bounds_must_leave_something_between(low: dict[str, object], high: dict[str, object], fits: bool) -> None:
    raw = {"教龄": low | high}
    if fits:
        assert len(parse_filter(raw).conditions[0].bounds) == 2
    else:
        with pytest.raises(WordingError, match="no value satisfies both"):
            parse_filter(raw)


def test_everything_wrong_is_named_with_its_place_and_value() -> None:
    with pytest.raises(WordingError) as caught:
        parse_filter(
            {"age": {"min": "五十"}, "any": [{"sex": "中"}], "at": {"at": {"zone": "城东"}}, "title": [1.5, None]}
        )
    found: list[tuple[tuple[str | int, ...], object]] = [(w.at, w.value) for w in caught.value.wrongs]
    assert found == [
        (("age", "min"), "五十"),
        (("any", 0, "sex"), "中"),
        (("at", "at"), {"zone": "城东"}),
        (("title", 1), None),
    ]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), None, {"x": 1}, [["x"]], datetime.time(9)])
def test_a_value_is_a_text_a_number_or_yes_or_no(value: Value) -> None:
    with pytest.raises(WordingError):
        parse_filter({"title": {"not": value}})
