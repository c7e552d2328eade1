"""How long a publication 公示 lasts: so many days, or so many working days with China's holidays and 调休.

Which days are holidays, and which weekends are worked for them, the State Council announces a year at a time; the
package `chinese_calendar` knows the years announced when it was released.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import chinese_calendar

from models.words import Text, joined, many

Days = Mapping[dt.date, bool]
"""Days a caller knows better: date -> whether it is worked."""
NONE: Days = {}
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """A publication's time.

    Attributes
    ----------
    first, last : its first and its last day; objections are heard up to the end of the last.
    counted_words : how it was counted, to be printed with it.
    warnings : what a planner should look at before printing it.
    """

    first: dt.date
    last: dt.date
    counted_words: Text
    warnings: tuple[Text, ...] = ()


def period(
    first: dt.date,
    *,
    days: int | None = None,
    working_days: int | None = None,
    holidays: Days = NONE,
    first_counts: bool = True,
) -> Period:
    """Count a publication from its first day.

    Parameters
    ----------
    first : the day of publication.
    days, working_days : how long, one of the two, at least 1.
    holidays : days that are worked or not whatever the calendar says, such as the holidays of a year not known yet.
    first_counts : whether the day of publication is the first of the days. It is, unless told otherwise: notices
        give 公示时间 as from Monday to Friday for 5 working days. The Civil Code (第二百零一条) counts from the next
        day on; whoever wants to be safe against a complaint about it says False and publishes a day longer.

    Returns
    -------
    The period. A first day that is no working day is never one of the working days. A last day in a holiday is not
    moved, only warned of: 第二百零三条 would move it, and notices commonly do not.

    Raises
    ------
    ValueError : if not exactly one of `days` and `working_days` is given, or it is below 1.
    """
    if (days is None) == (working_days is None):
        raise ValueError("give either days or working_days")
    count = days if days is not None else working_days
    if count is None or count < 1:
        raise ValueError("a publication lasts at least one day")
    day, counted = first, []
    begin = first if first_counts else first + _DAY
    for day in _from(begin):
        if days is not None or works(day, holidays):
            counted.append(day)
        if len(counted) == count:
            break
    return Period(
        first,
        day,
        _counted(first, day, count, days is None, first_counts, holidays),
        tuple(_warnings(first, day, days is None, holidays)),
    )


def works(day: dt.date, holidays: Days = NONE) -> bool:
    """Say whether a day is worked: as told, else as China's calendar has it, else from Monday to Friday."""
    if day in holidays:
        return holidays[day]
    return bool(chinese_calendar.is_workday(day)) if knows(day.year) else day.weekday() < 5


@cache
def knows(year: int) -> bool:
    """Say whether the holidays of a year, and the weekends worked for them, are known."""
    try:
        chinese_calendar.is_workday(dt.date(year, 7, 1))
    except NotImplementedError:  # how the package says that a year was not announced when it was released
        return False
    return True


def say_date(day: dt.date) -> Text:
    """Write a date as notices do."""
    return Text(f"{day.year}年{day.month}月{day.day}日", day.isoformat())


def _from(day: dt.date) -> Iterator[dt.date]:
    while True:
        yield day
        day += _DAY


def _between(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + i * _DAY for i in range((last - first).days + 1)]


def _counted(first: dt.date, last: dt.date, count: int, working: bool, first_counts: bool, holidays: Days) -> Text:
    unit = Text("个工作日", many(count, "working day")) if working else Text("天", many(count, "day"))
    start, end = say_date(first), say_date(last)
    how = Text("公示当日计入", "the day of publication included")
    if not first_counts:
        how = Text("公示当日不计入，自次日起算", "counted from the day after publication")
    elif working and not works(first, holidays):
        how = Text("公示当日不上班，自下一个工作日起算", "counted from the next working day")
    said = [Text(f"公示{count}{unit.zh}，{how.zh}", f"{unit.en}, {how.en}")]
    if working:
        inside = _between(first if first_counts else first + _DAY, last)
        off = sum(not works(day, holidays) for day in inside)
        if off:
            said.append(Text(f"其间休息{off}天不计", f"{many(off, 'day')} off not counted"))
        made_up = [day for day in inside if day.weekday() >= 5 and works(day, holidays)]
        if made_up:
            listed = joined(Text(f"{d.month}月{d.day}日", d.isoformat()) for d in made_up)
            said.append(Text(f"调休上班的{listed.zh}计入", f"weekends worked included: {listed.en}"))
    return Text(
        f"{start.zh}至{end.zh}（{'；'.join(part.zh for part in said)}）",
        f"{start.en} to {end.en} ({'; '.join(part.en for part in said)})",
    )


def _warnings(first: dt.date, last: dt.date, working: bool, holidays: Days) -> Iterator[Text]:
    told = {day.year for day in holidays}
    for year in range(first.year, last.year + 1):
        if working and not knows(year) and year not in told:
            yield Text(
                f"{year}年的放假和调休安排，程序还不知道，暂按周一至周五上班计算；安排公布后请核对截止日期",
                f"the holidays of {year} are not known to the program: Monday to Friday are counted as worked; "
                "check the last day once they are announced",
            )
    if not works(first, holidays):
        said = say_date(first)
        yield Text(f"公示首日{said.zh}不是工作日", f"the first day, {said.en}, is no working day")
    if not works(last, holidays):
        said = say_date(last)
        after = say_date(next(day for day in _from(last) if works(day, holidays)))
        yield Text(
            f"公示最后一天{said.zh}不是工作日，当天可能无人受理异议；可延长到{after.zh}",
            f"the last day, {said.en}, is no working day, so perhaps nobody hears objections; it may be extended to "
            f"{after.en}",
        )
