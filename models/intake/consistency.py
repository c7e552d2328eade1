"""What no district can be: numbers below the rows they count, dates out of order, lines that contradict.

Nothing here knows today's date; a check that does would judge the same file differently next year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from models.intake.body import TableRead
from models.intake.cells import holds_identity_number
from models.intake.dates import month_text
from models.intake.faults import Fault
from models.intake.history import check_history
from models.intake.lists import check_choices, check_distances, check_locks, check_quotas, check_school_choices
from models.words import Text, many

Tables = Mapping[str, TableRead]

WORKING_AGE = 15
OLDEST_ENTRY = 70
EARLIEST_RETIREMENT = 40
CHECK = Text("核对后改正", "check and correct it")
BOTH_MONTHS = Text("核对这两个年月", "check both months")


def check_consistency(tables: Tables) -> list[Fault]:
    """Return the faults and warnings of rows that contradict themselves or other rows."""
    return [fault for check in _CHECKS for fault in check(tables)]


def _counts(tables: Tables) -> Iterator[Fault]:
    """Rulebook 1: a given number smaller than the rows it counts is a fault."""
    people = tables["teachers"].frame
    payroll = people["payroll_school"].where(people["payroll_school"] != "", people["school_id"])
    staff = Counter(payroll.tolist())
    at_post = Counter(zip(people["school_id"], people["stage"], people["subject"], strict=True))
    schools, posts = tables["schools"], tables["posts"]
    for row, (school, given) in schools.rows("school_id", "headcount"):
        if isinstance(given, int) and given < staff[school]:
            yield schools.fault(
                row,
                "headcount",
                Text(
                    f"在编在岗人数小于花名册里该校的{staff[school]}人",
                    f"fewer than the {staff[school]} people teachers lists for the school",
                ),
                Text("改正人数，或清空这一格由花名册计数", "correct it, or clear the cell to have the rows counted"),
                str(given),
            )
    for row, (school, stage, subject, given) in posts.rows("school_id", "stage", "subject", "current"):
        rows = at_post[school, stage, subject]
        if isinstance(given, int) and given < rows:
            yield posts.fault(
                row,
                "current",
                Text(
                    f"现有人数小于花名册里该校{stage}{subject}的{rows}人",
                    f"fewer than the {rows} people teachers lists for {stage} {subject} there",
                ),
                Text("改正人数，或清空这一格由花名册计数", "correct it, or clear the cell to have the rows counted"),
                str(given),
            )


def _same_person(tables: Tables) -> Iterator[Fault]:
    read = tables["teachers"]
    first: dict[tuple[object, object], tuple[int, object]] = {}
    for row, (code, name, birth) in read.rows("teacher_id", "name", "birth_date"):
        if not name or birth is None:
            continue
        other, other_code = first.setdefault((name, birth), (row, code))
        if other_code != code:
            yield read.fault(
                row,
                "teacher_id",
                Text(
                    f"与第{other}行同名同出生年月，工号不同（{other_code}），可能是同一人",
                    f"same name and month of birth as row {other}, but another code ({other_code}); perhaps one person",
                ),
                Text("如是同一人，只留一行", "if it is one person, keep one row"),
                str(code),
                "warning",
            )


def _printed_identities(tables: Tables) -> Iterator[Fault]:
    """Warn, once a column, of identity numbers where every document prints the cell.

    The other tables name only staff numbers that stand in `teachers`; mended here, they are mended there.
    """
    read = tables["teachers"]
    for column, reason, repair in _PRINTED:
        rows = [row for row, (cell,) in read.rows(column) if holds_identity_number(str(cell))]
        if rows:
            counted = Text(f"{reason.zh}（共{len(rows)}行）", f"{reason.en} ({many(len(rows), 'row')})")
            yield read.fault(rows[0], column, counted, repair, level="warning")


_PRINTED = (
    (
        "teacher_id",
        Text(
            "工号是身份证号，会印在方案和报告里",
            "the staff number is an identity number and will be printed in every document",
        ),
        Text("请改用工号", "use a staff number"),
    ),
    (
        "name",
        Text(
            "姓名里有身份证号，会印在方案和报告里",
            "the name holds an identity number and will be printed in every document",
        ),
        Text("只填姓名", "write the name only"),
    ),
)


def _dates(tables: Tables) -> Iterator[Fault]:
    read = tables["teachers"]
    columns = ("birth_date", "joined", "unit_joined", "post_since", "retires", "term_end")
    for row, cells in read.rows(*columns):
        month = {c: m for c, m in zip(columns, cells, strict=True) if isinstance(m, int)}
        for column, reason in _against_birth(month):
            yield read.fault(row, column, reason, BOTH_MONTHS, month_text(month[column]))
        for column, reason in _against_joined(month):
            yield read.fault(row, column, reason, BOTH_MONTHS, month_text(month[column]), "warning")


def _against_birth(month: Mapping[str, int]) -> Iterator[tuple[str, Text]]:
    """Name the months that cannot be for somebody born then."""
    if "birth_date" not in month:
        return
    birth = month["birth_date"]
    born = month_text(birth)
    for column in ("joined", "unit_joined", "post_since"):
        age = (month.get(column, birth + 12 * WORKING_AGE) - birth) // 12
        if age < 0:
            yield column, Text(f"早于出生年月（{born}）", f"before birth ({born})")
        elif not WORKING_AGE <= age <= OLDEST_ENTRY:
            yield column, Text(f"这时{age}岁（{born}出生），不合常理", f"at the age of {age} (born {born})")
    age = (month.get("retires", birth + 12 * EARLIEST_RETIREMENT) - birth) // 12
    if age < EARLIEST_RETIREMENT:
        yield "retires", Text(f"退休时才{age}岁（{born}出生）", f"retirement at the age of {age} (born {born})")


def _against_joined(month: Mapping[str, int]) -> Iterator[tuple[str, Text]]:
    """Name the months that hardly fit the month of joining the school."""
    if "joined" not in month:
        return
    joined = month["joined"]
    written = month_text(joined)
    if month.get("unit_joined", joined) > joined:
        yield "unit_joined", Text(f"晚于进入本校年月（{written}）", f"later than joined ({written})")
    if month.get("term_end", joined) < joined:
        yield "term_end", Text(f"早于进入本校年月（{written}）", f"earlier than joined ({written})")


def _places(tables: Tables) -> Iterator[Fault]:
    for table, lon_column, lat_column in (("schools", "lon", "lat"), ("teachers", "home_lon", "home_lat")):
        read = tables[table]
        for row, (lon, lat) in read.rows(lon_column, lat_column):
            if not isinstance(lon, float) or not isinstance(lat, float):
                if lon is not None or lat is not None:
                    column = lon_column if lon is None else lat_column
                    yield read.fault(
                        row,
                        column,
                        Text(
                            "经纬度只填了一个，按没有填处理",
                            "only one of longitude and latitude is given; taken as none",
                        ),
                        Text("两个都填，或都不填", "give both or none"),
                        level="warning",
                    )
            elif _in_china(lat, lon):
                yield read.fault(
                    row,
                    lon_column,
                    Text("经度和纬度填反了", "longitude and latitude are swapped"),
                    Text(f"经度填{lat:g}，纬度填{lon:g}", f"longitude {lat:g}, latitude {lon:g}"),
                    f"{lon:g}, {lat:g}",
                )
            elif abs(lon) > 180 or abs(lat) > 90:
                yield read.fault(
                    row,
                    lon_column,
                    Text("经纬度超出范围", "no such longitude and latitude"),
                    CHECK,
                    f"{lon:g}, {lat:g}",
                )
            elif not _in_china(lon, lat):
                yield read.fault(
                    row,
                    lon_column,
                    Text("这个经纬度不在国内", "the place lies outside China"),
                    CHECK,
                    f"{lon:g}, {lat:g}",
                    "warning",
                )


def _in_china(lon: float, lat: float) -> bool:
    return 73 <= lon <= 136 and 3 <= lat <= 54


def _relations(tables: Tables) -> Iterator[Fault]:
    read = tables["relations"]
    first: dict[frozenset[object], tuple[int, object, object]] = {}
    for row, (a, b, kind) in read.rows("teacher_a", "teacher_b", "kind"):
        if not a or not b:
            continue
        if a == b:
            yield read.fault(
                row,
                "teacher_b",
                Text("自己和自己不能是亲属", "nobody is kin of oneself"),
                Text("改正其中一个工号", "correct one of the codes"),
                str(b),
            )
            continue
        other, other_a, other_kind = first.setdefault(frozenset((a, b)), (row, a, kind))
        if other == row or a == other_a:
            continue  # the very same pair in the same order is a key given twice, told elsewhere
        reason = Text(f"这两人的关系第{other}行已经写过", f"row {other} relates these two already")
        repair = Text("一对只写一行，删去一行", "a pair stands once: delete one of the rows")
        if kind != other_kind:
            repair = Text("一对只写一行，留关系最近的一种", "a pair stands once: keep the nearest relation")
        yield read.fault(row, "teacher_a", reason, repair, f"{a} / {b}")


_CHECKS: tuple[Callable[[Tables], Iterator[Fault]], ...] = (
    _counts,
    _same_person,
    _printed_identities,
    _dates,
    _places,
    _relations,
    check_choices,
    check_school_choices,
    check_locks,
    check_distances,
    check_quotas,
    check_history,
)
