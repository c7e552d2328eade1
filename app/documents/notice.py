"""The one-page notice for one teacher, holding that person's case only."""

from __future__ import annotations

from pathlib import Path

from app.made_plan import MadePlan
from models.words import Lang


def write_notice(made: MadePlan, teacher: str, target: Path, lang: Lang) -> tuple[Path, Path]:
    """Write a notice as Word and HTML; return both paths."""
    raise NotImplementedError
