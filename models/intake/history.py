"""The file of earlier exchanges, row by row: months out of order, and years that miss a month to be full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from models.intake.body import TableRead
from models.intake.dates import month_text
from models.intake.faults import Fault
from models.words import Text, many

Tables = Mapping[str, TableRead]

NEARLY_A_YEAR = (10, 11)
"""Months over full years: what a school year written from September to July or August comes to."""


def check_history(tables: Tables) -> Iterator[Fault]:
    """Return the faults and warnings of exchanges: ended before they began, placed and not placed at once.

    Exchanges of one person may overlap: a month counts once.
    """
    read = tables["history"]
    nearly: list[int] = []
    for row, (start, end, to, credited) in read.rows("start", "end", "to_school", "credited"):
        if isinstance(start, int) and isinstance(end, int):
            if end < start:
                yield read.fault(
                    row,
                    "end",
                    Text(f"早于开始年月（{month_text(start)}）", f"earlier than start ({month_text(start)})"),
                    Text("核对两个年月，可能写反了", "check both months, they may be the wrong way round"),
                    month_text(end),
                )
            elif (end - start) % 12 in NEARLY_A_YEAR and not credited:
                nearly.append(row)
        if credited and to:
            yield read.fault(
                row,
                "to_school",
                Text("这一行写明没有安置，却填了交流轮岗单位", "the row says not placed, yet names a place"),
                Text(
                    "安置了的，“报名公示未安置”填“否”；没有安置的，清空单位", "say no in credited, or clear the place"
                ),
                str(to),
            )
    if nearly:
        yield read.fault(
            nearly[0],
            "end",
            Text(
                f"有{len(nearly)}行差一两个月满整年（如9月至次年7月、8月），按实际月数计，不算满年",
                f"{many(len(nearly), 'row')} fall a month or two short of full years (September to July or August) and "
                "count so",
            ),
            Text(
                "满一学年的，结束年月写次年同月（如 2024-09 至 2025-09）",
                "end a full school year in the same month: 2024-09 to 2025-09",
            ),
            level="warning",
        )
