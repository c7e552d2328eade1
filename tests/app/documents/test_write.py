"""The plan folder: its bytes, and that it is written whole or not at all."""

from __future__ import annotations

import configparser
import json
import platform
import shutil
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from app.documents import write
from app.documents.summary import run_id
from app.documents.write import FILES, VERSION, PlanFolderError, check_folder, write_plan
from models.policy_file import parse_policy
from models.words import Lang
from tests.app.documents.conftest import County

BOM = b"\xef\xbb\xbf"


def put(folder: Path, county: County, lang: Lang = "zh") -> None:
    write_plan(folder, county.district, county.policy, county.standing, county.outcome, lang)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_csv_bytes_of_a_plan_small_enough_to_write_by_hand(tmp_path: Path, micro: County) -> None:
    put(tmp_path / "plan", micro)
    found = contents(tmp_path / "plan")
    assert set(found) == set(FILES)
    assert found["moves.csv"] == BOM + (
        b"teacher_id,from_school,to_school,stage,subject,choice_rank,round\r\na,01,02,primary,maths,2,1\r\n"
    )
    assert found["people.csv"] == BOM + (
        b"teacher_id,category,clause,outcome\r\n"
        b"a,due,six years,moved\r\nb,due,six years,stays\r\nc,deferred,near retirement,stays\r\n"
    )
    assert found["schools.csv"] == BOM + (
        b"school_id,headcount_before,out,in,headcount_after,establishment,shortage_before,shortage_after\r\n"
        b"01,3,1,0,2,2,0,0\r\n02,0,0,1,1,2,1,0\r\n"
    )


def test_plan_json_holds_what_the_rulebook_lists(tmp_path: Path, county: County) -> None:
    put(tmp_path / "plan", county)
    record = json.loads((tmp_path / "plan" / "plan.json").read_text(encoding="utf-8"))
    assert set(record) == {
        "status", "tiers", "unplaced", "seed", "inputs", "policy", "versions", "parameters", "started", "seconds",
        "phases", "rules",
    }  # fmt: skip
    assert record["status"] == "feasible"
    assert record["tiers"][2] == {
        "goals": {"distance": 4120}, "value": 4120, "bound": 3986, "proven": False, "certified": 3901,
    }  # fmt: skip
    assert record["seed"] == "青禾2026"
    assert record["inputs"] == dict(county.district.inputs)
    assert parse_policy(record["policy"]) == county.policy
    assert record["policy"]["due"] == [
        {"name": "同一学校任教满6年", "words": "", "who": {"years_in_school": {"min": 6}}}
    ]
    assert set(record["rules"].values()) == {0}
    assert run_id(record) in (tmp_path / "plan" / "report.html").read_text(encoding="utf-8")


def test_plan_json_names_the_program_where_it_is_not_installed(
    tmp_path: Path, micro: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(write, "version", missing)
    put(tmp_path / "plan", micro.but(outcome=replace(micro.outcome, versions={"ortools": "9.15"})))
    record = json.loads((tmp_path / "plan" / "plan.json").read_text(encoding="utf-8"))
    assert record["versions"] == {"lungang": VERSION, "python": platform.python_version(), "ortools": "9.15"}


def test_the_version_is_that_of_the_package() -> None:
    setup = configparser.ConfigParser()
    setup.read(Path(__file__).parents[3] / "setup.cfg", encoding="utf-8")
    assert setup["metadata"]["version"] == VERSION


def test_a_proof_of_impossibility_leaves_plan_json_alone(tmp_path: Path, impossible: County) -> None:
    put(tmp_path / "plan", impossible)
    assert set(contents(tmp_path / "plan")) == {"plan.json"}
    record = json.loads((tmp_path / "plan" / "plan.json").read_text(encoding="utf-8"))
    assert record["explanation"] == [
        {"zh": "甲校只有一个名额，却锁定了两人必须去。", "en": "Two people are locked to one place."}
    ]


def test_the_same_outcome_makes_the_same_bytes(tmp_path: Path, county: County) -> None:
    put(tmp_path / "one", county)
    put(tmp_path / "two", county)
    first, second = contents(tmp_path / "one"), contents(tmp_path / "two")
    for held in (first, second):  # but for how long the writing took
        record = json.loads(held["plan.json"])
        assert record["phases"].pop("write") >= 0
        held["plan.json"] = json.dumps(record).encode()
    assert first == second


def test_an_earlier_plan_is_replaced_whole(tmp_path: Path, micro: County, impossible: County) -> None:
    put(tmp_path / "plan", micro)
    put(tmp_path / "plan", impossible)
    assert set(contents(tmp_path / "plan")) == {"plan.json"}
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]


@pytest.mark.parametrize("earlier", [True, False])
def test_a_failure_midway_changes_nothing(
    tmp_path: Path, micro: County, monkeypatch: pytest.MonkeyPatch, earlier: bool
) -> None:
    if earlier:
        put(tmp_path / "plan", micro)
    before = contents(tmp_path / "plan") if earlier else {}

    def fail(*_: object) -> str:
        raise RuntimeError("out of paper")

    monkeypatch.setattr(write, "render_report", fail)
    with pytest.raises(RuntimeError, match="out of paper"):
        put(tmp_path / "plan", micro, "en")
    assert [path.name for path in tmp_path.iterdir()] == (["plan"] if earlier else [])
    assert not earlier or contents(tmp_path / "plan") == before


def bar(monkeypatch: pytest.MonkeyPatch, barred: Callable[[Path], bool]) -> None:
    """Let some folders not be renamed, as where Excel holds a file of theirs open."""
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if barred(self):
            raise PermissionError("plan.xlsx is open")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)


def test_a_failure_to_move_the_new_folder_in_puts_the_old_one_back(
    tmp_path: Path, micro: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "plan", micro)
    before = contents(tmp_path / "plan")
    bar(monkeypatch, lambda path: ".new-" in path.name)
    with pytest.raises(PlanFolderError) as caught:
        put(tmp_path / "plan", micro, "en")
    assert "Excel" in caught.value.text.zh
    fresh, plan = sorted(tmp_path.iterdir())
    assert (plan.name, contents(plan)) == ("plan", before)
    assert set(contents(fresh)) == set(FILES)
    assert str(fresh) in caught.value.text.zh


def test_a_plan_whose_place_was_barred_meanwhile_is_kept_beside_it(
    tmp_path: Path, micro: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "plan", micro)
    before = contents(tmp_path / "plan")
    bar(monkeypatch, lambda path: path.name == "plan")
    with pytest.raises(PlanFolderError) as caught:
        put(tmp_path / "plan", micro, "en")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan", "plan-2"]
    assert contents(tmp_path / "plan") == before
    assert set(contents(tmp_path / "plan-2")) == set(FILES)
    for said in (caught.value.text.zh, caught.value.text.en):
        assert str(tmp_path / "plan-2") in said
        assert "plan.xlsx is open" in said


def test_a_folder_in_use_is_found_out_before_the_solve(
    tmp_path: Path, micro: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "plan", micro)

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError("plan.xlsx is open")

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(PlanFolderError, match="Excel"):
        check_folder(tmp_path / "plan")
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]


def test_places_no_folder_can_be_made_in_are_found_out_before_the_solve(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "f.txt").write_bytes(b"a file")
    (tmp_path / "ring").symlink_to(tmp_path / "ring")
    for name in ("f.txt/plan", "ring", "long" * 80):
        with pytest.raises(PlanFolderError):
            check_folder(tmp_path / name)
    here = tmp_path / "here" / "inner"
    here.mkdir(parents=True)
    monkeypatch.chdir(here)
    for name in (".", "..", "../../here"):
        with pytest.raises(PlanFolderError):
            check_folder(Path(name))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["f.txt", "here", "ring"]


def test_asking_leaves_nothing_behind(tmp_path: Path, micro: County) -> None:
    put(tmp_path / "plan", micro)
    before = contents(tmp_path / "plan")
    for name in ("plan", "deep/er/still"):
        check_folder(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]
    assert contents(tmp_path / "plan") == before


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path, micro: County) -> None:
    (tmp_path / "shelf").mkdir()
    (tmp_path / "plan").symlink_to(tmp_path / "shelf")
    put(tmp_path / "plan", micro)
    assert (tmp_path / "plan").is_symlink()
    assert set(contents(tmp_path / "shelf")) == set(FILES)


@pytest.mark.parametrize("part", ["write_workbook", "render_report"])
def test_a_full_disk_is_told_to_the_planner(
    tmp_path: Path, micro: County, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    def full(*_: object) -> str:
        raise OSError("No space left on device")

    monkeypatch.setattr(write, part, full)
    with pytest.raises(PlanFolderError, match="No space left"):
        put(tmp_path / "plan", micro)
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_that_cannot_be_written_is_told_to_the_planner(
    tmp_path: Path, micro: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    def remove(folder: Path, *_: object) -> None:
        shutil.rmtree(folder)

    monkeypatch.setattr(write, "_tables", remove)
    with pytest.raises(PlanFolderError, match=r"plan\.xlsx"):
        put(tmp_path / "plan", micro)


def test_folders_that_are_not_ours_are_refused_and_kept(tmp_path: Path, micro: County) -> None:
    theirs, mixed, file = tmp_path / "theirs", tmp_path / "mixed", tmp_path / "file"
    theirs.mkdir()
    (theirs / "thesis.docx").write_bytes(b"years of work")
    put(mixed, micro)
    (mixed / "moves by hand.xlsx").write_bytes(b"an evening's work")
    file.write_bytes(b"a file")
    for place, word in ((theirs, "plan.json"), (mixed, "moves by hand.xlsx"), (file, "a file")):
        with pytest.raises(PlanFolderError, match=word):
            put(place, micro)
    assert contents(theirs) == {"thesis.docx": b"years of work"}
    assert (mixed / "moves by hand.xlsx").read_bytes() == b"an evening's work"


def test_an_empty_or_missing_folder_is_welcome(tmp_path: Path, micro: County) -> None:
    (tmp_path / "empty").mkdir()
    for name in ("empty", "deep/er"):
        check_folder(tmp_path / name)
        put(tmp_path / name, micro)
        assert set(contents(tmp_path / name)) == set(FILES)
