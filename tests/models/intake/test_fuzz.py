"""No bytes, however mangled, raise anything but the one error meant for them."""

from __future__ import annotations

import contextlib
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.intake.faults import Fault, UnreadableError
from models.intake.read import read_district
from tests.models.intake.sheets import SOUND, write_csvs, write_workbook


def survives(path: Path) -> None:
    with contextlib.suppress(UnreadableError):
        intake = read_district(path)
        assert all(isinstance(f, Fault) and f.say("zh") and f.say("en") for f in intake.faults)
        assert (intake.district is None) == any(f.level == "fault" for f in intake.faults)


@settings(max_examples=60)
@given(st.binary(max_size=400), st.sampled_from(["教师花名册.csv", "schools.csv", "岗位表.csv"]))
def test_random_bytes_as_a_csv(content: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = write_csvs(Path(place), "utf-8")
        (folder / name).write_bytes(content)
        survives(folder)


@settings(max_examples=60)
@given(st.sampled_from(sorted(SOUND)), st.integers(1, 4), st.integers(0, 14), st.text(max_size=12))
def test_any_text_in_any_cell(table: str, row: int, column: int, text: str) -> None:
    rows = [list(r) for r in SOUND[table]]
    at = rows[row % len(rows)]
    at[column % len(at)] = text.encode("utf-8", "ignore").decode()
    with tempfile.TemporaryDirectory() as place:
        survives(write_csvs(Path(place), "utf-8", {**SOUND, table: rows}))


@pytest.mark.parametrize("seed", range(25))
def test_mutated_files(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    folder = write_csvs(tmp_path / "csv", draw.choice(["utf-8", "gb18030"]))
    book = write_workbook(tmp_path / "d.xlsx")
    for path in (*sorted(folder.iterdir()), book):
        content = bytearray(path.read_bytes())
        for _ in range(draw.randint(1, 12)):
            content[draw.randrange(len(content))] = draw.randrange(256)
        path.write_bytes(content[: draw.randint(len(content) // 2, len(content))] if seed % 3 == 0 else content)
    survives(folder)
    survives(book)
