"""Makes the shipped Word and Excel templates; run it after a change, `python -m app.documents.year.make_templates`.

The same script makes the same bytes: a test compares them with those that ship.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.documents.year import make_sheets, make_words
from app.documents.year.templates import (
    APPEAL_ANSWER,
    FOLDER,
    ORDERS,
    PERSONAL_NOTICE,
    PUBLICATION_BOOK,
    REGISTERS,
    SCHOOL_NOTICE,
    template_name,
)
from models.words import Lang

MAKERS: dict[str, Callable[[Lang], bytes]] = {
    PUBLICATION_BOOK: make_sheets.publication,
    REGISTERS: make_sheets.registers,
    SCHOOL_NOTICE: make_words.school_notice,
    ORDERS: make_words.transfer_orders,
    APPEAL_ANSWER: make_words.appeal_answer,
    PERSONAL_NOTICE: make_words.personal_notice,
}


def make(folder: Path) -> tuple[Path, ...]:
    """Write the templates of both languages into a folder; return their paths."""
    made = []
    for name, maker in MAKERS.items():
        langs: tuple[Lang, ...] = ("zh", "en")
        for lang in langs:
            path = folder / template_name(name, lang)
            path.write_bytes(maker(lang))
            made.append(path)
    return tuple(made)


if __name__ == "__main__":
    make(FOLDER)
