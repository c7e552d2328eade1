"""A small county's year: its tables, its policy, its register of appeals, and the year walked to any step of it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from click.testing import Result

from tests.app.command import call

TABLES = {
    "学校表.csv": "学校代码,学校名称,片区,编制数\n"
    "0001,甲校,东片,5\n0002,乙校,东片,4\n0003,丙校,西片,4\n0004,丁校,西片,3\n",
    "岗位表.csv": "学校代码,学段,学科,核定人数\n"
    "0001,小学,语文,3\n0001,小学,数学,2\n0002,小学,语文,3\n0002,小学,数学,1\n"
    "0003,小学,语文,2\n0003,小学,数学,2\n0004,小学,语文,2\n0004,小学,数学,1\n",
    "教师花名册.csv": "工号,姓名,出生年月,现任教学校,任教学段,任教学科,进入本校年月,特殊情形\n"
    "01,赵一,1980-01,0001,小学,语文,2012-09,\n02,钱二,1981-02,0001,小学,语文,2013-09,\n"
    "03,孙三,1982-03,0001,小学,数学,2014-09,\n04,李四,1983-04,0001,小学,数学,2024-09,\n"
    "05,周五,1984-05,0002,小学,语文,2011-09,\n06,吴六,1985-06,0002,小学,语文,2023-09,\n"
    "07,郑七,1986-07,0002,小学,数学,2010-09,\n08,王八二,1987-08,0003,小学,语文,2012-09,\n"
    "09,冯九,1988-09,0003,小学,数学,2015-09,\n10,陈十,1989-10,0003,小学,数学,2022-09,怀孕\n"
    "11,褚一一,1990-11,0004,小学,语文,2016-09,\n12,卫一二,1991-12,0004,小学,数学,2013-09,\n",
    "流出名单.csv": "工号\n01\n03\n05\n07\n08\n09\n12\n",
    "志愿表.csv": "工号,志愿顺序,学校代码\n01,1,0002\n01,2,0004\n03,1,0003\n05,1,0001\n05,2,0003\n07,1,0004\n"
    "08,1,0004\n09,1,0001\n12,1,0002\n12,2,0003\n",
    "距离表.csv": "工号,学校代码,分钟\n"
    + "".join(f"{t:02},000{s},{10 + 7 * ((t * s) % 5)}\n" for t in (1, 3, 5, 7, 8, 9, 12) for s in (1, 2, 3, 4)),
}
POLICY = """
name = "交流轮岗试行办法"
date = "2026-08"
tiers = ["fill", "choice", "distance"]
[[deferred]]
name = "孕期哺乳期"
words = "怀孕或者哺乳期的教师暂缓交流"
who = { status = ["怀孕", "哺乳", "重病"] }
[[due]]
name = "满六年"
words = "在同一学校任教满六年的教师应当交流"
who = { years_in_school = { min = 6 } }
"""
HEADER = "工号,申诉事项,学校代码,理由,裁决,裁决人,志愿顺序,学段,学科,更正的列,更正为,对方工号,亲属关系\n"
APPEALS = HEADER + (
    "03,暂缓,,手术,成立,申诉委员会,,,,,重病,,\n"
    "05,志愿更正,0004,填错了,成立,申诉委员会,1,,,,,,\n"
    "07,不去,0001,路远,不成立,申诉委员会,,,,,,,\n"
)
"""One who falls ill, one whose choice was mistyped, and one who is not heard."""
NOT_UPHELD = HEADER + "07,不去,0001,路远,不成立,申诉委员会,,,,,,,\n"
PENDING = HEADER + "07,不去,0001,路远,,,,,,,,,\n"
WHO = ("--by", "孔笙", "--yes")
BEFORE, AFTER = ("--from", "2026-07-01", "--until", "2026-07-07"), ("--from", "2026-07-01", "--until", "2099-07-07")
"""A publication that is over whenever the tests run, and one that is not."""


def write(folder: Path, tables: Mapping[str, str] = TABLES, policy: str = POLICY) -> Path:
    """Write a district (`县`), its policy (`policy.toml`) and the register (`申诉.csv`) into a folder."""
    (folder / "县").mkdir(parents=True)
    for name, text in tables.items():
        (folder / "县" / name).write_text(text, encoding="utf-8")
    (folder / "policy.toml").write_text(policy, encoding="utf-8")
    for name, text in (("申诉.csv", APPEALS), ("驳回.csv", NOT_UPHELD), ("待定.csv", PENDING)):
        (folder / name).write_text(text, encoding="utf-8-sig")
    return folder


@dataclass(frozen=True)
class Walked:
    """A year walked from its first day to its last.

    Attributes
    ----------
    folder : holds the tables, the policy and the registers.
    said : what each step's command came to.
    """

    folder: Path
    said: Mapping[str, Result]

    def at(self, step: str, folder: Path) -> Path:
        """Return a copy, in a folder, of the record as it was after a step."""
        return Path(shutil.copy(self.folder / "kept" / f"{step}.lungang", folder / "2026.lungang"))


def walk(base: Path, tables: Mapping[str, str] = TABLES, policy: str = POLICY, lang: str = "zh") -> Walked:
    """Walk a year through all its steps, each by its command, and keep the record as each left it."""
    write(base, tables, policy)
    (base / "kept").mkdir()
    record = base / "2026.lungang"
    made_from = ("--district", base / "县", "--policy", base / "policy.toml")
    steps: dict[str, tuple[str | Path, ...]] = {
        "new": ("year", "new", "2026", *made_from, "--record", record, *WHO),
        "solve": ("year", "solve", record, *WHO),
        "publish": ("year", "publish", record, *BEFORE, *WHO),
        "appeals": ("year", "appeals", record, base / "申诉.csv", *WHO, "--why", "接访记录"),
        "rerun": ("appeal", record, *WHO, "--frontier", "1"),
        "again": ("year", "publish", record, "--from", "2026-07-10", "--working-days", "5", *WHO),
        "finalise": ("year", "finalise", record, *WHO),
        "documents": ("year", "documents", record, "--out", base / "文书", *WHO),
        "close": ("year", "close", record, "--out", base / "明年", *WHO),
    }
    said = {}
    for step, words in steps.items():
        said[step] = call(*words, "--lang", lang)
        assert said[step].exit_code == 0, said[step].output
        shutil.copy(record, base / "kept" / f"{step}.lungang")
    return Walked(base, said)


def done(*words: str | Path) -> str:
    """Run a command that must succeed; return what it says."""
    result = call(*words)
    assert result.exit_code == 0, result.output
    return result.output
