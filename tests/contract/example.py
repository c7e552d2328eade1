"""Tiny districts for the contract's examples, read from CSV, solved in this process and checked.

Tables are written `"header | row | row"`, cells between commas.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from models.case import Case
from models.check import CheckResult, check_plan
from models.district import District
from models.formulate import formulate
from models.intake.read import read_district
from models.plan import Move, Plan
from models.policy import Policy
from models.policy_file import parse_policy
from models.recount import Recount
from models.rounds import rounds
from tests.optimizer.engine import plan_of, run

HEAD = """
name = "规则示例"
date = "2026-08"
"""
ALL_DUE = '[[due]]\nname = "应交流"\n'
MANY = HEAD + 'tiers = ["prefer"]\n'  # as many as possible move
FEW = HEAD + 'tiers = ["moves"]\n'  # as few as possible move
PULL = '[[goals.prefer]]\nname = "应交流"\nwho = { category = ["due", "free"] }\n'

SCHOOLS = "学校代码,学校名称,编制数"
POSTS = "school_id,学段,subject,核定人数"
TEACHERS = "工号,姓名,现任教学校,stage,任教学科"
RELATIONS = "teacher_a,teacher_b,kind"
CHOICES = "工号,rank,school_id,片区"
LOCKS = "工号,action,学校代码"
OUTGOING = "工号"
DISTANCES = "工号,zone,school_id,minutes"


@dataclass(frozen=True)
class Best:
    """The best plan, teacher -> school, with its tiers' values; `moves` None if no plan keeps every rule."""

    moves: dict[str, str] | None
    values: tuple[int, ...] = ()
    rounds: dict[str, int] | None = None


def folder(path: Path, **tables: str) -> Path:
    """Write a district's CSV files."""
    path.mkdir(exist_ok=True)
    for name, table in tables.items():
        lines = [line.strip() for line in table.split("|")]
        (path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return path


def read(path: Path, **tables: str) -> District:
    """Write a district and read it back; it has no fault."""
    district = read_district(folder(path, **tables)).district
    assert district is not None
    return district


def policy_of(text: str) -> Policy:
    """Type a policy as its file would be."""
    return parse_policy(tomllib.loads(text, parse_float=Decimal))


def best(path: Path, toml: str, **tables: str) -> Best:
    """Solve; the independent check finds no breach and counts what the solver claims."""
    case = Case(read(path, **tables), policy_of(toml))
    formulated = formulate(case)
    told = run(formulated.program.matrix)
    plan = plan_of(formulated, told)
    if plan is None:
        assert told.conflict is not None
        return Best(None)
    assert told.proven(formulated.program.matrix)
    found = check_plan(case.district, case.policy, plan)
    assert found.breaches == ()
    assert found.tiers == told.values
    entered = {m.teacher_id: m.to_school for m in plan.moves}
    return Best(entered, found.tiers, rounds(Recount(case.district, case.policy), plan))


def checked(district: District, toml: str, *moves: tuple[str, str], baseline: Plan | None = None) -> CheckResult:
    """Check moves `(teacher, school)`, all to 小学 语文."""
    plan = Plan.of([Move(teacher, school, "小学", "语文") for teacher, school in moves])
    return check_plan(district, policy_of(toml), plan, baseline)


def chinese(*people: str) -> str:
    """Write a roster of teachers of 小学 语文: `"1@A"`."""
    rows = [f"{code},张三,{school},小学,语文" for code, school in (p.split("@") for p in people)]
    return " | ".join([TEACHERS, *rows])


def schools(*rows: str, more: str = "") -> str:
    """Write schools `"A"` (establishment 200) or `"A,5,further cells"`."""
    filled = [row if "," in row else f"{row},200" for row in rows]
    named = [row.replace(",", f",{row.split(',')[0]}校,", 1) for row in filled]
    return " | ".join([SCHOOLS + more, *named])


def posts(*rows: str) -> str:
    """Write posts of 小学 语文: `"A 5"`, or of another subject: `"A 5 数学"`."""
    cells = [(*row.split(), "语文")[:3] for row in rows]
    return " | ".join([POSTS, *(f"{school},小学,{subject},{required}" for school, required, subject in cells)])
