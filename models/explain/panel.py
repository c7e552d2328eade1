"""The score panel: every rule and goal, its value, and the people behind it; and what differs between two plans."""

from __future__ import annotations

from models.case import Case
from models.explain.paragraph import Paragraph
from models.plan import Plan


def score_panel(case: Case, plan: Plan) -> tuple[Paragraph, ...]:
    """Say every rule and goal of a plan."""
    raise NotImplementedError


def panel_diff(first: tuple[Case, Plan], second: tuple[Case, Plan]) -> tuple[Paragraph, ...]:
    """Say what differs between two plans, and only that."""
    raise NotImplementedError
