"""Why scenarios have no plan: a word in the headline, every sentence where the scenario is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.documents.whatif.figures import NOT_REACHED, how_ended
from app.documents.whatif.nobody import WITHHELD, Nobody
from models.words import Text, many
from scenarios.whatif.result import Result

_SEE_BELOW = Text("：原因见下", " (why: see below)")
_PROVEN = Text("没有方案，已证明", "no plan, proven")


@dataclass(frozen=True)
class Report:
    """Where a page sends its reader for what it may not tell: the workbook's name, and how to find the least repair."""

    workbook: str
    repair: Text


COMPARED = Report(
    "comparison.xlsx",
    Text(
        "涉及的人和最小的改动：加 --inputs 后用 check --feasible 看。",
        "Who is concerned, and the least repair: add --inputs, then check --feasible.",
    ),
)
SWEPT = Report(
    "sweep.xlsx",
    Text(
        "涉及的人和最小的改动：用 compare --inputs 写出这个情景，再用 check --feasible 看。",
        "Who is concerned, and the least repair: write the scenario by compare --inputs, then check --feasible.",
    ),
)


def reasons(result: Result, nobody: Nobody, report: Report) -> tuple[Text, ...]:
    """Return all that may be told of why there is no plan, and where the rest stands."""
    told = said_of(result, nobody, report) or (Text("没有说明原因。", "No reason was given."),)
    return (*told, report.repair) if result.status == "infeasible" else told


def said_of(result: Result, nobody: Nobody, report: Report) -> tuple[Text, ...]:
    """Return what a result says of itself; what names people stands elsewhere, and that is said last."""
    elsewhere = Text(f"涉及个人的原因见 {report.workbook}。", f"Reasons that concern persons: {report.workbook}.")
    shown = nobody.of(result.said)
    told = tuple(text for text in shown if text is not WITHHELD)
    return (*told, elsewhere) if WITHHELD in shown else told


def planless_word(result: Result) -> Text:
    """Say for a headline how a solve without a plan ended; why stands below."""
    said = _PROVEN if result.status == "infeasible" else how_ended(result)
    return Text(f"{said.zh}{_SEE_BELOW.zh}", f"{said.en}{_SEE_BELOW.en}") if result.said else said


def waiting(results: Sequence[Result], named: Text) -> Text | None:
    """Say how many scenarios are not computed yet, before the others are held against each other.

    Parameters
    ----------
    named : their names, or the first of them.
    """
    n = sum(not result.reached for result in results)
    if not n:
        return None
    rest = len(results) - n
    only = Text(f"；以下只说其余 {rest} 个", f"; what follows is of the other {rest} only") if rest else Text("", "")
    return Text(
        f"{n} 个情景{NOT_REACHED.zh}：{named.zh}{only.zh}。",
        f"{many(n, 'scenario')} {NOT_REACHED.en}: {named.en}{only.en}.",
    )
