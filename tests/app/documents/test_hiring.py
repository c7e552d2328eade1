"""Posts of each title in what a solve writes: `hired_as` in moves.csv, who is hired lower and why, every line."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.documents.write import write_plan
from models.case import Case
from models.plan import Outcome
from models.words import Lang
from tests.models.micro import Row, district, plan, policy

HEAD = ["teacher_id", "from_school", "to_school", "stage", "subject", "choice_rank", "round"]
PEOPLE: list[Row] = [
    {"teacher_id": "t1", "school_id": "A", "title": "高级教师", "score": 70.0},
    {"teacher_id": "t2", "school_id": "A", "title": "高级教师", "score": 60.0},
    {"teacher_id": "t3", "school_id": "B", "title": "高级教师"},
]
LINES: list[Row] = [{"school_id": s, "title": "高级教师", "posts": 2} for s in ("A", "B")]


def written(folder: Path, regime: str | None, *moves: str, lang: Lang = "zh", routes: bool = False) -> Path:
    """Write the plan that moves people, under a regime (None: no rule), and return its folder."""
    rules: dict[str, Any] = {} if regime is None else {"title_posts": {"regime": regime}}
    if routes:
        rules["routes"] = [{"to": {"school_id": ["A", "B"]}}]
    case = Case(district(["A", "B"], PEOPLE, title_posts=LINES), policy(rules=rules))
    write_plan(folder / "plan", case.district, case.policy, case.standing, Outcome("feasible", plan(*moves)), lang)
    return folder / "plan"


def moves_of(folder: Path) -> list[list[str]]:
    with (folder / "moves.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def sheet(folder: Path, name: str) -> list[dict[str, object]]:
    head, *rows = load_workbook(folder / "plan.xlsx")[name].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def test_moves_csv_tells_the_title_hired_at_in_its_last_column(tmp_path: Path) -> None:
    head, *rows = moves_of(written(tmp_path, "downgrade", "t1>B", "t2>B", routes=True))
    assert head == [*HEAD, "route", "hired_as"]
    assert [(row[0], row[-1]) for row in rows] == [("t1", "高级教师"), ("t2", "一级教师")]


@pytest.mark.parametrize("regime", [None, "hard", "follow"])
def test_where_nobody_can_be_hired_lower_nothing_is_added(tmp_path: Path, regime: str | None) -> None:
    folder = written(tmp_path, regime, "t1>B", "t2>B")
    assert moves_of(folder)[0] == HEAD
    assert "聘用职称" not in sheet(folder, "交流花名册")[0]
    assert "降级聘用" not in (folder / "report.html").read_text(encoding="utf-8").partition("硬性规则")[0]
    assert ("岗位职数" in load_workbook(folder / "plan.xlsx").sheetnames) is (regime is not None)


def test_workbook_and_report_say_who_is_hired_lower_and_why(tmp_path: Path) -> None:
    folder = written(tmp_path, "downgrade", "t1>B", "t2>B")
    why = "高级教师职数2、现有1人、调出0人，空余1；调入2人，得分低的1人降一级聘用"
    told = {row["工号"]: (row["聘用职称"], row["降级聘用原因"]) for row in sheet(folder, "交流花名册")}
    assert told == {"t1": ("高级教师", None), "t2": ("一级教师", why)}
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.count(why) == 1
    assert "其中 1 人因调入学校没有空余职数，降一级聘用" in page
    (_, there) = sheet(folder, "岗位职数")
    assert list(there.values()) == ["B", "学校B", "高级教师", 2, 1, 0, 2, 1, 1]


def test_it_is_said_in_english_too(tmp_path: Path) -> None:
    folder = written(tmp_path, "downgrade", "t1>B", "t2>B", lang="en")
    (_, second) = sheet(folder, "Movers")
    assert second["hired as"] == "一级教师"
    assert second["why lower"] == (
        "2 posts of 高级教师, 1 people, 0 leave: 1 free; of 2 who come the 1 with the lowest scores are hired one "
        "level lower"
    )


def test_next_years_posts_stand_in_the_workbook_where_they_travel(tmp_path: Path) -> None:
    folder = written(tmp_path, "follow", "t1>B", "t2>B")
    assert [(row["学校代码"], row["职数"], row["下一年职数"]) for row in sheet(folder, "岗位职数")] == [
        ("A", 2, 0), ("B", 2, 4),
    ]  # fmt: skip
