"""How people are named where everybody reads it: names with a star, numbers only where they tell nothing of birth."""

from __future__ import annotations

import re
from collections.abc import Iterable

COMPOUND = frozenset(
    re.findall(
        r"\w\w",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于"
        "司空闾丘子车亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里呼延东郭南门羊舌微生公户公玉公仪梁丘公仲"
        "公上公门公山公坚左丘公伯西门公祖第五公乘贯丘公皙南荣东里东宫仲长子书子桑即墨达奚褚师第二",
    )
)
"""Surnames of two characters, which stay whole."""
STAR = "*"
LEFT_OUT = "略"
"""What stands for a staff number that is not printed."""
PIECE = 6
"""Digits in a row of an identity number that are too many to print."""
IDENTITY = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?![\dXx])")


def masked(name: str) -> str:
    """Return a name for publication: 张*, 张*丰, 欧阳*明.

    The surname stays, and from three characters on the last one; each other character is a star.
    """
    kept = 2 if name[:2] in COMPOUND and len(name) > 2 else 1
    if len(name) <= 1:
        return STAR
    last = name[-1] if len(name) >= 3 and len(name) > kept + 1 else ""
    return name[:kept] + STAR * (len(name) - kept - len(last)) + last


def identities(cells: Iterable[object]) -> frozenset[str]:
    """Return every identity number, of 18 or 15 characters, that stands in text cells; its X a capital."""
    return frozenset(
        found[0].upper()
        for cell in cells
        if isinstance(cell, str) and len(cell) >= 15
        for found in IDENTITY.finditer(cell)
    )


def pieces(number: str) -> frozenset[str]:
    """Return every run of an identity number that is too long to print."""
    return frozenset(number[i : i + PIECE] for i in range(len(number) - PIECE + 1))


def public_number(code: str, own: Iterable[str], birth: str = "") -> str:
    """Return a staff number where it tells nothing, else "": it is an identity number, or holds a piece of one.

    Parameters
    ----------
    own : the person's identity numbers, as far as the tables hold them.
    birth : the person's month of birth as `198503`, if it is known.
    """
    if IDENTITY.search(code) or (birth and birth in code):
        return ""
    return "" if any(piece in code for number in own for piece in pieces(number)) else code
