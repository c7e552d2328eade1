"""One school under a plan: who comes, who goes, in which round, and what stays short and why."""

from __future__ import annotations

from models.case import Case
from models.explain.paragraph import Paragraph
from models.plan import Plan


def explain_school(case: Case, plan: Plan, code: str) -> tuple[Paragraph, ...]:
    """Explain one school."""
    raise NotImplementedError
