"""One teacher under a plan: why this school, what better choices there were, what alternatives would cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.case import Case
from models.explain.paragraph import Paragraph
from models.plan import Plan
from optimizer.events import Settings


def explain_teacher(
    case: Case, plan: Plan, teacher: str, settings: Settings, record: Mapping[str, Any] | None
) -> tuple[Paragraph, ...]:
    """Explain one teacher's place."""
    raise NotImplementedError


def explain_elsewhere(
    case: Case, plan: Plan, teacher: str, school: str, settings: Settings, record: Mapping[str, Any] | None
) -> tuple[Paragraph, ...]:
    """Explain why a teacher is not at a school."""
    raise NotImplementedError
