"""Papers before the plan is final and after appeals: held back or marked, told otherwise than published, answered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from app.documents.year.page_text import chunks
from app.documents.year.papers import Stage, YearPapersError
from app.documents.year.write import write_documents
from models.appeals.appeal import Appeal
from models.words import Lang
from tests.app.documents.year.small import AS_NUMBER, IDENTITIES, ILLNESS, TEACHERS, made, papers
from tests.app.documents.year.test_write import texts
from tests.models.micro import plan

STAGES: tuple[Stage, ...] = ("draft", "published")


@pytest.mark.parametrize("stage", STAGES)
def test_papers_people_act_on_wait_for_the_final_plan_or_are_asked_for_by_name_and_marked(
    stage: Stage, tmp_path: Path
) -> None:
    said: list[str] = []
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "plan.xlsx").write_bytes(b"a workbook")
    given = papers(replace(made(), path=tmp_path / "plan"), stage)
    listed = write_documents(given, tmp_path / "a", None, "zh", tell=lambda text: said.append(text.zh))
    assert {path.name[0] for path in listed} == {"1", "2", "3"}
    assert "方案还没有定稿：只写公示名单、方案、表册" in said[0]
    mark = "草案，未定稿，不得下发"
    parts = frozenset({"notices", "orders", "export"})
    drafts = write_documents(given, tmp_path / "b", None, "zh", parts)
    assert len(drafts) == 7 + 5 + 1 + 2
    for path in drafts:
        assert path.stem.endswith(f"（{mark}）")
        if path.suffix == ".docx":
            assert Document(str(path)).sections[0].header.paragraphs[0].text == mark
    assert load_workbook(drafts[-1]).worksheets[0].oddHeader.center.text == mark
    final = write_documents(papers(stage="final"), tmp_path / "c", None, "zh", parts)
    assert not [chunk.text for path in final for chunk in chunks(path) if mark in chunk.text or mark in path.name]
    again = write_documents(given, tmp_path / "d", None, "zh", parts)
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in drafts]


def test_after_a_rerun_whoever_was_published_otherwise_is_told_even_if_nothing_happens_now(tmp_path: Path) -> None:
    before, after = made(moves=plan("t1>A1", "t2>B", "h1>D")), made(moves=plan("t1>A1", "t2>C", "t4>B"))
    given = papers(after, stage="final", published=before)
    paths = write_documents(given, tmp_path / "out", None, "zh", frozenset({"notices"}))
    people = {path.stem: texts(Document(str(path))) for path in paths if path.parent.name == "个人"}
    schools = {path.stem: texts(Document(str(path))) for path in paths if path.parent.name == "学校"}
    why = "（申诉复核以变动最少为原则）。"
    moved = f"公示的安排是调往石桥康复病残学校初中语文，申诉复核后调整为调往柳河小学初中语文{why}"
    assert moved in people["t2 欧阳志明"]
    assert f"公示的安排是调往白沙小学初中语文，申诉复核后调整为不调动{why}" in people["h1 王芳"]
    assert f"公示的安排是不调动，申诉复核后调整为调往石桥康复病残学校初中语文{why}" in people["t4 王芳"]
    assert "公示的安排是" not in people["t1 张三丰"]
    assert "你校有调出或调入人员，申诉复核后调整为没有" in schools["D 白沙小学"]
    assert "王芳" not in schools["D 白沙小学"]
    assert "通知如下" not in schools["D 白沙小学"]
    assert "涉及你校的有调整，以本通知为准" in schools["B 石桥康复病残学校"]
    assert "公示" not in schools["A1 青山第二小学"]


APPEALS = (
    Appeal(2, "t2", "choice", "C", rank=1, reason="填错了", ruling="upheld", ruled_by="申诉委员会"),
    Appeal(3, "h1", "deferral", reason="手术", ruling="upheld", ruled_by="申诉委员会", value=ILLNESS),
    Appeal(4, "t1", "kin", reason="与配偶同校", ruling="dismissed", ruled_by="申诉委员会", other="t9", relation="夫妻"),
    Appeal(5, AS_NUMBER, "never", "D", reason="路远", ruling="dismissed"),
    Appeal(6, "t3", "stay", reason="家中有事"),
    Appeal(7, "", "closed", "D", ruling="upheld"),
)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_appeal_that_was_ruled_is_answered_and_the_answer_tells_of_nobody_else(lang: Lang, tmp_path: Path) -> None:
    before = made(moves=plan("t1>A1", "t2>B", "h1>D", f"{AS_NUMBER}>D"))
    given = papers(
        made(moves=plan("t1>A1", "t2>C", f"{AS_NUMBER}>D")), stage="final", published=before, appeals=APPEALS
    )
    paths = write_documents(given, tmp_path / "out", None, lang, frozenset({"appeals"}))
    told = [texts(Document(str(path))) for path in paths]
    assert len(told) == 4
    for (code, name), text in zip(
        (("t2", "欧阳志明"), ("h1", "王芳"), ("t1", "张三丰"), ("", "方𬭎")), told, strict=True
    ):
        assert code in text
        others = {str(row["name"]) for row in TEACHERS} - {name}
        assert name in text
        assert not [secret for secret in (*others, *IDENTITIES.values(), AS_NUMBER) if secret in text]
        assert not [
            word for word in (ILLNESS, "手术", "夫妻", "亲属", "配偶", "路远", "spouse", " kin") if word in text
        ]
    if lang == "en":
        return
    assert [path.name for path in paths][:2] == ["t2 欧阳志明 第2行.docx", "h1 王芳 第3行.docx"]
    assert "事项为：志愿更正（第1志愿 柳河小学）" in told[0]
    assert "经复核，申诉成立（裁决：申诉委员会）。" in told[0]
    assert "公示的安排是调往石桥康复病残学校初中语文，申诉复核后调整为调往柳河小学初中语文" in told[0]
    assert "事项为：暂缓交流。" in told[1]
    assert "调整为不调动" in told[1]
    assert "事项为：任职回避。" in told[2]
    assert "申诉不成立" in told[2]
    assert "维持公示安排：调往青山第二小学初中语文。" in told[2]
    assert "联系部门和电话" in told[2]
    assert "经复核，申诉不成立。" in told[3]
    assert "事项为：不去（白沙小学）" in told[3]


def test_answers_to_no_appeals_are_no_papers(tmp_path: Path) -> None:
    with pytest.raises(YearPapersError, match="nothing to answer"):
        write_documents(papers(), tmp_path / "out", None, "zh", frozenset({"appeals"}))
    assert list(tmp_path.iterdir()) == []
