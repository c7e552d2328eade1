"""What a year's papers are made from, which there are, and what keeps them from being written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.made_plan import MadePlan
from models.appeals.appeal import Appeal
from models.words import Text

Stage = Literal["draft", "published", "final"]
Part = Literal["publication", "plan", "registers", "notices", "orders", "export", "appeals"]
PARTS: dict[Part, Text] = {
    "publication": Text("公示名单", "publication list"),
    "plan": Text("方案", "plan"),
    "registers": Text("表册", "registers"),
    "notices": Text("通知", "notices"),
    "orders": Text("调令", "transfer orders"),
    "export": Text("交流经历导出", "exchange export"),
    "appeals": Text("申诉处理意见", "answers to appeals"),
}
"""The parts of the set, in the order they are numbered."""
OF_A_FINAL_PLAN: tuple[Part, ...] = ("notices", "orders", "export", "appeals")
"""What people act on: written of a plan that is not final only where asked for by name, and marked then."""
NOT_FINAL = Text("草案，未定稿，不得下发", "draft, not final, not to be issued")
"""What every such paper bears in its heading and in its file's name."""
STAGES: dict[Stage, Text] = {
    "draft": Text("草案", "draft"),
    "published": Text("公示", "published"),
    "final": Text("定稿", "final"),
}


@dataclass(frozen=True)
class Period:
    """When objections are heard: first and last day, and the bureau's words for it (such as 5个工作日).

    `round` is 2 where a list is published for the second time, after appeals.
    """

    first: date
    last: date
    words: Text
    round: int = 1


@dataclass(frozen=True)
class YearPapers:
    """What one set of papers is made from.

    Attributes
    ----------
    made : the plan with its case; one that breaks a hard rule gets no papers.
    period : the period of publication; None leaves lines to fill in.
    head : hash of the last entry of the year's record, "" if none is kept.
    made_on : the date the papers bear.
    names : whether the published list masks names.
    published : the plan a re-run goes back to, as it was published; None for papers of no re-run.
    appeals : the register against what was published, whatever the rulings.
    """

    made: MadePlan
    year: int
    stage: Stage
    period: Period | None
    head: str
    made_on: date
    names: Literal["masked", "full"] = "masked"
    published: MadePlan | None = None
    appeals: tuple[Appeal, ...] = ()


class YearPapersError(Exception):
    """Papers that cannot be written; `texts` tell the planner why and what to do, everything at once."""

    def __init__(self, texts: Sequence[Text]) -> None:
        super().__init__("; ".join(text.en for text in texts))
        self.texts = tuple(texts)


class PapersFolderError(YearPapersError):
    """A folder that papers cannot be written to."""


class PapersTemplateError(YearPapersError):
    """A template that cannot be filled: its file, the place in it, the field, and the nearest known one."""


class PapersPrivacyError(YearPapersError):
    """Papers that tell what must not be told: the file, the place, the kind, and the words around it, masked."""
