"""What is written as files is read back as it was: every cell, every column, nothing more."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from random import Random

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models.district import ROW, District
from models.intake.body import TableRead, read_table
from models.intake.names import column_of
from models.intake.read import read_district
from models.intake.sheets import RawFile, RawSheet, parse_csv
from models.tables import TABLES, Column, Table
from scenarios.samples import DEMO_DISTRICT
from scenarios.tables import district_bytes, table_text, write_folder
from tests.models.micro import district
from tests.models.random_districts import random_district
from tests.thorough import draws


def reread(text: str | bytes, table: Table) -> TableRead:
    """Read one CSV file as intake does."""
    plain = text.decode("utf-8-sig") if isinstance(text, bytes) else text
    sheet = parse_csv(RawFile(f"{table.zh}.csv", "", text=plain), ",")
    assert isinstance(sheet, RawSheet)
    return read_table(sheet, table, {})


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """Hold two frames of a table against each other, whatever row of a file each line stood in."""
    pd.testing.assert_frame_equal(one.drop(columns=ROW), other.drop(columns=ROW))


def test_the_shipped_county_is_written_as_it_stands() -> None:
    read = read_district(DEMO_DISTRICT).district
    assert read is not None
    assert district_bytes(read) == {path.name: path.read_bytes() for path in DEMO_DISTRICT.iterdir()}


@pytest.mark.parametrize("seed", range(draws(16, 40)))
def test_random_districts_come_back(seed: int) -> None:
    drawn = random_district(Random(80_000 + seed))
    teachers = drawn.teachers
    if "面试" in teachers:  # spaces at the ends, which no cell that was read has
        drawn = drawn.with_table("teachers", teachers.assign(面试=teachers["面试"].str.strip()))
    files = district_bytes(drawn)
    for name, table in TABLES.items():
        content = files.get(f"{table.zh}.csv")
        if content is None:
            assert len(drawn[name]) == 0
            continue
        read = reread(content, table)
        assert [f.say("en") for f in read.faults if f.level == "fault"] == []
        same(read.frame, drawn[name])


WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from(" \",，;；\n\t'=:：*（）0"), max_size=8
)
MONTHS = st.sampled_from(("1985-10", "1985.02", "198510", "2026年8月", "2100-12", "1900-01"))
DECIMALS = st.floats(-1e9, 1e9).map(lambda x: f"{x:.17f}") | st.floats(-200, 200).map(repr)


def cells(column: Column) -> st.SearchStrategy[str]:
    """Draw what a planner might type into a column, readable more often than not."""
    typed: dict[str, st.SearchStrategy[str]] = {
        "code": st.from_regex(r"0{0,3}[0-9A-Z]{1,5}", fullmatch=True) | WORDS,
        "text": WORDS,
        "word": st.sampled_from([w for word, others in column.words.items() for w in (word, *others)] or [""])
        | (WORDS | st.just("CBD") if column.open_words else st.nothing()),
        "int": st.integers(0, 10**9).map(str),
        "number": DECIMALS,
        "month": MONTHS,
        "yesno": st.sampled_from(("是", "否", "yes", "NO", "√", "0")),
        "list": st.lists(st.sampled_from(("怀孕", "哺乳:2026-08", "小学:语文", "a,b", "0")), max_size=3).map("；".join),
    }
    drawn = typed[column.kind]
    return drawn if column.required else drawn | st.just("")


@st.composite
def sheets(draw: st.DrawFn) -> tuple[Table, str]:
    """Draw a file of some table, with columns of the bureau's own."""
    table = draw(st.sampled_from(list(TABLES.values())))
    chosen = [c for c in table.columns if c.required or draw(st.booleans())]
    own = draw(st.lists(WORDS | st.sampled_from(("备注*（必填）", "评定", "= 1")), max_size=2))
    rows = [
        [*(draw(cells(column)) for column in chosen), *(draw(WORDS | st.just("")) for _ in own)]
        for _ in range(draw(st.integers(1, 3)))
    ]
    text = io.StringIO()
    csv.writer(text).writerows([[*(c.zh for c in chosen), *own], *rows])
    return table, text.getvalue()


@settings(max_examples=draws(60, 150))
@given(sheets())
def test_whatever_intake_accepts_is_written_so_that_it_reads_the_same(sheet: tuple[Table, str]) -> None:
    table, text = sheet
    first = reread(text, table)
    assume(len(first.frame) and all(f.level == "warning" for f in first.faults))
    assume(all(column_of(name, table, {}) in (name, None) for name in first.source.headers))
    tables = {**District.of().tables, table.name: first.frame}
    for sources in ({table.name: first.source}, {}):
        again = reread(table_text(District(tables, sources=sources), table.name), table)
        assert [f.say("en") for f in again.faults if f.level == "fault"] == []
        same(again.frame, first.frame)
        if sources:
            assert set(again.source.headers) == set(first.source.headers)


def test_a_district_survives_the_disk(tmp_path: Path) -> None:
    people = [
        {"teacher_id": "0012", "name": '王,"小"明', "school_id": "A", "score": 87.5, "home_lon": 113.123456789012,
         "home_lat": 0.00001 + 34, "also": ("初中:数学", "小学:语文"), "birth_date": 12 * 1985 + 10, "applies": False,
         "评定": ""},
    ]  # fmt: skip
    schools = [{"school_id": "A", "name": "=甲校", "area": "CBD", "inflow": False}]
    made = district(schools, people, history=[{"teacher_id": "0012", "start": "2020-09", "credited": True}])
    write_folder(made, tmp_path)
    read = read_district(tmp_path)
    assert [f for f in read.faults if f.level == "fault"] == []
    assert read.district is not None
    for name in TABLES:
        same(read.district[name], made[name])
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(district_bytes(made))


def test_columns_nobody_filled_stay_for_the_policy_and_go_for_the_eye() -> None:
    made = district([{"school_id": "A"}], [{"teacher_id": "t", "school_id": "A", "评定": ""}])
    whole = table_text(made, "teachers").splitlines()[0].split(",")
    assert {"评定", "本人申请", "期满意愿"} <= set(whole)
    assert table_text(made, "teachers", whole=False).splitlines()[0].split(",") == [
        "工号", "姓名", "现任教学校", "任教学段", "任教学科"
    ]  # fmt: skip
    read = reread("工号,姓名,现任教学校,任教学段,任教学科,本人申请\r\nt,教师t,A,初中,语文,\r\n", TABLES["teachers"])
    told = District({**made.tables, "teachers": read.frame}, sources={"teachers": read.source})
    assert table_text(told, "teachers").splitlines()[0] == "工号,姓名,现任教学校,任教学段,任教学科,本人申请"
    assert table_text(told, "teachers", whole=False).splitlines()[0] == "工号,姓名,现任教学校,任教学段,任教学科"


def test_small_numbers_are_written_as_planners_write_them() -> None:
    made = district([{"school_id": "A", "lon": 1e-05, "lat": 34.0}], [{"teacher_id": "t", "school_id": "A"}])
    assert "0.00001,34\r\n" in table_text(made, "schools")
