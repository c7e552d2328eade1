"""`lungang year`: a bureau's year in one file, from the draft to next year's tables."""

from __future__ import annotations

from app.commands.year.group import year

__all__ = ["year"]
