"""Next year's draft of a policy file: the date a year on, every remark and the layout kept.

It is a draft: what a year decides anew (the lottery's seed, dates the document names, numbers) its writer looks over,
and every change and every line to look at is told.
"""

from __future__ import annotations

import calendar
import re
import tomllib
from collections.abc import Iterable, Iterator, MutableMapping
from typing import Any

import tomlkit
from tomlkit.items import Item

from models.words import Text, joined, rows_text

_DATE = re.compile(r"(\d{4})(-(\d{1,2})(-(\d{1,2}))?)")
_SPAN = r"\s*[-—–~～至到/]\s*"
_TOLD = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
"""A year in a line of the file: 2026-08, 2026年, 2026."""
MARK = "\ufeff"
"""The byte order mark some editors write before the first letter."""


def next_policy(text: str) -> tuple[str, tuple[Text, ...]]:
    """Return next year's draft of a policy file, and what was changed or is to be looked at.

    `date` and the dates of `[[calendar]]` that name a year are advanced by one year. `seed` is taken out: it is drawn
    and published anew. In `name` and `words` the policy's own year is advanced where it stands by itself, as in 2026年;
    in a span of years (2026-2027学年) it is left and told. Nothing else is touched.

    Parameters
    ----------
    text : a policy that `models.policy_file.read_policy` reads.

    Raises
    ------
    ValueError : if the text is no TOML, or holds no date.
    """
    head, *tables = _blocks(text.removeprefix(MARK))
    document = tomlkit.parse(head)
    found = _DATE.fullmatch(str(document.get("date", "")))
    if found is None:
        raise ValueError("the policy has no date")
    year = int(found[1])
    told = [*_dated(document, "date", Text("date（方案日期）", "date"))]
    told += _steps(document.get("calendar", ()), 1)
    steps = len(document.get("calendar", ()))
    for i, block in enumerate(tables):
        if "calendar" in (table := tomlkit.parse(block)):
            told += _steps(table["calendar"], steps + 1)
            steps += len(table["calendar"])
            tables[i] = tomlkit.dumps(table)
    notes = [note for note, _ in told]
    for key in ("name", "words"):
        if key in document:
            notes += _advanced(document, key, year)
    if "seed" in document:
        del document["seed"]
        notes.append(
            Text(
                "seed（摇号种子）已删去：须重新抽取，事先公布，再写进来；不写就用方案日期",
                "seed is taken out: draw it anew, publish it beforehand, and write it in; without it the date serves",
            )
        )
    written = tomlkit.dumps(document) + "".join(tables)
    notes += _to_look_at(written, year + 1, [date for _, date in told])
    return (MARK if text.startswith(MARK) else "") + written, tuple(notes)


def _blocks(text: str) -> list[str]:
    """Cut a file before every header of a table: what stands above the first, then a table each.

    A block is TOML by itself; edited alone, it leaves all others as they are, to the byte.
    """
    blocks, block = [], ""
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        if line.lstrip().startswith("[") and _whole(block):
            blocks.append(block)
            block = ""
        block += line
    return [*blocks, block]


def _whole(block: str) -> bool:
    """Say whether a block may end here: inside a list or a text of several lines it may not."""
    try:
        tomllib.loads(block)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _steps(steps: Iterable[MutableMapping[str, Any]], first: int) -> Iterator[tuple[Text, str]]:
    """Advance the dates of steps of the calendar, numbered from `first`."""
    for i, step in enumerate(steps, first):
        for key in ("from", "until"):
            if key in step:
                name = step.get("name", "")
                yield from _dated(
                    step, key, Text(f"calendar 第{i}项“{name}”{key}", f"calendar entry {i} '{name}' {key}")
                )


def _dated(table: MutableMapping[str, Any], key: str, where: Text) -> Iterator[tuple[Text, str]]:
    """Advance a date, if it names a year; yield what to say of it, and the date."""
    old = str(table[key])
    new = _a_year_on(old)
    if new != old:
        _write(table, key, old, new)
        yield Text(f"{where.zh}：{old} 改为 {new}", f"{where.en}: {old} became {new}"), new
        if new[4:] != old[4:]:
            why = Text(f"{new[:4]}年没有2月29日，写成28日", f"{new[:4]} has no 29 February")
            yield Text(f"{where.zh}：{why.zh}", f"{where.en}: {why.en}"), new


def _a_year_on(date: str) -> str:
    """Return the same day a year later, the 28th for 29 February; a date without a year as it is."""
    found = _DATE.fullmatch(date)
    if found is None:
        return date
    year = int(found[1]) + 1
    leap_day = found[3] and int(found[3]) == 2 and found[5] == "29" and not calendar.isleap(year)
    return f"{year:04d}" + ("-02-28" if leap_day else found[2])


def _write(table: MutableMapping[str, Any], key: str, old: str, new: str) -> None:
    """Replace a text in a value, which stays quoted as it was."""
    item = table[key]
    source = item.as_string() if isinstance(item, Item) else str(item)
    table[key] = tomlkit.value(source.replace(old, new))


def _advanced(document: MutableMapping[str, Any], key: str, year: int) -> Iterator[Text]:
    """Advance the policy's year where it stands by itself, and say so."""
    pattern = rf"(?<!\d)(?<![-—–~～至到/]){year}(?!\d)(?!{_SPAN}\d)"
    item = document[key]
    source = item.as_string() if isinstance(item, Item) else str(item)
    new = re.sub(pattern, str(year + 1), source)
    if new != source:
        document[key] = tomlkit.value(new)
        said = f"“{document[key]}”" if key == "name" else ""
        yield Text(
            f"{key} 中的{year}年改为{year + 1}年{'：' + said if said else ''}，请核对",
            f"the year {year} in {key} became {year + 1}{': ' + said if said else ''}; check it",
        )


def _to_look_at(written: str, year: int, done: list[str]) -> Iterator[Text]:
    """Name the lines that still tell of another year."""
    found: dict[int, set[str]] = {}
    for row, line in enumerate(written.splitlines(), 1):
        rest = line
        for date in done:
            rest = rest.replace(date, "")
        years = {told for told in _TOLD.findall(rest) if int(told) != year}
        if years:
            found[row] = years
    if found:
        rows, told = rows_text(found), joined(Text(y, y) for y in sorted(set().union(*found.values())))
        yield Text(
            f"草稿第{rows.zh}行提到{told.zh}，没有改动，请逐行核对",
            f"row(s) {rows.en} of the draft tell of {told.en} and were left as they are; look at each",
        )
