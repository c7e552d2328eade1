"""A publication lasts as long as it says, over National Day, made-up Saturdays and Spring Festival too."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.working_days import knows, period, works

KNOWN = st.dates(date(2010, 1, 1), date(2026, 10, 31))
ANY = st.dates(date(1990, 1, 1), date(2040, 12, 31))
LENGTHS = st.integers(1, 30)


def days(first: date, last: date) -> list[date]:
    """Return the days from first to last."""
    return [first + timedelta(i) for i in range((last - first).days + 1)]


@pytest.mark.parametrize(
    ("first", "count", "last"),
    [
        (date(2026, 8, 3), 5, date(2026, 8, 7)),  # Monday to Friday
        (date(2026, 8, 5), 5, date(2026, 8, 11)),  # over a weekend
        (date(2026, 9, 28), 5, date(2026, 10, 9)),  # National Day, 1 to 7 October, is off
        (date(2026, 9, 29), 5, date(2026, 10, 10)),  # Saturday 10 October is worked for it
        (date(2026, 10, 1), 1, date(2026, 10, 8)),
        (date(2026, 2, 12), 4, date(2026, 2, 24)),  # Spring Festival, 15 to 23 February; Saturday 14 is worked
        (date(2026, 9, 19), 1, date(2026, 9, 20)),  # Sunday 20 September is worked
        (date(2020, 1, 23), 2, date(2020, 2, 3)),  # the festival prolonged to 2 February
    ],
)
def test_working_days_follow_chinas_calendar(first: date, count: int, last: date) -> None:
    assert period(first, working_days=count).last == last


def test_days_are_days() -> None:
    week = period(date(2026, 10, 1), days=7)
    assert (week.first, week.last) == (date(2026, 10, 1), date(2026, 10, 7))
    assert [w.zh for w in week.warnings] == [
        "公示首日2026年10月1日不是工作日",
        "公示最后一天2026年10月7日不是工作日，当天可能无人受理异议；可延长到2026年10月8日",
    ]


def test_the_day_of_publication_may_be_left_out() -> None:
    assert period(date(2026, 8, 3), working_days=5, first_counts=False).last == date(2026, 8, 10)
    assert period(date(2026, 8, 3), days=7, first_counts=False).last == date(2026, 8, 10)
    assert "公示当日不计入" in period(date(2026, 8, 3), days=7, first_counts=False).counted_words.zh


def test_it_says_how_it_counted() -> None:
    assert period(date(2026, 9, 29), working_days=5).counted_words == (
        "2026年9月29日至2026年10月10日（公示5个工作日，公示当日计入；其间休息7天不计；调休上班的10月10日计入）",
        "2026-09-29 to 2026-10-10 (5 working days, the day of publication included; 7 days off not counted; "
        "weekends worked included: 2026-10-10)",
    )
    assert period(date(2026, 8, 3), days=1).counted_words.en == (
        "2026-08-03 to 2026-08-03 (1 day, the day of publication included)"
    )
    assert "自下一个工作日起算" in period(date(2026, 8, 1), working_days=5).counted_words.zh


def test_a_year_not_announced_is_said_and_may_be_told() -> None:
    assert knows(2026)
    assert not knows(2098)
    guessed = period(date(2098, 9, 29), working_days=5)
    assert guessed.last == date(2098, 10, 3)
    assert ["2098" in w.zh for w in guessed.warnings] == [True]
    told = dict.fromkeys(days(date(2098, 10, 1), date(2098, 10, 7)), False) | {date(2098, 10, 11): True}
    known = period(date(2098, 9, 29), working_days=5, holidays=told)
    assert (known.last, known.warnings) == (date(2098, 10, 10), ())
    assert period(date(2098, 10, 8), working_days=4, holidays=told).last == date(2098, 10, 11)
    assert period(date(2098, 9, 29), days=5).warnings == ()  # days need no calendar


def test_exactly_one_length_of_at_least_a_day_is_asked_for() -> None:
    for number, working in ((None, None), (1, 1), (0, None), (None, -1)):
        with pytest.raises(ValueError, match="day"):
            period(date(2026, 8, 3), days=number, working_days=working)


@given(ANY, LENGTHS, st.booleans(), st.dictionaries(ANY, st.booleans(), max_size=5))
def test_so_many_working_days_lie_in_it_and_the_last_is_one(
    first: date, count: int, first_counts: bool, told: dict[date, bool]
) -> None:
    made = period(first, working_days=count, first_counts=first_counts, holidays=told)
    inside = days(first if first_counts else first + timedelta(1), made.last)
    assert sum(works(day, told) for day in inside) == count
    assert works(made.last, told)
    assert made.first == first


@given(KNOWN, LENGTHS)
def test_longer_ends_later_and_working_days_last_longer(first: date, count: int) -> None:
    ends = [period(first, working_days=n).last for n in (count, count + 1)]
    assert ends[0] < ends[1]
    assert period(first, days=count).last <= ends[0]
    assert period(first + timedelta(1), working_days=count).last >= ends[0]
    assert (period(first, days=count).last - first).days == count - 1
