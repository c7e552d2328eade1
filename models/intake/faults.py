"""A fault: what is wrong with a cell, a row or a file, where exactly, and how it may be mended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from models.words import Lang, Text


class UnreadableError(Exception):
    """A path that cannot be read at all: nothing there, not a workbook, encrypted or damaged."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True)
class Fault:
    """One thing the planner should look at; `level` says whether work can go on without.

    Attributes
    ----------
    file, sheet : where; sheet is "" for CSV.
    row : as Excel counts it, from 1; 0 where the fault is of a whole sheet or file.
    column : Excel's letter ("C"), "" where the fault is of a whole row.
    header : the header as the planner wrote it.
    value : the cell as read, as text.
    """

    file: str
    reason: Text
    repair: Text
    sheet: str = ""
    row: int = 0
    column: str = ""
    header: str = ""
    value: str = ""
    level: Literal["fault", "warning"] = "fault"
    key: Text | None = None
    """For a fault of a policy: the key where it stands, as its file writes it."""

    def place(self, lang: Lang) -> str:
        """Say where: file, sheet, cell and header."""
        where = [self.file]
        if self.key is not None:
            where.append(self.key.say(lang))
        if self.sheet:
            where.append(f"工作表“{self.sheet}”" if lang == "zh" else f"sheet '{self.sheet}'")
        if self.row:
            where.append(f"第{self.row}行" if lang == "zh" else f"row {self.row}")
        if self.column or self.header:
            head = f"“{self.header}”" if lang == "zh" else f"'{self.header}'"
            name = " ".join(p for p in (self.column, head if self.header else "") if p)
            where.append(f"{name}列" if lang == "zh" else f"column {name}")
        return (" " if lang == "zh" else ", ").join(where)

    def say(self, lang: Lang) -> str:
        """Say the whole fault on one line."""
        if lang == "zh":
            value = f"值“{self.value}”：" if self.value else ""
            return f"{self.place(lang)}：{value}{self.reason.zh}。建议：{self.repair.zh}。"
        value = f"value '{self.value}': " if self.value else ""
        return f"{self.place(lang)}: {value}{self.reason.en}. Suggested repair: {self.repair.en}."
