"""The year's course and papers, and a bureau's own words, in the workbook and the report."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.documents.report import render_report
from app.documents.summary import Summary
from app.documents.workbook import write_workbook
from app.documents.write import plan_record
from models.plan_file import read_moves
from models.policy import Policy
from models.words import Lang
from tests.app.documents.conftest import County

COURSE = {
    "calendar": [
        {"name": "公示", "from": "2026-07-01", "working_days": 5, "words": "在网站公示。"},
        {"name": "受理申请", "until": "08-16"},
    ],
    "forms": [{"name": "申请表", "words": "一式三份。"}],
}
WORDS = {"vocabulary": {"学校": {"zh": "单位", "en": "unit"}, "学科": "职位类别", "学段": "职级"}}


def written(folder: Path, county: County, more: Mapping[str, object], lang: Lang = "zh") -> tuple[Path, str]:
    """Write the workbook and the report under a policy with more keys; return the workbook and the page."""
    policy = Policy.model_validate({**county.policy.model_dump(by_alias=True), **more})
    spoken = policy.spoken(lang, county.district)
    summary = Summary(county.district, policy, county.outcome, county.account, spoken)
    record = plan_record(county.district, policy, county.outcome)
    write_workbook(folder / "plan.xlsx", summary, county.standing, record)
    return folder / "plan.xlsx", render_report(summary, record)


@pytest.mark.parametrize(
    ("lang", "title", "when"),
    [("zh", "日程与表册", "2026年7月1日起，5个工作日"), ("en", "Course and forms", "from 2026-07-01, 5 working days")],
)
def test_course_and_papers_have_a_sheet_and_a_section(
    tmp_path: Path, micro: County, lang: Lang, title: str, when: str
) -> None:
    book, page = written(tmp_path, micro, COURSE, lang)
    rows = list(load_workbook(book)[title].iter_rows(values_only=True))
    assert rows[1] == ("公示", when, "在网站公示。")
    assert rows[2][0] == "受理申请"
    assert rows[5] == ("申请表", None, "一式三份。")
    assert f"<h2>{title}</h2>" in page
    assert when in page


def test_without_a_course_there_is_neither(tmp_path: Path, micro: County) -> None:
    book, page = written(tmp_path, micro, {})
    assert "日程与表册" not in load_workbook(book).sheetnames
    assert "日程与表册" not in page


def test_headings_are_in_the_bureaus_words_and_the_sheet_is_still_read_back(tmp_path: Path, micro: County) -> None:
    book, page = written(tmp_path, micro, WORDS)
    opened = load_workbook(book)
    assert "单位总表" in opened.sheetnames
    heads = [cell.value for cell in opened["交流花名册"][1]]
    assert heads[4:6] == ["现单位代码", "现单位名称"]
    assert heads[10:12] == ["学段", "学科"]
    plan, faults = read_moves(book, micro.district)
    assert (plan, faults) == (micro.plan, ())
    assert "各单位人数" in page
    names = [name for name in micro.district.schools["name"] if "学校" in name]
    assert all(name in page for name in names)


SCORE = {
    "score": {
        "items": [
            {"name": "女教师", "who": {"sex": "女"}, "points": "0.25"},
            {"name": "校龄", "column": "years_in_school", "each": "1.5", "most": 20},
        ]
    }
}


def test_the_sheet_of_scores_adds_up(tmp_path: Path, county: County) -> None:
    book, _ = written(tmp_path, county, SCORE)
    notice, head, *rows = load_workbook(book)["得分明细"].iter_rows(values_only=True)
    assert "局内使用" in str(notice[0])
    assert head == ("工号", "姓名", "学校", "学段", "学科", "女教师", "校龄", "合计", "学段学科名次")
    sexes = dict(zip(county.district.teachers["teacher_id"], county.district.teachers["sex"], strict=True))
    assert len(rows) > 100
    best: dict[object, float] = {}
    for code, _, _, stage, subject, woman, years, total, place in rows:
        assert woman == (0.25 if sexes[code] == "女" else None)
        assert total == (woman or 0) + years
        if place == 1:
            assert best.setdefault((stage, subject), total) == total
        assert total <= best[stage, subject]
    assert {row[8] for row in rows} > {1, 2, 3}


def test_without_a_score_of_the_policy_there_is_no_such_sheet(tmp_path: Path, micro: County) -> None:
    book, _ = written(tmp_path, micro, {})
    assert "得分明细" not in load_workbook(book).sheetnames


def test_english_headings_too(tmp_path: Path, micro: County) -> None:
    book, page = written(tmp_path, micro, WORDS, "en")
    assert "Units" in load_workbook(book).sheetnames
    assert "Unit by unit" in page
