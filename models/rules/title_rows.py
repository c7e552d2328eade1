"""The lines of the table `title_posts` over the open pairs: who leaves a post of a title, and who comes to one.

Rule `title_posts` and goal `downgrade` both count on these arrays. What a person leaves, any move of theirs leaves;
only moves that leave the personnel relation where it is are taken back, pair by pair.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from models.case import Case
from models.change import CellChange
from models.district import IntArray
from models.draft import Draft, Entry, Number
from models.naming import school_name
from models.pairs import Pairs
from models.program import FREE, Give
from models.words import Text


class TitleRows:
    """The lines of `title_posts` some pair comes to, numbered from 0, and what each pair does to them.

    Attributes
    ----------
    room : posts less the people who hold them before any move, shape (lines,); below 0 where they are too many.
    most_in, most_out : people who could come, and leave, at most; shape (lines,).
    ids, line : pairs that come to a post of a line, and that line; shape (arrivals,) each.
    """

    def __init__(self, draft: Draft, owner: str, titles: Collection[str] | None = None) -> None:
        """Read the lines of some titles, of all if none are given; rows added later are `owner`'s."""
        self.draft, self.owner = draft, owner
        district, pairs = draft.case.district, draft.pairs
        size = len(district.teachers)
        table = district["title_posts"]
        if titles is not None:
            table = table[table["title"].isin(list(titles))]
        at_home, to = _lines_of(draft.case, table, pairs)
        along = draft.transfers
        used = np.unique(to[along & (to >= 0)])
        renumber = np.full(len(table) + 1, -1, np.int64)  # the last place answers for -1, no line
        renumber[used] = np.arange(len(used))
        self._table = table.iloc[used]
        self.ids = np.flatnonzero(along & (to >= 0))
        self.line = renumber[to[self.ids]]
        people = np.unique(pairs.teacher[along])
        self._leavers = people[renumber[at_home[people]] >= 0]
        self._left = renumber[at_home[self._leavers]]
        line_left = np.full(size, -1, np.int64)
        line_left[self._leavers] = self._left
        self._kept = np.flatnonzero(~along & (line_left[pairs.teacher] >= 0))
        self._kept_line = line_left[pairs.teacher[self._kept]]
        self._held = np.bincount(at_home[at_home >= 0], minlength=len(table))[used]
        self.room = self._table["posts"].to_numpy(np.int64) - self._held
        comers = np.unique(self.line * size + pairs.teacher[self.ids]) // max(1, size)
        self.most_in = np.bincount(comers, minlength=len(used)).astype(np.int64)
        self.most_out = np.bincount(self._left, minlength=len(used)).astype(np.int64)

    def add(
        self,
        lines: IntArray,
        upper: Number,
        *,
        come: int = 0,
        leave: int = 0,
        columns: Sequence[tuple[IntArray, Number]] = (),
        gives: bool = False,
    ) -> None:
        """Add a row for each of `lines`: come x arrivals + leave x departures + coefficients x columns <= upper.

        Parameters
        ----------
        lines : a line may come twice; shape (rows,).
        upper : scalar or shape (rows,).
        columns : auxiliary columns, one a row, with their coefficients.
        gives : whether a row gives way by as many as its line has more posts.
        """
        rows = np.arange(len(lines))
        entries: list[Entry] = [(rows, column, times) for column, times in columns]
        leaving: list[Entry] = []
        if come:
            row, at = _spread(lines, self.line)
            entries.append((row, self.ids[at], come))
        if leave:
            row, at = _spread(lines, self._left)
            leaving.append((row, self._leavers[at], leave))
            row, at = _spread(lines, self._kept_line)
            entries.append((row, self._kept[at], -leave))
        more = [Give(1, lambda i, n: self._raised(int(lines[i]), n))] if gives else []
        self.draft.add_rows(
            self.owner,
            entries,
            -FREE,
            upper,
            len(lines),
            lambda i: self._say(int(lines[i])),
            leaving=leaving,
            gives=more,
        )

    def _raised(self, line: int, more: int) -> CellChange:
        """Give a line more posts."""
        row, district = self._table.iloc[line], self.draft.case.district
        school, title, posts = str(row["school_id"]), str(row["title"]), int(row["posts"])
        name = school_name(district, district.school_at[school])
        what = Text(f"{name.zh}{title}", f"{title} at {name.en}")
        return CellChange("title_posts", (("school_id", school), ("title", title)), "posts", posts, posts + more, what)

    def _say(self, line: int) -> Text:
        """Say a line: 学校A（A）高级教师职数2，现有1人."""
        row, district = self._table.iloc[line], self.draft.case.district
        school = school_name(district, district.school_at[row["school_id"]])
        title, posts, held = row["title"], int(row["posts"]), int(self._held[line])
        return Text(
            f"{school.zh}{title}职数{posts}，现有{held}人",
            f"{school.en} has {posts} posts of {title} and {held} people",
        )


def _lines_of(case: Case, table: pd.DataFrame, pairs: Pairs) -> tuple[IntArray, IntArray]:
    """Return the line of each teacher's title where they are on the payroll, and where each pair goes.

    Who stays where the exchange term ends comes onto the payroll there. Shapes (teachers,) and (pairs,); -1 where no
    line caps that title there.
    """
    district = case.district
    titles = pd.Index(table["title"].unique())
    number = np.full((len(district.schools) + 1, len(titles) + 1), -1, np.int64)  # the last row and column: none
    schools = district.positions(table["school_id"], district.school_at)
    number[schools, titles.get_indexer(table["title"])] = np.arange(len(table))
    title = titles.get_indexer(district.teachers["title"])
    return number[case.payroll, title], number[pairs.school, title[pairs.teacher]]


def _spread(lines: IntArray, where: IntArray) -> tuple[IntArray, IntArray]:
    """Return every pair of a place in `lines` and a place in `where` that hold the same line."""
    order = np.argsort(where, kind="stable")
    first = np.searchsorted(where[order], lines)
    counts = np.searchsorted(where[order], lines, side="right") - first
    row = np.repeat(np.arange(len(lines)), counts)
    within = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    return row, order[first[row] + within]
