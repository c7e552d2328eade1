"""What the record refuses, always with what to do instead."""

from __future__ import annotations

from models.words import Text


class RecordError(Exception):
    """Something the record cannot do; nothing has been changed."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class StepError(RecordError):
    """A step that the state of the year does not allow."""


class DamagedError(RecordError):
    """A file that is no record, or no longer a whole one."""
