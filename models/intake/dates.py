"""Months as planners write them: `1985.10`, `1985-10`, `198510`, `1985年10月`, Excel dates and serials.

A month is an integer, 12 * year + month. Days are read, checked and dropped (rulebook 2).
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from models.words import Text

FIRST_YEAR, LAST_YEAR = 1900, 2100
_EPOCH = dt.date(1899, 12, 30)
_SERIALS = range(10000, (dt.date(LAST_YEAR, 12, 31) - _EPOCH).days + 1)
"""Day numbers of Excel from 1927 on: five digits, so never to be taken for a year."""

_CLOCK = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_SPELLINGS = (
    re.compile(r"(\d{4})([.\-/])(\d{1,2})(?:\2(\d{1,2}))?\2?" + _CLOCK),
    re.compile(r"(\d{4})(年)(\d{1,2})月?(?:(\d{1,2})[日号])?" + _CLOCK),
    re.compile(r"(\d{4})()(\d{2})(\d{2})?"),
)

REPAIR = Text("写成1985-10这样的年月", "write the month as 1985-10")


class Flawed(ValueError):
    """A date that cannot be read: why, and what to write instead."""

    def __init__(self, reason: Text, repair: Text = REPAIR) -> None:
        super().__init__(reason.en)
        self.reason = reason
        self.repair = repair


def month_text(month: int) -> str:
    """Return a month as `YYYY-MM`."""
    return f"{(month - 1) // 12:04d}-{(month - 1) % 12 + 1:02d}"


def read_month(cell: object) -> int:
    """Read a cell as a month, 12 * year + month.

    Raises
    ------
    Flawed : if it is no month, or could be two.
    """
    if isinstance(cell, dt.date):
        return _read_date(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _read_number(float(cell))
    if isinstance(cell, str):
        return _read_text(cell)
    raise Flawed(Text("认不出是哪年哪月", "no month can be read from it"))


def _read_date(day: dt.date) -> int:
    serial = (dt.date(day.year, day.month, day.day) - _EPOCH).days
    if FIRST_YEAR <= serial <= LAST_YEAR:
        raise Flawed(
            Text(
                f"单元格里其实是数字{serial}左右（像是年份），被设成了日期格式，显示成{day.year}年",
                f"the cell really holds a number near {serial} (a year, it seems), shown as a date of {day.year}",
            )
        )
    return _month(day.year, day.month)


def _read_number(number: float) -> int:
    if number == int(number) if abs(number) < 1e15 else False:
        whole = int(number)
        if whole in _SERIALS:
            day = _EPOCH + dt.timedelta(days=whole)
            return _month(day.year, day.month)
        return _read_text(str(whole))
    hundredths = round(number * 100) if abs(number) < 1e5 else 0
    if not FIRST_YEAR <= number < LAST_YEAR + 1 or abs(number * 100 - hundredths) > 1e-6:
        raise Flawed(Text("这个数字不是年月", "this number is not a month"))
    year, part = divmod(hundredths, 100)
    if part == 10:
        raise _ambiguous(year)
    return _month(year, part // 10 if part % 10 == 0 else part)


def _read_text(text: str) -> int:
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
    plain = plain if ":" in plain else plain.replace(" ", "")
    if re.fullmatch(r"\d{4}年?", plain):
        raise Flawed(Text("只有年份，没有月份", "there is a year but no month"))
    for spelling in _SPELLINGS:
        match = spelling.fullmatch(plain)
        if match is None:
            continue
        year, mark, month, day = match.groups()
        if mark == "." and month == "1" and day is None:
            raise _ambiguous(int(year))
        found = _month(int(year), int(month))
        if day is not None:
            _check_day(int(year), int(month), int(day))
        return found
    raise Flawed(Text("认不出是哪年哪月", "no month can be read from it"))


def _ambiguous(year: int) -> Flawed:
    return Flawed(
        Text(
            f"分不清是{year}年1月还是{year}年10月：按数字填写{year}.10时，Excel 会去掉末尾的0",
            f"it may be January or October of {year}: {year}.10 typed as a number loses its last 0 in Excel",
        ),
        Text(f"核对档案，写成{year}-01或{year}-10", f"check the file and write {year}-01 or {year}-10"),
    )


def _month(year: int, month: int) -> int:
    if not 1 <= month <= 12:
        raise Flawed(Text(f"没有{month}月", f"there is no month {month}"))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Flawed(
            Text(
                f"年份{year}不在{FIRST_YEAR}至{LAST_YEAR}之间",
                f"the year {year} is not between {FIRST_YEAR} and {LAST_YEAR}",
            ),
            Text("核对年份", "check the year"),
        )
    return 12 * year + month


def _check_day(year: int, month: int, day: int) -> None:
    try:
        dt.date(year, month, day)
    except ValueError:
        raise Flawed(Text(f"{year}年{month}月没有{day}日", f"month {year}-{month:02d} has no day {day}")) from None
