"""The table `quotas` 指标表: lines that ask nothing, contradict themselves, or stand twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from models.district import ROW
from models.intake.body import TableRead
from models.intake.faults import Fault
from models.words import Text

_WHAT = ("school_id", "direction", "stage", "subject", "title", "honour", "degree")


def check_issued(tables: Mapping[str, TableRead]) -> Iterator[Fault]:
    """Return the faults of numbers issued to schools."""
    read = tables["quotas"]
    frame = read.frame[[ROW, *_WHAT, "min", "max"]]
    first: dict[tuple[object, ...], int] = {}
    for row, *cells in frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None):
        what, least, most = tuple(cells[:-2]), cells[-2], cells[-1]
        if not what[0] or not what[1]:
            continue  # said already
        other = first.setdefault(what, row)
        if other != row:
            yield read.fault(
                row,
                "school_id",
                Text(f"与第{other}行限定的是同样的人", f"speaks of the same people as row {other}"),
                Text("合成一行", "make them one row"),
                str(what[0]),
            )
        if least is None and most is None:
            yield read.fault(
                row,
                "min",
                Text("下限和上限都是空的", "neither a least nor a most number"),
                Text("至少填一个，或删去这一行", "fill in one of them, or delete the row"),
            )
        elif least is not None and most is not None and least > most:
            yield read.fault(
                row,
                "max",
                Text(f"上限小于下限{least}", f"less than the least number, {least}"),
                Text("核对两个数，可能写反了", "check the two, they may be the wrong way round"),
                str(most),
            )
