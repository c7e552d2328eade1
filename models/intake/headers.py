"""Where the header of a table stands, under title rows and over two lines, and what each column is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.intake.cells import Cell, is_blank, shown, tidy
from models.intake.names import Aliases, column_of
from models.tables import TABLES, Table

SEARCHED = 20
"""A header is looked for in this many rows from the top."""


@dataclass(frozen=True)
class Header:
    """A header found.

    Attributes
    ----------
    first, last : its rows, from 0; `last` differs from `first` where sub-headers stand on a second line.
    written : what stands over each column, "" where nothing does.
    names : the English name of each column the table knows, None for others.
    """

    first: int
    last: int
    written: tuple[str, ...]
    names: tuple[str | None, ...]

    @property
    def known(self) -> frozenset[str]:
        """The columns recognised."""
        return frozenset(n for n in self.names if n is not None)

    def fits(self, table: Table) -> bool:
        """Whether this is a header of the table at all, complete or not."""
        return len(self.known) >= 2 or {c.name for c in table.columns if c.required} <= self.known


def find_header(rows: Sequence[Sequence[Cell]], table: Table, aliases: Aliases) -> Header | None:
    """Return the row of the first twenty that knows the most columns of the table, or None if none knows any."""
    best: Header | None = None
    single = [_header(i, i, rows[i], table, aliases) for i in range(min(SEARCHED, len(rows)))]
    for i, header in enumerate(single):
        if header.known and (best is None or len(header.known) > len(best.known)):
            best = header
        if i + 1 < len(single) and header.known:
            both = _header(i, i + 1, _stacked(rows[i], rows[i + 1], single[i + 1]), table, aliases)
            if best is not None and len(both.known) > max(len(best.known), len(single[i + 1].known)):
                best = both
    return best


def _header(first: int, last: int, cells: Sequence[Cell], table: Table, aliases: Aliases) -> Header:
    written = tuple(tidy(shown(cell)) for cell in cells)
    return Header(first, last, written, tuple(column_of(w, table, aliases) if w else None for w in written))


def _stacked(upper: Sequence[Cell], lower: Sequence[Cell], below: Header) -> list[Cell]:
    """Lay a line of sub-headers over the line above: where the lower one is a known column, it speaks."""
    width = max(len(upper), len(lower))
    above = [*upper, *[""] * (width - len(upper))]
    names = [*below.names, *[None] * (width - len(below.names))]
    return [lower[j] if names[j] is not None else above[j] for j in range(width)]


def likely_table(rows: Sequence[Sequence[Cell]], aliases: Aliases) -> str | None:
    """Return the one table whose required columns all stand in a header of these rows, or None."""
    found = []
    for table in TABLES.values():
        header = find_header(rows, table, aliases)
        required = {c.name for c in table.columns if c.required}
        if header is not None and required <= header.known:
            found.append((len(header.known), len(required), table.name))
    return max(found)[2] if found else None


def is_repeated(row: Sequence[Cell], header: Header) -> bool:
    """Whether a row repeats the header, as pages printed and joined do."""
    cells = [tidy(shown(c)) for c in row if not is_blank(c)]
    return len(cells) >= 2 and cells == [w for w in header.written if w]
