"""The plan folder: its bytes, and that it is written whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.documents import write
from app.documents.summary import run_id
from app.documents.write import FILES, PlanFolderError, check_folder, write_plan
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
        "rules",
    }  # fmt: skip
    assert record["status"] == "feasible"
    assert record["tiers"][2] == {"goals": {"distance": 4120}, "value": 4120, "bound": 3986, "proven": False}
    assert record["seed"] == "青禾2026"
    assert record["inputs"] == dict(county.district.inputs)
    assert record["policy"]["name"] == county.policy.name
    assert set(record["rules"].values()) == {0}
    assert run_id(record) in (tmp_path / "plan" / "report.html").read_text(encoding="utf-8")


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
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


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


def test_a_failure_to_move_the_new_folder_in_puts_the_old_one_back(
    tmp_path: Path, micro: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "plan", micro)
    before = contents(tmp_path / "plan")
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if ".new-" in self.name:
            raise PermissionError("plan.xlsx is open")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(PlanFolderError) as caught:
        put(tmp_path / "plan", micro, "en")
    assert "Excel" in caught.value.text.zh
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]
    assert contents(tmp_path / "plan") == before


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
