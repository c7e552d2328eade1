"""The fairness audit of a plan, told."""

from __future__ import annotations

from models.case import Case
from models.explain.paragraph import Paragraph
from models.plan import Plan


def fairness(case: Case, plan: Plan) -> tuple[Paragraph, ...]:
    """Audit a plan."""
    raise NotImplementedError
