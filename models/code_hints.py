"""Which code is meant by one that no table knows: with the zeros Excel dropped, or that of the name written instead."""

from __future__ import annotations

from typing import Literal, NamedTuple

from models.district import District
from models.words import Text


class UnknownCode(NamedTuple):
    """What to say of a code no table has, and what to write instead."""

    reason: Text
    repair: Text


def unknown_code(district: District, table: Literal["teachers", "schools"], code: str) -> UnknownCode:
    """Say that a code is unknown, and which one may be meant: with its leading zeros, or of that name."""
    codes = list(district[table]["teacher_id" if table == "teachers" else "school_id"])
    bare = code.lstrip("0")
    zeros = [c for c in codes if c.lstrip("0") == bare]
    named = [c for c, name in zip(codes, district[table]["name"], strict=True) if name == code]
    if zeros:
        meant = Text("或".join(zeros), " or ".join(zeros))
        return UnknownCode(
            Text(
                f"没有代码“{code}”，只有“{meant.zh}”；开头的0多半被 Excel 去掉了",
                f"there is no code '{code}' but {meant.en}; Excel has most likely dropped the leading zeros",
            ),
            Text(f"把该列设为“文本”格式，改为{meant.zh}", f"format the column as text and write {meant.en}"),
        )
    what = Text("花名册", "the roster") if table == "teachers" else Text("学校表", "the schools table")
    repair = Text("核对后改正", "check and correct it")
    if named:
        meant = Text("或".join(named), " or ".join(named))
        repair = Text(f"这里填的是名称，改填代码{meant.zh}", f"this is a name; write the code {meant.en}")
    return UnknownCode(Text(f"{what.zh}中没有这个代码", f"{what.en} has no such code"), repair)
