"""The year's papers by their command: what they say at each step, their tie to the record, what holds them back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from app.record.record import Record
from tests.app.command import call
from tests.app.year.small import POLICY, WHO, Walked, done, write

pytestmark = pytest.mark.usefixtures("solved_here")

PUBLICATION, ORDERS = "1 公示名单.html", "5 调令/调令.docx"


def said_by(path: Path) -> str:
    """Return the text of a page."""
    if path.suffix == ".docx":
        document = Document(str(path))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    text = re.sub(r"<(style|script)\b.*?</\1>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"<[^>]*>", "\n", text)


def title_of(page: Path) -> str:
    """Return the heading of a page."""
    (title,) = re.findall(r"<h1>(.*?)</h1>", page.read_text(encoding="utf-8"))
    return str(title)


@pytest.fixture(scope="module")
def papers(year: Walked, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The papers after some of the year's steps."""
    made = {}
    for step in ("solve", "publish", "rerun", "again", "finalise"):
        folder = tmp_path_factory.mktemp(step)
        made[step] = folder / "文书"
        done("year", "documents", year.at(step, folder), "--out", made[step], *WHO, "--lang", "zh")
    return made


def test_a_draft_never_looks_like_a_publication_nor_a_publication_like_a_final_list(papers: dict[str, Path]) -> None:
    titles = {step: title_of(folder / PUBLICATION) for step, folder in papers.items()}
    assert titles == {
        "solve": "交流轮岗人员公示名单（草案）",
        "publish": "交流轮岗人员公示名单",
        "rerun": "交流轮岗人员公示名单（草案）",
        "again": "交流轮岗人员公示名单（第2次公示）",
        "finalise": "交流轮岗人员名单",
    }
    for step, folder in papers.items():
        book = load_workbook(folder / "1 公示名单.xlsx")
        assert book.worksheets[0]["A1"].value == titles[step]


def test_objections_are_asked_for_in_the_right_period_and_no_more_once_it_is_final(papers: dict[str, Path]) -> None:
    told = {step: said_by(folder / PUBLICATION) for step, folder in papers.items()}
    assert "公示期：2026年7月1日至2026年7月7日" in told["publish"]
    assert "公示期：2026年7月10日至2026年7月16日（5个工作日）" in told["again"]
    for step in ("solve", "rerun"):  # nobody knows yet when these are published
        assert "公示期：＿＿" in told[step]
        assert "7月" not in told[step]
    assert "异议" not in told["finalise"]
    assert "拟交流" not in told["finalise"]


def test_nobody_moves_by_a_notice_or_an_order_before_the_plan_is_final(
    year: Walked, papers: dict[str, Path], tmp_path: Path
) -> None:
    for step, folder in papers.items():
        parts = {path.name[0] for path in folder.iterdir()}
        assert parts == ({"1", "2", "3", "4", "5", "6", "7"} if step == "finalise" else {"1", "2", "3"})
    words = ("--only", "调令", "--only", "notices", *WHO, "--lang", "zh")
    done("year", "documents", year.at("again", tmp_path), "--out", tmp_path / "草稿", *words)
    drafts = list((tmp_path / "草稿").rglob("*.docx"))
    assert len(drafts) > 5
    assert all(path.stem.endswith("（草案，未定稿，不得下发）") for path in drafts)
    for path in (*(papers["finalise"] / "4 通知").rglob("*.docx"), papers["finalise"] / ORDERS):
        assert not re.search("草案|公示稿", said_by(path) + path.name), path
    result = call("year", "documents", year.at("publish", tmp_path), "--out", tmp_path / "x", *WHO, "--lang", "zh")
    assert "方案还没有定稿：只写公示名单、方案、表册" in result.stderr
    told = done("year", "documents", "--help")
    assert "调令 orders" in re.sub(r"\s+", " ", told)


def test_whoever_fares_otherwise_than_published_is_told_so_and_nobody_else(papers: dict[str, Path]) -> None:
    people = {path.stem.split()[0]: said_by(path) for path in (papers["finalise"] / "4 通知" / "个人").iterdir()}
    told = {code for code, text in people.items() if "公示的安排是" in text}
    assert told == {"03", "05", "09", "12"}
    assert set(people) == {"01", "03", "05", "07", "08", "09", "12"}  # 03 moves no more, and is notified all the same
    said = r"公示的安排是调往丙校\S+，申诉复核后调整为不调动（申诉复核以变动最少为原则）。"
    assert re.search(said, people["03"])
    assert "您的去向已由主管部门确定，即第2志愿" in people["05"]
    for text in people.values():
        assert not re.search("重病|手术|孕|申诉表第", text)


def test_every_appeal_that_was_ruled_is_answered(papers: dict[str, Path]) -> None:
    answers = {path.stem.split()[0]: said_by(path) for path in (papers["finalise"] / "7 申诉处理意见").iterdir()}
    assert set(answers) == {"03", "05", "07"}
    assert "事项为：暂缓交流。" in answers["03"]
    assert "申诉成立（裁决：申诉委员会）" in answers["03"]
    assert "申诉复核后调整为不调动" in answers["03"]
    assert "申诉不成立" in answers["07"]
    assert "维持公示安排：调往" in answers["07"]
    assert not any(re.search("重病|手术|路远|填错", text) for text in answers.values())


def test_the_hash_on_the_published_page_is_one_of_the_record(
    year: Walked, papers: dict[str, Path], tmp_path: Path
) -> None:
    record = year.at("close", tmp_path)
    for step in ("publish", "again", "finalise"):
        (head,) = set(re.findall(r"记录 ([0-9a-f]{16})", said_by(papers[step] / PUBLICATION)))
        assert "与当初写入时相同" in done("year", "verify", record, "--head", head, "--lang", "zh")
    shorter = year.at("publish", tmp_path)
    cut = call("year", "verify", shorter, "--head", head, "--lang", "zh")
    assert (cut.exit_code, "档案被截短或换过" in cut.output) == (1, True)


def test_how_long_it_takes_is_told_on_the_way(year: Walked) -> None:
    assert year.said["documents"].stderr.splitlines() == [
        "正在写：公示名单", "正在写：方案", "正在写：表册", "正在写：通知", "  个人通知7份，再写学校通知",
        "  隐私检查11份通知", "正在写：调令", "正在写：交流经历导出", "正在写：申诉处理意见",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("mark", "file"), [("因怀孕暂缓", "publication.html.j2"), ("赵一与钱二系夫妻", "publication.html.j2")]
)
def test_a_template_that_tells_too_much_holds_all_papers_back(
    year: Walked, tmp_path: Path, mark: str, file: str
) -> None:
    record = year.at("finalise", tmp_path)
    done("year", "templates", tmp_path / "模板")
    template = tmp_path / "模板" / file
    template.write_text(
        template.read_text(encoding="utf-8").replace("</h1>", f"</h1><p>{mark}</p>", 1), encoding="utf-8"
    )
    words = ("year", "documents", record, "--out", tmp_path / "文书", "--templates", tmp_path / "模板", *WHO)
    for lang in ("zh", "en"):
        if lang == "en":
            (tmp_path / "模板" / "publication.en.html.j2").write_text(
                template.read_text(encoding="utf-8"), encoding="utf-8"
            )
        result = call(*words, "--lang", lang)
        assert result.exit_code == 2, result.output
        assert mark not in result.output
    assert not (tmp_path / "文书").exists()
    assert Record.open(record).entries()[-1].action == "finalise"
    template.write_text(template.read_text(encoding="utf-8").replace(mark, "　"), encoding="utf-8")
    done(*words, "--lang", "zh")
    assert Record.open(record).entries()[-1].action == "documents"


def test_a_policy_named_by_an_identity_number_is_never_published(tmp_path: Path) -> None:
    number = "110101198003071234"
    base = write(tmp_path / "base", policy=POLICY.replace("交流轮岗试行办法", f"试行办法{number}"))
    record = base / "2026.lungang"
    done("year", "new", "2026", "--district", base / "县", "--policy", base / "policy.toml", "--record", record, *WHO)
    done("year", "solve", record, *WHO)
    result = call("year", "documents", record, "--out", tmp_path / "文书", *WHO, "--lang", "zh")
    assert result.exit_code == 2
    assert "隐私检查发现" in result.output
    assert number not in result.output
    assert not (tmp_path / "文书").exists()
    assert [entry.action for entry in Record.open(record).entries()] == ["new", "run"]


def test_parts_are_written_alone(year: Walked, tmp_path: Path) -> None:
    record = year.at("finalise", tmp_path)
    done("year", "documents", record, "--out", tmp_path / "x", "--only", "orders", "--only", "export", *WHO)
    assert {path.name.split()[0] for path in (tmp_path / "x").iterdir()} == {"5", "6"}
