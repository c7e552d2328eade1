"""Next year's draft of a policy is a policy, a year on, and everything else is as it was."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from models.policy_file import read_policy
from scenarios.next_policy import next_policy
from scenarios.policies import shipped_policies

POLICY = """# 说明：2026年起试行  Tried from 2026 on.
name = '甲县2026年方案'   # 名称
date = "2026-08-31"       # 年龄算到8月31日
seed = "2026年8月公布：1" # 公布的种子
words = \"\"\"
按2026年的办法，
2026-2027学年执行。\"\"\"

tiers = ["fill"]  # 先补缺

[[due]]
name = "服务期满"
who = { service_until = { max = "2025-08" } }

[[calendar]]
name = "公示"
from = 2026-12-28
until = "2027-01-04"   # 跨年

[[calendar]]
name = "报到"
from = "09-01"
working_days = 3
"""


@pytest.mark.parametrize("name", shipped_policies())
def test_every_shipped_policy_gets_a_draft_that_is_read(name: str, tmp_path: Path) -> None:
    path = shipped_policies()[name]
    old, text = read_policy(path), path.read_text(encoding="utf-8")
    draft, notes = next_policy(text)
    (tmp_path / path.name).write_text(draft, encoding="utf-8")
    new = read_policy(tmp_path / path.name)
    assert new.month == old.month + 12
    assert new.date[4:] == old.date[4:]
    assert new.seed == ""
    kept = {"name", "words", "date", "seed", "calendar"}
    assert new.model_dump(exclude=kept) == old.model_dump(exclude=kept)
    assert [step.name for step in new.calendar] == [step.name for step in old.calendar]
    assert len(draft.splitlines()) == len(text.splitlines()) - (old.seed != "")
    lines = [line for line in text.splitlines() if not line.startswith("seed")]
    changed = [(a, b) for a, b in zip(lines, draft.splitlines(), strict=True) if a != b]
    assert all(re.match("(date|name|words|from|until) = ", a) for a, _ in changed)
    assert [re.findall(" *#.*", a) for a, _ in changed] == [re.findall(" *#.*", b) for _, b in changed]
    assert any("date" in note.zh for note in notes)
    assert any("seed" in note.zh for note in notes) == (old.seed != "")


def test_the_demos_name_goes_on_and_its_remark_is_told() -> None:
    path = shipped_policies()["demo"]
    draft, notes = next_policy(path.read_text(encoding="utf-8"))
    assert 'name = "青禾县2027年义务教育学校教师交流轮岗方案"' in draft
    assert [note.zh for note in notes] == [
        "date（方案日期）：2026-08 改为 2027-08",
        "name 中的2026年改为2027年：“青禾县2027年义务教育学校教师交流轮岗方案”，请核对",
        "seed（摇号种子）已删去：须重新抽取，事先公布，再写进来；不写就用方案日期",
        "草稿第1行提到2026，没有改动，请逐行核对",
    ]


def test_only_what_the_year_changes_is_changed() -> None:
    draft, notes = next_policy(POLICY)
    expected = (
        POLICY.replace("甲县2026年", "甲县2027年").replace("2026-08-31", "2027-08-31").replace("按2026年", "按2027年")
        .replace("from = 2026-12-28", "from = 2027-12-28").replace("2027-01-04", "2028-01-04")
        .replace('seed = "2026年8月公布：1" # 公布的种子\n', "")
    )  # fmt: skip
    assert draft == expected
    assert [note.en for note in notes] == [
        "date: 2026-08-31 became 2027-08-31",
        "calendar entry 1 '公示' from: 2026-12-28 became 2027-12-28",
        "calendar entry 1 '公示' until: 2027-01-04 became 2028-01-04",
        "the year 2026 in name became 2027: “甲县2027年方案”; check it",
        "the year 2026 in words became 2027; check it",
        "seed is taken out: draw it anew, publish it beforehand, and write it in; without it the date serves",
        "row(s) 1, 6, 12 of the draft tell of 2025, 2026 and were left as they are; look at each",
    ]


def test_a_leap_day_and_windows_files() -> None:
    draft, notes = next_policy('\ufeffname = "x"\r\ndate = 2028-02-29 # d\r\ntiers = ["fill"]\r\n')
    assert draft == '\ufeffname = "x"\r\ndate = 2029-02-28 # d\r\ntiers = ["fill"]\r\n'
    assert [note.zh for note in notes][1:] == ["date（方案日期）：2029年没有2月29日，写成28日"]
    assert next_policy('name = "x"\ndate = "2027-02"\n')[0] == 'name = "x"\ndate = "2028-02"\n'


@pytest.mark.parametrize("text", ['name = "x"', 'date = "soon"', "date = ["])
def test_what_is_no_policy_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|Unexpected|end of file"):
        next_policy(text)
