"""The course of a policy's year, `[[calendar]]` 日程, and the papers it goes by, `[[forms]]` 表册.

They are printed, and move nobody: what is done by people stands in the tables as columns and locks.
"""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from models.policy_fields import LARGEST, Part
from models.wording import WordingError, Wrong
from models.words import Text

_DATE = re.compile(r"(?:(\d{4})-)?(\d{1,2})(?:-(\d{1,2}))?")
_LEAP = 2000
"""A year that has every day: of a day without a year none is refused."""


def _parts(text: str) -> tuple[int | None, int, int | None] | None:
    """Read `2026-07-01`, `2026-07` or `07-01` as year, month and day; None if it is no day of the calendar."""
    match = _DATE.fullmatch(text)
    if match is None or (match[1] is None and match[3] is None):
        return None
    year, month, day = (None if part is None else int(part) for part in match.groups())
    try:
        datetime.date(year or _LEAP, month or 0, day or 1)
    except ValueError:
        return None
    return year, month or 0, day


def _day(raw: Any) -> Any:
    """Read a date of TOML or a text; each year's course may leave the year out."""
    text = raw.isoformat() if type(raw) is datetime.date else raw
    if not isinstance(text, str):
        return text
    if _parts(text) is None:
        raise WordingError(
            Wrong(
                Text("不是日期", "is no date"),
                Text('写成 "2026-07-01"、"2026-07" 或 "07-01"', 'write it like "2026-07-01", "2026-07" or "07-01"'),
                value=raw,
            )
        )
    return text


def say_day(text: str) -> Text:
    """Say a date of a course: 2026年7月1日, 2026年7月, 7月1日."""
    year, month, day = _parts(text) or (None, 0, None)
    zh = ("" if year is None else f"{year}年") + f"{month}月" + ("" if day is None else f"{day}日")
    return Text(zh, text)


Day = Annotated[str, BeforeValidator(_day)]
Count = Annotated[int, Field(gt=0, le=LARGEST)]


class Step(Part):
    """One step of the year's course."""

    name: str = Field(min_length=1)
    start: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    days: Count | None = None
    working_days: Count | None = None
    words: str = ""

    @model_validator(mode="after")
    def _has_an_order(self) -> Step:
        wrongs = []
        if self.days is not None and self.working_days is not None:
            wrongs.append(
                Wrong(
                    Text("days 和 working_days 只能写一个", "has days or working_days, not both"),
                    Text("只留一个", "keep one of them"),
                    ("working_days",),
                    self.working_days,
                )
            )
        if self.start is not None and self.until is not None and _ends_before(self.start, self.until):
            wrongs.append(
                Wrong(
                    Text(f"截止（{self.until}）早于开始（{self.start}）", f"ends ({self.until}) before {self.start}"),
                    Text("核对两个日期，可能写反了", "check the two, they may be the wrong way round"),
                    ("until",),
                    self.until,
                )
            )
        if wrongs:
            raise WordingError(*wrongs)
        return self

    @property
    def when(self) -> Text:
        """When it is and how long it lasts, "" where the policy does not say."""
        zh, en = [], []
        if self.start is not None and self.until is not None:
            start, until = say_day(self.start), say_day(self.until)
            zh, en = [f"{start.zh}至{until.zh}"], [f"{start.en} to {until.en}"]
        elif self.start is not None:
            start = say_day(self.start)
            zh, en = [f"{start.zh}起"], [f"from {start.en}"]
        elif self.until is not None:
            until = say_day(self.until)
            zh, en = [f"{until.zh}截止"], [f"until {until.en}"]
        if self.days is not None:
            zh, en = [*zh, f"{self.days}天"], [*en, f"{self.days} days"]
        if self.working_days is not None:
            zh, en = [*zh, f"{self.working_days}个工作日"], [*en, f"{self.working_days} working days"]
        return Text("，".join(zh), ", ".join(en))


def _ends_before(start: str, until: str) -> bool:
    """Whether one date lies before the other, where both have a year and are told as exactly.

    Without years a course may run over the new year.
    """
    first, last = _parts(start), _parts(until)
    if first is None or last is None or first[0] is None or last[0] is None:
        return False
    return last[:2] < first[:2] or (last[:2] == first[:2] and (last[2] or 31) < (first[2] or 1))


class Form(Part):
    """One paper of the year."""

    name: str = Field(min_length=1)
    words: str = ""


def schedule_sentences(calendar: tuple[Step, ...], forms: tuple[Form, ...]) -> list[Text]:
    """Say the course, a step a sentence, and then the papers."""
    said = []
    for i, step in enumerate(calendar, 1):
        when = step.when
        zh, en = (f"：{when.zh}", f": {when.en}") if when.zh else ("", "")
        said.append(
            Text(f"日程（{i}）{step.name}{zh}。{step.words}", f"Step ({i}) {step.name}{en}. {step.words}".strip())
        )
    for i, form in enumerate(forms, 1):
        said.append(Text(f"表册（{i}）{form.name}。{form.words}", f"Form ({i}) {form.name}. {form.words}".strip()))
    return said
