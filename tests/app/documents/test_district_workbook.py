"""A district as one workbook is the district."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from app.documents.district_workbook import write_tables_workbook
from models.district import ROW
from models.intake.read import read_district
from scenarios.samples import DEMO_DISTRICT
from scenarios.tables import district_bytes


def test_a_workbook_holds_what_the_files_hold(tmp_path: Path) -> None:
    book = tmp_path / "区县.xlsx"
    shipped = read_district(DEMO_DISTRICT).district
    assert shipped is not None
    write_tables_workbook(district_bytes(shipped), book)
    read = read_district(book)
    assert read.faults == ()
    assert read.district is not None
    for name, table in shipped.tables.items():
        pd.testing.assert_frame_equal(table.drop(columns=ROW), read.district[name].drop(columns=ROW))
