"""Small words the sentences of the fairness audit share: scores, choices, shares, lists that end somewhere."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from models.words import Text

MOST = 10
"""Lines a list tells; the rest is counted."""


def plain(number: Decimal) -> str:
    """Write a number without an exponent, and without zeros at its end."""
    whole = f"{number:f}"
    return whole.rstrip("0").rstrip(".") if "." in whole else whole


def said_score(score: Decimal | None) -> Text:
    """Say a score, or that there is none."""
    return Text("没有得分", "no score") if score is None else Text(f"{plain(score)}分", f"score {plain(score)}")


def said_choice(rank: int) -> Text:
    """Say which choice."""
    return Text(f"第{rank}志愿", f"choice {rank}")


def percent(part: int, whole: int) -> str:
    """Say a share of whole percents, halves up."""
    share = Decimal(100 * part) / max(1, whole)
    return f"{share.quantize(Decimal(1), ROUND_HALF_UP)}%"


def rounded(number: Decimal) -> str:
    """Write a number with two digits after the point, halves up."""
    return f"{number.quantize(Decimal('0.01'), ROUND_HALF_UP):f}"


def first_few(lines: Sequence[Text], rest: Text, most: int = MOST) -> list[Text]:
    """Return the first few lines, and what to say of the rest where there is one.

    Parameters
    ----------
    rest : says `{n}`, how many are left.
    """
    told, left = list(lines[:most]), len(lines) - most
    if left > 0:
        told.append(Text(rest.zh.replace("{n}", str(left)), rest.en.replace("{n}", str(left))))
    return told


def listed_few(parts: Sequence[Text], most: int = MOST, unit: str = "人") -> Text:
    """Join phrases, the first few if they are many: `其余5人`."""
    zh, en = "、".join(p.zh for p in parts[:most]), ", ".join(p.en for p in parts[:most])
    left = len(parts) - most
    return Text(zh, en) if left <= 0 else Text(f"{zh}，其余{left}{unit}从略", f"{en} and {left} more")
