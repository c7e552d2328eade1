"""Which table a sheet or file is, which column a header is: names in two languages and five spellings."""

from __future__ import annotations

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from models.intake.faults import UnreadableError
from models.tables import APPEALS, SPECS, TABLES, Column, Table
from models.words import Text

Aliases = Mapping[str, str]
"""A user's own spellings: spelling -> English name of a table or column."""

QUIET = ("说明", "填表说明", "使用说明", "问题清单", "instructions", "readme", "faults", "problems")
"""Sheets that are no tables and need no word about it; our own fault list comes back with the planner's file."""

_BRACKETS = re.compile(r"[(\[【〔<《][^)\]】〕>》]*[)\]】〕>》]")
_MARKS = re.compile(r"^[*＊\s]+|[*＊\s]+$|[(（\[【]\s*(必填|选填|可不填|required|optional)\s*[)）\]】]", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(19|20)\d{2}(?!\d)(学年度?|年度?)?")
_NUMBERING = re.compile(r"^(\d{1,2}|[一二三四五六七八九十]{1,2}(?=[、.]))[_\-.、\s]*(?=\D)")


def plain(name: str) -> str:
    """Return a name as it is compared: width, case, spaces, `_`, `-` and marks of "required" put aside."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s_\-*:﹡＊\u200b\ufeff]+", "", folded)


def without_brackets(name: str) -> str:
    """Return a name without what stands in brackets (`（必填）`, `（2026）`), compared as `plain` does."""
    return plain(_BRACKETS.sub("", unicodedata.normalize("NFKC", name)))


def kept_name(header: str) -> str:
    """Return the name under which a column the table does not know is kept: marks of "required" are no part of it."""
    kept = _MARKS.sub("", header).strip() or header
    return kept if kept == header else kept_name(kept)  # 备注*（必填） bears two marks


def spellings(thing: Table | Column) -> tuple[str, ...]:
    """Every shipped name of a table or column."""
    return (thing.name, thing.zh, *thing.aliases)


@lru_cache(maxsize=64)
def _columns(table: str, extra: tuple[tuple[str, str], ...]) -> dict[str, str]:
    spec = SPECS[table]
    found = {plain(spelling): column.name for column in spec.columns for spelling in spellings(column)}
    own = {plain(spelling): name for spelling, name in extra if spec.column(name) is not None}
    return found | own


def column_of(header: str, table: Table, aliases: Aliases) -> str | None:
    """Return the English name of the column a header means, or None if the table has none such."""
    known = _columns(table.name, tuple(sorted(aliases.items())))
    name = known.get(plain(header))
    return name if name is not None else known.get(without_brackets(header))


def table_of(name: str, aliases: Aliases, among: Mapping[str, Table] = TABLES) -> tuple[str | None, bool]:
    """Return which of some tables a sheet or file name means, and whether by its very name.

    A name is also known by its ending (`某县2026年教师花名册`); then the second value is False, and a
    sheet that bears the very name goes first.
    """
    known = {plain(s): table.name for table in among.values() for s in spellings(table)}
    known |= {plain(s): english for s, english in aliases.items() if english in among}
    bare = unicodedata.normalize("NFKC", name).strip()
    numberless = _NUMBERING.sub("", bare)
    for candidate in (bare, numberless, _BRACKETS.sub("", numberless), _YEAR.sub("", _BRACKETS.sub("", numberless))):
        if plain(candidate) in known:
            return known[plain(candidate)], True
    short = plain(_YEAR.sub("", _BRACKETS.sub("", bare)))
    endings = [s for s in known if len(s) >= 3 and not s.isascii() and short.endswith(s)]
    return (known[max(endings, key=len)], False) if endings else (None, False)


def is_quiet(name: str) -> bool:
    """Whether a sheet of that name is no table of a district and may be passed over without a word.

    Appeals may stand beside the tables of the district they are about; they have a reader of their own.
    """
    return without_brackets(name) in {plain(q) for q in QUIET} or table_of(name, {}, _BESIDE)[0] is not None


_BESIDE = {APPEALS.name: APPEALS}


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like this one, as written, or None."""
    by_plain = {plain(k): k for k in known}
    close = difflib.get_close_matches(plain(name), by_plain, n=1, cutoff=0.5)
    return by_plain[close[0]] if close else None


def read_aliases(path: Path) -> dict[str, str]:
    """Read a user's own spellings from a TOML file.

    The file has two tables, `[tables]` and `[columns]`, each `"spelling" = "english_name"`.

    Raises
    ------
    UnreadableError : if the file cannot be read, is no TOML, or names a table or column there is not.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnreadableError(
            Text(f"别名文件“{path}”读不了：{error}", f"the alias file '{path}' cannot be read: {error}")
        ) from error
    known = {"tables": set(SPECS), "columns": {c.name for t in SPECS.values() for c in t.columns}}
    aliases: dict[str, str] = {}
    for section, entries in raw.items():
        if section not in known or not isinstance(entries, dict):
            raise _alias_error(
                path, section, "只能有 [tables] 和 [columns] 两节", "only [tables] and [columns] may stand there"
            )
        for spelling, name in entries.items():
            if not isinstance(name, str) or name not in known[section]:
                guess = difflib.get_close_matches(str(name), known[section], n=1)
                hint = guess[0] if guess else "、".join(sorted(SPECS)) if section == "tables" else ""
                raise _alias_error(
                    path,
                    f"{spelling} = {name}",
                    f"没有这个英文名{'，是不是 ' + hint if hint else ''}",
                    f"there is no such English name{'; did you mean ' + hint + '?' if hint else ''}",
                )
            if aliases.get(spelling, name) != name:
                raise _alias_error(path, spelling, "同一写法对应了两个名字", "one spelling stands for two names")
            aliases[spelling] = name
    return aliases


def _alias_error(path: Path, what: str, zh: str, en: str) -> UnreadableError:
    return UnreadableError(Text(f"别名文件“{path}”，{what}：{zh}", f"alias file '{path}', {what}: {en}"))
