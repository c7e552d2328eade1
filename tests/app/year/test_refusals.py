"""What a year's commands refuse: told in both languages, with exit code 2, nothing written, no step entered."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from app.record import store
from app.record.record import Record
from app.record.store import connect
from tests.app.command import call
from tests.app.year.small import AFTER, HEADER, WHO, Walked, done

pytestmark = pytest.mark.usefixtures("solved_here")

FAULTY = HEADER + ("99,暂缓,,x,成立,王,,,,,重病,,\n01,飞,,x,成立,王,,,,,,,\n02,不去,0009,x,成立,,,,,,,,\n")
MADE_FROM = ("--district", "县", "--policy", "policy.toml")
REFUSED: list[tuple[str, tuple[str, ...], str, str]] = [
    # nothing solved yet
    ("new", ("year", "publish", "R", "--days", "5"), "请先求解", "solve first"),
    ("new", ("year", "finalise", "R"), "请先求解", "solve first"),
    ("new", ("year", "documents", "R", "--out", "x"), "请先求解", "solve first"),
    ("new", ("year", "export", "R", "--out", "x"), "请先求解", "solve first"),
    ("new", ("year", "appeals", "R", "申诉.csv"), "先用 year publish", "nothing is published yet"),
    ("new", ("appeal", "R"), "先用 year publish", "nothing is published yet"),
    ("new", ("year", "compare", "R"), "没有可对照的两个方案", "no two plans to compare"),
    ("new", ("year", "close", "R", "--out", "x"), "先用 year finalise", "once its plan is final"),
    ("new", ("year", "undo", "R"), "没有可撤销的步骤", "no step to take back"),
    ("new", ("year", "redo", "R"), "没有可恢复的步骤", "no undone step"),
    # a draft
    ("solve", ("year", "publish", "R"), "写明公示多久", "say how long"),
    ("solve", ("year", "publish", "R", "--days", "5", "--working-days", "5"), "写明公示多久", "say how long"),
    ("solve", ("year", "publish", "R", "--until", "2020-01-01"), "早于", "is before"),
    ("solve", ("year", "publish", "R", "--until", "heute"), "--until", "--until"),
    ("solve", ("year", "publish", "R", "--days", "0"), "--days", "--days"),
    ("solve", ("year", "publish", "R", "--days", "5", "--run", "7"), "没有第7次求解", "no run 7"),
    ("solve", ("year", "publish", "R", "--days", "5"), "加 --yes", "with --yes nothing is asked"),
    ("solve", ("year", "inputs", "R", *MADE_FROM), "加 --yes", "with --yes nothing is asked"),
    ("solve", ("year", "finalise", "R"), "请先公示一个方案", "publish a plan first"),
    ("solve", ("year", "compare", "R", "--run", "1"), "要写两次", "twice"),
    ("solve", ("year", "export", "R", "--run", "9", "--out", "x"), "没有第9次求解", "no run 9"),
    ("solve", ("year", "export", "R", "--out", "县"), "请换一个新文件夹", "choose a new folder"),
    # published
    ("publish", ("year", "solve", "R"), "再用 appeal 重算", "re-run with appeal"),
    ("publish", ("year", "inputs", "R", *MADE_FROM, "--yes"), "只在“草案”时进行", "only at 'draft'"),
    ("publish", ("year", "publish", "R", "--days", "3"), "请先重算", "re-run first"),
    ("publish", ("appeal", "R"), "还没有登记申诉表", "no appeals are entered yet"),
    ("publish", ("year", "appeals", "R", "absent.csv"), "没有“absent.csv”", "no file 'absent.csv'"),
    ("publish", ("year", "appeals", "R", "县"), "请直接指明文件", "name the file itself"),
    ("publish", ("year", "appeals", "R", "policy.toml"), "不是 CSV 文件", "neither a CSV file nor a workbook"),
    ("publish", ("year", "appeals", "R", "坏.csv"), "申诉表有4处问题", "the appeals have 4 faults"),
    # appeals heard, and re-run
    ("appeals", ("year", "finalise", "R"), "有2件申诉成立", "2 appeals upheld"),
    ("appeals", ("year", "publish", "R", "--days", "3"), "请先重算", "re-run first"),
    ("appeals", ("appeal", "R", "--appeals", "申诉.csv"), "申诉表用 year appeals 登记", "entered with year appeals"),
    ("appeals", ("appeal", "县", "R"), "不要再写", "do not name them"),
    ("appeals", ("appeal", "R", "--policy", "policy.toml"), "不要再写", "do not name them"),
    ("appeals", ("appeal", "R", "--out", "县"), "请换一个新文件夹", "choose a new folder"),
    ("appeals", ("appeal", "R"), "加 --yes", "with --yes nothing is asked"),
    ("rerun", ("year", "finalise", "R", "--run", "1"), "有2件申诉成立", "2 appeals upheld"),
    ("rerun", ("year", "publish", "R", "--run", "1", "--days", "5"), "须是公示后的重算", "is a re-run of"),
    # final, and closed
    ("finalise", ("year", "undo", "R", "--yes"), "不能再撤销", "nothing is taken back"),
    ("finalise", ("year", "finalise", "R"), "方案已定稿", "final already"),
    ("finalise", ("year", "publish", "R", "--days", "5"), "不再公示", "not published again"),
    ("finalise", ("year", "appeals", "R", "申诉.csv"), "留待下一年", "waits for next year"),
    ("finalise", ("appeal", "R"), "留待下一年", "waits for next year"),
    ("finalise", ("year", "documents", "R", "--out", "县"), "不覆盖", "not overwritten"),
    ("finalise", ("year", "documents", "R", "--out", "x", "--only", "nix"), "--only", "--only"),
    ("finalise", ("year", "documents", "R", "--out", "x", "--templates", "nix"), "没有模板文件夹", "no folder of"),
    ("finalise", ("year", "close", "R", "--out", "县", "--yes"), "不覆盖", "not overwritten"),
    ("close", ("year", "close", "R", "--out", "x", "--yes"), "这一年已归档", "closed already"),
    ("close", ("year", "backup", "R", "R"), "不覆盖", "not overwritten"),
    ("close", ("year", "backup", "R", "absent/x.lungang"), "没有“absent”这个文件夹", "no folder 'absent'"),
    # a new record
    ("close", ("year", "new", "2025", *MADE_FROM), "改政策的 date，或改年份", "not in 2025"),
    ("close", ("year", "new", "2026", *MADE_FROM, "--record", "x.db"), ".lungang 结尾", "ends in .lungang"),
    ("close", ("year", "new", "2026", *MADE_FROM, "--record", "R"), "不覆盖", "not overwritten"),
    ("close", ("year", "new", "2026", *MADE_FROM, "--record", "absent/x.lungang"), "文件夹", "no folder"),
    ("close", ("year", "new", "2026", "--district", "nix", "--policy", "policy.toml"), "没有“nix”", "'nix'"),
    ("close", ("year", "new", "2026", "--district", "县", "--policy", "nix"), "没有这个文件", "no such file"),
]


def everything(folder: Path) -> dict[str, bytes | None]:
    """Return all that lies in a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() if p.is_file() else None for p in folder.rglob("*")}


@pytest.fixture(scope="module")
def desk(year: Walked, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tables, the policy and the registers, in which commands are tried."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "县").mkdir()
    for path in (*(year.folder / "县").iterdir(), year.folder / "policy.toml", year.folder / "申诉.csv"):
        (folder / path.relative_to(year.folder)).write_bytes(path.read_bytes())
    (folder / "坏.csv").write_text(FAULTY, encoding="utf-8")
    return folder


def test_every_refusal_says_what_to_do_and_leaves_everything_as_it_was(
    year: Walked, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk)
    at = ""
    for step, words, zh, en in REFUSED:
        if at != step:
            year.at(step, desk)
            at, before = step, everything(desk)
        for lang, told in (("zh", zh), ("en", en)):
            result = call(*("2026.lungang" if word == "R" else word for word in words), "--lang", lang)
            assert result.exit_code == 2, (step, words, result.output)
            assert told in result.output, (step, words, result.output)
            assert everything(desk) == before, (step, words)


def test_what_is_no_record_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("text.lungang").write_text("hallo", encoding="utf-8")
    Path("empty.lungang").write_bytes(b"")
    Path("folder.lungang").mkdir()
    other = sqlite3.connect("other.lungang")
    other.execute("CREATE TABLE x (a)")
    other.commit()
    other.close()
    for name in ("text", "empty", "folder", "other", "absent"):
        path = f"{name}.lungang"
        for words in (("year", "status", path), ("year", "log", path), ("year", "finalise", path, "--yes")):
            for lang in ("zh", "en"):
                result = call(*words, "--lang", lang)
                assert result.exit_code == 2, words
                assert path in result.output
        result = call("year", "verify", path, "--lang", "zh")
        assert result.exit_code == (2 if name in ("folder", "absent") else 1)


def by_hand(record: Path, statement: str) -> None:
    """Change a record as somebody would who takes its protection off."""
    db = sqlite3.connect(record, isolation_level=None)
    for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {name}")
    db.execute(statement)
    db.close()


def test_an_entry_changed_by_hand_is_named_and_nothing_is_built_on_it(year: Walked, tmp_path: Path) -> None:
    record = year.at("rerun", tmp_path)
    by_hand(record, "UPDATE log SET who = '别人' WHERE seq = 3")
    verified = call("year", "verify", record, "--lang", "zh")
    assert (verified.exit_code, "第3条写入后被改动" in verified.output) == (1, True)
    assert "entry 3 was changed after it was written" in call("year", "verify", record, "--lang", "en").output
    for words in (("year", "status"), ("year", "finalise"), ("appeal",), ("year", "undo"), ("year", "log")):
        result = call(*words, record, "--lang", "zh")
        assert (result.exit_code, "第3条写入后被改动" in result.output) == (2, True), words


def test_a_file_changed_by_hand_is_found_wherever_it_is_read(year: Walked, tmp_path: Path) -> None:
    record = year.at("rerun", tmp_path)
    table = next(file for file in Record.open(record).state().inputs.tables if file.name == "教师花名册.csv")
    by_hand(record, f"UPDATE blobs SET data = x'00' WHERE sha256 = '{table.sha256}'")
    verified = call("year", "verify", record, "--lang", "zh")
    assert (verified.exit_code, "第1条的文件“教师花名册.csv”" in verified.output) == (1, True)
    for words in (("appeal", record), ("year", "compare", record)):
        result = call(*words, "--lang", "zh")
        assert (result.exit_code, "已损坏或被改动" in result.output) == (2, True), words


def test_a_record_that_may_only_be_read_is_not_written(
    year: Walked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = year.at("again", tmp_path)
    before = record.read_bytes()
    # To root every file may be written: SQLite is asked to open it as it opens a file that may not.
    monkeypatch.setattr(store, "connect", lambda path, _: connect(path, "mode=ro"))
    assert "公示" in done("year", "status", record, "--lang", "zh")
    result = call("year", "finalise", record, *WHO, "--lang", "zh")
    assert result.exit_code == 2
    assert "只能读" in result.output
    assert record.read_bytes() == before


def test_an_early_end_wants_a_reason(year: Walked, tmp_path: Path) -> None:
    record = year.at("solve", tmp_path)
    done("year", "publish", record, *AFTER, *WHO)
    for more, told in (((), "尚未期满"), (("--early",), "提前定稿须写明理由")):
        result = call("year", "finalise", record, *more, *WHO, "--lang", "zh")
        assert result.exit_code == 2
        assert told in result.output
    done("year", "finalise", record, "--early", "--why", "开学在即", *WHO)
    assert "将第1次求解的方案定稿（提前）：开学在即" in done("year", "log", record, "--lang", "zh")


def test_pending_appeals_hold_the_plan_back_and_dismissed_ones_do_not(year: Walked, tmp_path: Path) -> None:
    record = year.at("publish", tmp_path)
    said = done("year", "appeals", record, year.folder / "待定.csv", *WHO, "--lang", "zh")
    assert "裁定以后再登记一次" in said
    assert "下一步：裁定待定的申诉" in done("year", "status", record, "--lang", "zh")
    refused = call("year", "finalise", record, *WHO, "--lang", "zh")
    assert (refused.exit_code, "还有1件申诉未裁定" in refused.output) == (2, True)
    assert "没有成立的申诉" in done("year", "appeals", record, year.folder / "驳回.csv", *WHO, "--lang", "zh")
    done("year", "finalise", record, *WHO)
    state = Record.open(record).state()
    assert (state.phase, state.final and state.final.run) == ("final", 1)
