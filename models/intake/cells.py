"""One cell, as a file holds it, to the value its column asks for, or to what is wrong with it.

Nothing is repaired here: a cell is read in the one way it can be meant, or it is a flaw. Source:
rulebook 1; the traps (identity numbers and dates typed as numbers) are of Excel, not of planners.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal, NamedTuple

from models.district import empty_value
from models.intake.dates import Flawed, month_text, read_month
from models.intake.names import nearest
from models.tables import NO_WORDS, YES_WORDS, Column
from models.words import Text

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta
"""What a file holds in one cell; "" where empty. A CSV holds nothing but text."""

EXCEL_DIGITS = 1e15
"""Excel keeps 15 digits of a number; from here on the last ones are already lost."""

LARGEST = 10**9

SEEN_AT_A_GLANCE = 5
"""Of more words than this the nearest is suggested, too, beside the list of all."""

_SPACES = re.compile(r"[\s\u00a0\u200b\u3000\ufeff]+")
_SOLID = re.compile(r"[^\s\u00a0\u200b\u3000\ufeff]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d{2,}")
_ERROR = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|GETTING_DATA|SPILL!|CALC!)")
_IDENTITY = re.compile(r"身份证|公民身份|身份号码|证件号|^(id|identity)[_ ]?(card|number|no)", re.IGNORECASE)
_IDENTITY_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_OTHER_SEPARATORS = re.compile(r"[,，、|]")


@dataclass(frozen=True)
class Flaw:
    """What is wrong with a cell, without its place.

    `once`, where not empty, names what is told once a column, at the first row, rather than at each.
    """

    reason: Text
    repair: Text
    level: Literal["fault", "warning"] = "fault"
    once: str = ""


class Reading(NamedTuple):
    """The value of a cell (that of an empty one if the cell is at fault), and what to say of it."""

    value: object
    flaw: Flaw | None = None


def tidy(text: str) -> str:
    """Normalise spaces and nothing else: none at the ends, one within (rulebook 1)."""
    return _SPACES.sub(" ", text).strip()


def shown(cell: Cell) -> str:
    """Return the cell as text: whole numbers without a point, dates as Excel's formula bar has them."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and math.isfinite(cell) and cell == int(cell):
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return cell if isinstance(cell, str) else str(cell)


def is_blank(cell: Cell) -> bool:
    """Whether nothing is in the cell, spaces not counted."""
    return isinstance(cell, str) and _SOLID.search(cell) is None


def is_identity_header(header: str) -> bool:
    """Whether a column of that header holds identity numbers 身份证号."""
    return bool(_IDENTITY.search(unicodedata.normalize("NFKC", header).strip()))


def holds_identity_number(text: str) -> bool:
    """Whether 18 characters with a true check digit (GB 11643) stand in a text."""
    found = _IDENTITY_NUMBER.findall(unicodedata.normalize("NFKC", text))
    return any(number[-1].upper() == _check_digit(number) for number in found)


def _check_digit(number: str) -> str:
    """Return the last character that the first 17 digits of an identity number ask for (GB 11643)."""
    return "10X98765432"[sum(w * int(d) for w, d in zip(_WEIGHTS, number, strict=False)) % 11]


def read_cell(cell: Cell, column: Column, header: str = "") -> Reading:
    """Read one cell of a column.

    Parameters
    ----------
    cell : as the file holds it.
    column : what it should be; the value returned is of `column.kind` (see `models.tables.Kind`).
    header : the header as the planner wrote it; a column of identity numbers is known by it.

    Returns
    -------
    The value, or an empty cell's value with a flaw of level `fault`. An empty cell is never at fault here.
    """
    empty = empty_value(column.kind, column.default)
    if is_blank(cell):
        return Reading(empty)
    if isinstance(cell, str) and _ERROR.fullmatch(cell.strip()):
        return Reading(empty, ERROR_CELL)
    if is_identity_header(header):
        flaw = _identity_flaw(cell)
        if flaw is not None:
            return Reading(empty, flaw)
    value, flaw = _READERS[column.kind](cell, column)
    return Reading(empty if flaw is not None and flaw.level == "fault" else value, flaw)


ERROR_CELL = Flaw(
    Text("单元格是公式错误，不是数据", "the cell shows a formula error, not a value"),
    Text(
        "改正公式，或直接填写内容；确实没有就清空",
        "mend the formula or type the value; if there is none, clear the cell",
    ),
)
_LOST_DIGITS = Flaw(
    Text(
        "长号码按数字存放，Excel 只保留前15位，后面的位数已经丢失，不能还原",
        "a long number is stored as a number: Excel keeps 15 digits, the rest is already lost and cannot be recovered",
    ),
    Text(
        "把该列设为“文本”格式，再按原始材料重新填写完整号码",
        "format the column as text and type the whole number again from the original papers",
    ),
)
_TURNED_DATE = Flaw(
    Text(
        "此列应为文字，单元格却是日期，多半是 Excel 自动改的",
        "text is expected, but the cell is a date, most likely made by Excel",
    ),
    Text("把该列设为“文本”格式，再重新填写", "format the column as text and type it again"),
)


def _identity_flaw(cell: Cell) -> Flaw | None:
    if not isinstance(cell, str) or _SCIENTIFIC.fullmatch(cell.strip()):
        return _LOST_DIGITS
    number = tidy(cell).upper()
    if not re.fullmatch(r"[0-9X]+", number):
        return None
    if len(number) != 18 or "X" in number[:-1]:
        return Flaw(
            Text(
                f"身份证号应为18位，这里是{len(number)}位",
                f"an identity number has 18 characters, this one {len(number)}",
            ),
            Text("对照身份证重新填写", "type it again from the card"),
        )
    if number[-1] == _check_digit(number):
        return None
    return Flaw(
        Text("身份证号的校验码不对，号码有误或已被 Excel 改动", "the check digit of the identity number is wrong"),
        Text(
            "对照身份证重新填写，并把该列设为“文本”格式", "type it again from the card, in a column formatted as text"
        ),
    )


def _read_text(cell: Cell, column: Column) -> tuple[object, Flaw | None]:
    if isinstance(cell, dt.date | dt.time | dt.timedelta):
        return "", _TURNED_DATE
    if isinstance(cell, int | float) and not isinstance(cell, bool) and not abs(cell) < EXCEL_DIGITS:
        return "", _LOST_DIGITS
    text = tidy(shown(cell))
    if _SCIENTIFIC.fullmatch(text):
        return "", _LOST_DIGITS
    return text, None


def _read_code(cell: Cell, column: Column) -> tuple[object, Flaw | None]:
    text, flaw = _read_text(cell, column)
    if flaw is not None or isinstance(cell, str):
        return text, flaw
    if isinstance(cell, bool) or cell != int(cell) or cell < 0:  # type: ignore[arg-type, operator]
        return "", Flaw(
            Text("代码应为文字，这里不是整数也不是文字", "a code is text, and this is neither text nor a whole number"),
            Text("把该列设为“文本”格式，再重新填写代码", "format the column as text and type the code again"),
        )
    return text, Flaw(
        Text(
            f"代码列按数字存放，已按“{text}”读入；如果代码以0开头，开头的0已经丢失",
            f"codes are stored as numbers and read as '{text}'; if codes begin with 0, that 0 is already lost",
        ),
        Text("核对后把该列设为“文本”格式", "check them and format the column as text"),
        "warning",
        once="number",
    )


def _read_word(cell: Cell, column: Column) -> tuple[object, Flaw | None]:
    text, flaw = _read_text(cell, column)
    if flaw is not None:
        return text, flaw
    folded = str(text).casefold()
    for word, others in column.words.items():
        if folded == word.casefold() or folded in (o.casefold() for o in others):
            return word, None
    english = (
        next((w for w in (word, *others) if w.isascii() and not w.isdigit()), word)
        for word, others in column.words.items()
    )
    chinese = (next((w for w in (word, *others) if not w.isascii()), word) for word, others in column.words.items())
    listed = Text(
        "、".join(chinese),
        ", ".join(f"{w} ({e})" if e != w else w for w, e in zip(column.words, english, strict=True)),
    )
    if column.open_words:
        return text, Flaw(
            Text(f"不是常用的{column.zh}，已照原样保留", f"not one of the usual words of {column.name}; kept as it is"),
            Text(f"如是笔误，改为：{listed.zh}", f"if it is a slip, use one of: {listed.en}"),
            "warning",
            once=f"word {text}",
        )
    spelled = (word for words in column.words.items() for word in (words[0], *words[1]))
    close = nearest(str(text), spelled) if len(column.words) > SEEN_AT_A_GLANCE else None
    meant = Text(f"是不是“{close}”？", f"is '{close}' meant? ") if close else Text("", "")
    return "", Flaw(
        Text(f"不认识的{column.zh}", f"not a word that {column.name} knows"),
        Text(f"{meant.zh}改为：{listed.zh}", f"{meant.en}use one of: {listed.en}"),
    )


def _read_number(cell: Cell, column: Column) -> tuple[object, Flaw | None]:
    whole = column.kind == "int"
    kind = Text("整数", "a whole number") if whole else Text("数字", "a number")
    if isinstance(cell, str):
        digits = unicodedata.normalize("NFKC", tidy(cell))
        number = float(digits) if _NUMBER.fullmatch(digits) else math.nan
    else:
        number = float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else math.nan
    if not math.isfinite(number) or (whole and number != int(number)):
        return None, Flaw(
            Text(f"应为{kind.zh}", f"{kind.en} is expected"),
            Text("只填数字，不带单位、逗号和文字", "type digits only, without units, commas or words"),
        )
    if column.low is not None and number < column.low:
        return None, Flaw(
            Text(f"不能小于{column.low}", f"it cannot be less than {column.low}"),
            Text("核对后改正", "check and correct it"),
        )
    if abs(number) > LARGEST:
        return None, Flaw(
            Text("数字过大，不合常理", "the number is too large to be meant"),
            Text("核对后改正", "check and correct it"),
        )
    return (int(number) if whole else number), None


def _read_yesno(cell: Cell, column: Column) -> tuple[object, Flaw | None]:
    text = tidy(shown(cell)).casefold()
    if text in YES_WORDS or text in NO_WORDS:
        return text in YES_WORDS, None
    return None, Flaw(Text("应为“是”或“否”", "yes or no is expected"), Text("填“是”或“否”", "write yes or no"))


def _read_month(cell: Cell, column: Column) -> tuple[object, Flaw | None]:
    try:
        month = read_month(cell)
    except Flawed as flawed:
        return None, Flaw(flawed.reason, flawed.repair)
    if isinstance(cell, float) and cell < 10000 and round(cell * 100) % 10 == 0:
        return month, Flaw(
            Text(
                f"年月按小数存放，已读作{month_text(month)}；这样存放时10月会丢掉末尾的0，变成1月",
                f"months are stored as decimal numbers, read as {month_text(month)}; "
                "so stored, October loses its 0 and becomes January",
            ),
            Text(
                "核对后把该列设为“文本”格式，写成1985-10这样", "check them, format the column as text and write 1985-10"
            ),
            "warning",
            once="decimal",
        )
    return month, None


def _read_list(cell: Cell, column: Column) -> tuple[object, Flaw | None]:
    text, flaw = _read_text(cell, column)
    if flaw is not None:
        return (), flaw
    entries = [tidy(e) for e in re.split("[;；]", str(text))]
    while entries and not entries[-1]:
        entries.pop()
    if not all(entries):
        return (), Flaw(
            Text("两个分号之间是空的", "there is nothing between two semicolons"),
            Text("补上缺的一项，或删去多余的分号", "fill in the missing entry or delete the semicolon"),
        )
    if column.name == "also":
        return _posts_taught(entries)
    if column.name == "status":
        entries, flaw = _statuses(entries)
    odd = next((e for e in entries if _OTHER_SEPARATORS.search(e)), None)
    if flaw is not None or odd is None:
        return tuple(entries), flaw
    return tuple(entries), Flaw(
        Text(
            f"“{odd}”按一项读入；多项之间应用分号隔开",
            f"'{odd}' is read as one entry; entries are separated by semicolons",
        ),
        Text("如是多项，改用“；”隔开", "if these are several, separate them by ';'"),
        "warning",
        once=f"entry {odd}",
    )


def _posts_taught(entries: list[str]) -> tuple[object, Flaw | None]:
    posts = []
    for entry in entries:
        parts = [tidy(p) for p in re.split("[:：]", entry)]
        if len(parts) != 2 or not all(parts) or _OTHER_SEPARATORS.search(entry):
            return (), Flaw(
                Text(f"“{entry}”不是“学段:学科”的写法", f"'{entry}' is not written stage:subject"),
                Text("写成“小学:语文”，多项用“；”隔开", "write 小学:语文, with ';' between several"),
            )
        posts.append(":".join(parts))
    return tuple(posts), None


def _statuses(entries: list[str]) -> tuple[list[str], Flaw | None]:
    """Write the month after which an entry lapses as `:YYYY-MM`."""
    kept = []
    for entry in entries:
        word, colon, until = (tidy(p) for p in entry.replace("：", ":").partition(":"))
        if not colon:
            kept.append(word)
            continue
        try:
            month = month_text(read_month(until))
        except Flawed:
            month = ""
        if not word or not month:
            return [], Flaw(
                Text(f"“{entry}”的截止年月认不出来", f"the month at which '{entry}' lapses cannot be read"),
                Text("写成“哺乳期:2026-08”，冒号后面是截止年月", "write 哺乳期:2026-08, the month after the colon"),
            )
        kept.append(f"{word}:{month}")
    return kept, None


def _kept(cell: Cell, column: Column) -> tuple[object, Flaw | None]:
    return cell, None


_READERS = {
    "code": _read_code,
    "text": _read_text,
    "word": _read_word,
    "int": _read_number,
    "number": _read_number,
    "yesno": _read_yesno,
    "month": _read_month,
    "list": _read_list,
    "cell": _kept,
}
