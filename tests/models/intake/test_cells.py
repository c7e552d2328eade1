"""One cell at a time: every spelling read in the one way it can be meant, everything else named."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intake.cells import Cell, is_identity_header, read_cell, tidy
from models.intake.dates import month_text
from models.tables import TABLES, Column


def column(table: str, name: str) -> Column:
    found = TABLES[table].column(name)
    assert found is not None
    return found


BIRTH = column("teachers", "birth_date")
CODE = column("teachers", "teacher_id")


@given(year=st.integers(1928, 2100), month=st.integers(1, 12), day=st.integers(1, 28))
def test_every_spelling_of_a_month_reads_as_that_month(year: int, month: int, day: int) -> None:
    date = dt.date(year, month, day)
    serial = (date - dt.date(1899, 12, 30)).days
    spellings: list[Cell] = [
        f"{year}-{month}",
        f"{year}-{month:02d}",
        f"{year}/{month}/{day}",
        f"{year}.{month:02d}",
        f"{year}{month:02d}",
        f"{year}{month:02d}{day:02d}",
        f"{year}年{month}月",
        f" {year} 年 {month} 月 {day} 日",
        f"{year}-{month:02d}-{day:02d} 00:00:00",
        f"{year}．{month:02d}",
        date,
        dt.datetime(year, month, day, 8, 30),
        serial,
        float(serial),
        float(f"{year}{month:02d}"),
        year * 10000 + month * 100 + day,
    ]
    if month != 1:
        spellings.append(f"{year}.{month}")
    if month not in (1, 10):
        spellings.append(float(f"{year}.{month:02d}"))
    for cell in spellings:
        assert read_cell(cell, BIRTH) == (12 * year + month, None), cell


@pytest.mark.parametrize("cell", [1985.1, "1985.1", "１９８５．１"])
def test_january_or_october_is_never_guessed(cell: Cell) -> None:
    reading = read_cell(cell, BIRTH)
    assert reading.flaw is not None
    assert reading.flaw.reason.zh.startswith("分不清是1985年1月还是1985年10月")


@pytest.mark.parametrize("month", range(2, 10))
def test_a_one_decimal_month_is_read_but_flagged(month: int) -> None:
    value, flaw = read_cell(float(f"1985.{month}"), BIRTH)
    assert value == 12 * 1985 + month
    assert flaw is not None
    assert flaw.level == "warning"


@pytest.mark.parametrize(
    "cell",
    [
        1985,
        "1985年",
        1985.13,
        1985.105,
        5000,
        99999.5,
        -3.0,
        1e300,
        float("inf"),
        "31321",
        "1985-0",
        "1985-2-30",
        "1899-12",
        "2101-01",
        "19851301",
        True,
        dt.time(3, 4),
        dt.timedelta(1),
        "去年",
    ],
)
def test_what_is_no_month_is_a_fault(cell: Cell) -> None:
    reading = read_cell(cell, BIRTH)
    assert reading.flaw is not None
    assert reading.flaw.level == "fault"


@given(st.text(alphabet="0123456789ABab-", min_size=1, max_size=14))
def test_codes_stay_as_they_are(code: str) -> None:
    assert read_cell(code, CODE) == (code, None)


def test_leading_zeros_survive_and_spaces_are_tidied() -> None:
    assert read_cell("\u3000 0021000001\u00a0", CODE).value == "0021000001"
    assert tidy("  张\u3000\u3000三\n") == "张 三"


@pytest.mark.parametrize("cell", [1e15, 110105194912310021.0, "1.1010519491231E+17", float("nan"), float("inf")])
@pytest.mark.parametrize("name", ["teacher_id", "name", "status"])
def test_numbers_that_lost_digits_are_refused(cell: Cell, name: str) -> None:
    reading = read_cell(cell, column("teachers", name))
    assert not reading.value
    assert reading.flaw is not None
    assert "丢失" in reading.flaw.reason.zh


@pytest.mark.parametrize(
    ("number", "sound"),
    [
        ("11010519491231002X", True),
        ("11010519491231002x", True),
        ("440524188001010014", True),
        ("110105194912310021", False),
        ("1101051949123100", False),
        ("X10105194912310021", False),
        ("1101**********002X", True),
    ],
)
def test_check_digit_of_identity_numbers(number: str, sound: bool) -> None:
    assert (read_cell(number, Column("身份证号", "身份证号", "text"), "身份证号").flaw is None) is sound


@pytest.mark.parametrize(
    ("header", "yes"),
    [
        ("身份证号", True),
        ("身份证件号（18位）", True),
        ("公民身份证号码", True),
        ("公民身份号码", True),
        ("身份号码", True),
        ("证件号", True),
        ("公民身份", True),
        ("id_number", True),
        ("ID card", True),
        ("工号", False),
        ("identifier", False),
        ("身份", False),
    ],
)
def test_columns_of_identity_numbers_are_known_by_their_header(header: str, yes: bool) -> None:
    assert is_identity_header(header) is yes


@pytest.mark.parametrize(
    ("table", "name", "cell", "value"),
    [
        ("teachers", "applies", "√", True),
        ("teachers", "applies", "✔", True),
        ("teachers", "applies", "✗", False),
        ("teachers", "applies", "N", False),
        ("teachers", "applies", 1.0, True),
        ("teachers", "applies", False, False),
        ("schools", "inflow", "", True),
        ("teachers", "sex", 2.0, "女"),
        ("teachers", "sex", "Male", "男"),
        ("locks", "action", "必须去", "must"),
        ("relations", "kind", "配偶", "夫妻"),
        ("posts", "required", "１２", 12),
        ("posts", "required", 12.0, 12),
        ("teachers", "score", "86.5", 86.5),
        ("teachers", "also", "小学：数学; 初中 : 语文；", ("小学:数学", "初中:语文")),
        ("teachers", "appraisals", "优秀；合格;合格", ("优秀", "合格", "合格")),
        ("teachers", "status", "孕期；哺乳期：2026年8月", ("孕期", "哺乳期:2026-08")),
        ("teachers", "honour", 3.0, "3"),
    ],
)
def test_cells_read_as_their_column_asks(table: str, name: str, cell: Cell, value: object) -> None:
    assert read_cell(cell, column(table, name)) == (value, None)


@given(
    cell=st.one_of(
        st.text(max_size=30),
        st.integers(),
        st.floats(),
        st.booleans(),
        st.dates(),
        st.datetimes(),
        st.times(),
        st.timedeltas(),
    ),
    spec=st.sampled_from([c for t in TABLES.values() for c in t.columns]),
    header=st.sampled_from(["身份证号", "x"]),
)
def test_no_cell_raises(cell: Cell, spec: Column, header: str) -> None:
    reading = read_cell(cell, spec, header)
    if reading.flaw is None and spec.kind == "month" and isinstance(reading.value, int):
        assert read_cell(month_text(reading.value), spec).value == reading.value
