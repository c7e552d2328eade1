"""A small made-up county for the year's papers: every list has somebody on it, and every row a secret to keep."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from app.documents.year.papers import Period, Stage, YearPapers
from app.made_plan import MadePlan
from models.case import Case
from models.district import District
from models.plan import Plan
from models.policy import Policy
from models.words import Text
from tests.models.micro import district, plan, policy

ILLNESS, SANCTION, OTHER = "慢性秘症", "记大过", "秘情"
IDENTITIES = {
    "t1": "110101199003078515", "t2": "110101198803072815", "t9": "110101197903071237", "h1": "110101198503079016",
}  # fmt: skip
"""Staff number -> identity number, in a column of the bureau's own; those of 1988 and 1985 with a right check digit."""
SHORT = "110101750307123"
AS_NUMBER = "11010119860307331X"
"""Somebody's staff number that is the identity number."""
HEAD = "0123456789abcdef" * 4
RULES = {"release_first": {"mode": "pool"}}


def teacher(code: str, school: str, name: str, years: int, **more: object) -> dict[str, object]:
    """Somebody who has worked so many years at a school."""
    columns: dict[str, object] = {
        "teacher_id": code, "school_id": school, "name": name, "joined": f"{2026 - years}-08", "sex": "女",
        "birth_date": "1990-03", "unit_joined": f"{2026 - years}-08", "身份证号": IDENTITIES.get(code, ""),
    }  # fmt: skip
    return {**columns, **more}


TEACHERS = [
    teacher("t1", "A", "张三丰", 7),
    teacher("t2", "A", "欧阳志明", 8, birth_date="1988-03"),
    teacher("t3", "B", "李雷", 9, status=("其他",)),
    teacher("t4", "C", "王芳", 9),
    teacher(AS_NUMBER, "C", "方𬭎", 9),
    teacher("h1", "A", "王芳", 7, birth_date="1985-03"),
    teacher("h2", "A", "王芳", 7),
    teacher("t5", "B", "赵病休", 7, status=(ILLNESS,)),
    teacher("t6", "B", "钱多", 2, status=(f"{ILLNESS}:2027-01",)),
    teacher("t7", "C", "孙一", 7, status=(SANCTION, OTHER)),
    teacher("t8", "C", "周二", 2, status=(SANCTION,)),
    teacher("t9", "C", "吴留任", 10, birth_date="1979-03"),
    teacher("t10", "C", "郑新来", 1, applies=True, consent=True, 旧证=SHORT),
]  # fmt: skip
CLAUSES: dict[str, object] = {
    "barred": [{"name": "受惩戒的", "words": "惩戒期未满的不得参加。", "who": {"status": SANCTION}}],
    "deferred": [{"name": "身体原因", "words": "因身体原因不宜调动的暂缓。", "who": {"status": ILLNESS}}],
    "due": [{"name": "满六年", "who": {"years_in_school": {"min": 6}}}],
    "free": [{"name": "本人申请", "who": {"applies": True}}],
    "rules": RULES,
    "choices": "open",
}
FORMS = [{"name": "表四 符合交流条件但暂缓交流人员名单"}, {"name": "表五 符合交流条件但不交流人员名单"}]
MOVES = ("t1>A1", "t2>B", "t3>C", "t4>B", f"{AS_NUMBER}>D", "h1>D", "h2>D")
"""t1 inside one unit; t3 and t4 change places; the others between units."""
SCHOOLS: list[Mapping[str, object]] = [
    {"school_id": "A", "name": "青山中心小学", "zone": "东片区", "establishment": 20},
    {"school_id": "A1", "name": "青山第二小学", "zone": "东片区", "parent": "A", "establishment": 20},
    {"school_id": "B", "name": "石桥康复病残学校", "zone": "西片区", "establishment": 20},
    {"school_id": "C", "name": "柳河小学", "zone": "西片区", "establishment": 20},
    {"school_id": "D", "name": "白沙小学", "zone": "西片区", "establishment": 20},
]


def county(**tables: object) -> District:
    """Return the county; tables may be replaced."""
    given: dict[str, object] = {
        "schools": SCHOOLS, "teachers": TEACHERS, "relations": ["t1 夫妻 t9"],
        "choices": ["t10 1 A", "t10 2 B", "t2 1 B"], **tables,
    }  # fmt: skip
    return district(**given)  # type: ignore[arg-type]


def rulebook(**keys: object) -> Policy:
    """Return the county's policy; keys may be replaced."""
    return policy(**{"name": "青山县2026年教师交流轮岗办法", **CLAUSES, **keys})


def made(tables: District | None = None, asked: Policy | None = None, moves: Plan | None = None) -> MadePlan:
    """Return the county's plan, without a record of a solve."""
    case = Case(tables or county(), asked or rulebook())
    return MadePlan(Path("nowhere"), case, moves or plan(*MOVES), None)


def papers(plan_of: MadePlan | None = None, stage: Stage = "published", **more: object) -> YearPapers:
    """Return what the papers are made from."""
    period = Period(date(2026, 8, 20), date(2026, 8, 26), Text("5个工作日", "5 working days"))
    given: dict[str, object] = {"year": 2026, "stage": stage, "period": period, "head": HEAD, **more}
    return YearPapers(plan_of or made(), made_on=date(2026, 8, 19), **given)  # type: ignore[arg-type]
