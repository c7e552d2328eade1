"""What a notice says of a choice is tried: the plan is made with the person there, and checked; numbers are counted."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from functools import cache
from random import Random

from models.account import Account, account
from models.case import Case
from models.check import check_plan
from models.explain.discretion import Discretion
from models.explain.own_case import OwnCase, own_case
from models.explain.own_choices import BRIEF, Answer, OwnChoices
from models.plan import Move, Plan
from models.policy import Policy
from models.recount import Recount
from models.tables import KIN_KINDS, OUTSIDE
from tests.models.micro import district, plan, policy
from tests.models.random_policies import grown_plan, random_case


@cache
def _cases() -> list[tuple[Case, Plan]]:
    """Return random cases, each with a plan that keeps every rule."""
    found = []
    for seed in range(75):
        rng = Random(31_000 + seed)
        case = random_case(rng, gentle=True)
        made = grown_plan(rng, Recount(case.district, case.policy))
        if made is not None and made.moves:
            found.append((case, made))
    return found


@cache
def _answers() -> list[tuple[Case, Plan, str, str, Answer]]:
    """Return, for everybody who may be moved and every other school, what a notice would say of choosing it."""
    found = []
    for case, made in _cases():
        recount = Recount(case.district, case.policy)
        moves = recount.chosen(made)
        for code, person in recount.people.items():
            settled = recount.fixed(code) is not None or code in recount.must or recount.after_term[code] == "return"
            if settled:
                continue
            told = OwnChoices(recount, made, code, Discretion(recount), {}, [])
            here = {person.school, moves[code].to_school if code in moves else ""}
            for school in sorted(recount.schools.keys() - here):
                found.append((case, made, code, school, told.answer(school)))
    return found


def _breaches(case: Case, made: Plan, code: str, school: str) -> list[set[str]]:
    """Return, for each post the person may teach there, the rules broken if the person went to it."""
    person, others = Recount(case.district, case.policy).people[code], [m for m in made.moves if m.teacher_id != code]
    posts = {(r.school_id, r.stage, r.subject) for r in case.district["posts"].itertuples()}
    trials = [Move(code, school, *taught) for taught in person.teaches if (school, *taught) in posts]
    return [{b.rule for b in check_plan(case.district, case.policy, Plan.of([*others, m])).breaches} for m in trials]


def test_a_choice_said_to_be_possible_breaks_nothing_and_any_other_does() -> None:
    kinds: Counter[str] = Counter()
    for case, made, code, school, answer in _answers():
        kinds[answer.kind] += 1
        if kinds[answer.kind] > 15:  # enough of a kind: trying takes time
            continue
        tried = _breaches(case, made, code, school)
        if answer.kind == "post":
            assert tried == []
        else:
            assert any(not broken for broken in tried) == (answer.kind == "open"), (answer, tried)
        if answer.kind == "route":
            assert all("routes" in broken for broken in tried)
        if answer.kind == "reserved":
            assert tried[0] & {"avoidance", "split_couples", "locks", "one_place", "returns"}
    assert set(BRIEF) - set(kinds) <= {"own", "origin", "left"}


def test_the_numbers_of_a_full_post_are_those_of_the_account() -> None:
    posts = schools = several = 0
    accounts: dict[int, Account] = {}
    for case, made, _, school, (kind, said) in _answers():
        if kind not in ("full", "over"):
            continue
        if id(made) not in accounts:
            accounts[id(made)] = account(case.district, case.policy, case.standing, made)
        counted = accounts[id(made)]
        if said.zh.count("；"):  # several posts, each with its own numbers
            rows = counted.posts[counted.posts["school_id"] == school].to_dict("records")
            for part in said.zh.split("；"):
                name, _, reason = part.partition("：")
                row = next(row for row in rows if f"{row['stage']}{row['subject']}" == name)
                if reason.startswith("核定"):
                    several += 1
                    told = list(map(int, re.findall(r"(?<!\d)\d+(?=人)", reason)))
                    assert told == [row[c] for c in ("required", "before", "out", "in", "after")][: len(told)]
            continue
        numbers = list(map(int, re.findall(r"(?<!\d)\d+(?=人)", said.zh)))
        if "岗位" in said.zh:
            posts += 1
            columns = ["required", "before", "out", "in", "after"][: 5 if kind == "full" else 2]
            assert numbers in counted.posts[counted.posts["school_id"] == school][columns].to_numpy().tolist()
        elif "编制" in said.zh:
            schools += 1
            there = counted.schools.set_index("school_id").loc[school]
            assert numbers[0] == there["establishment"]
            if kind == "full":
                assert numbers[-1] == there["headcount_after"] >= there["establishment"]
    assert posts > 10
    assert several > 0
    assert schools > 5


def test_nobody_else_and_no_kinship_is_named_whatever_the_case() -> None:
    words = [word for kind, others in KIN_KINDS.items() for word in (kind, *others)]
    for case, made in _cases()[::3]:
        recount = Recount(case.district, case.policy)
        deferred = {c.name for kind in ("barred", "deferred") for c in case.policy.clauses(kind)}
        deferred -= {c.name for kind in ("due", "free") for c in case.policy.clauses(kind)}
        for code in recount.people:
            own = own_case(case, made, code, None, recount)
            told = "\n".join(text for line in _lines(own) for text in line)
            assert [name for c, p in recount.people.items() if c != code and (name := p.name) in told] == []
            assert [word for word in words if word in told.casefold()] == []
            assert [name for name in deferred if f"“{name}”" in told] == []


def _lines(own: OwnCase) -> list[tuple[str, str]]:
    return [*own.outcome, *own.grounds, *own.choices, *own.score, *own.draw]


def _own(tables: dict[str, list[object]], rules: Policy, code: str, *moves: str, **record: object) -> str:
    case = Case(district(**tables), rules)  # type: ignore[arg-type]
    return "\n".join(line[0] for line in _lines(own_case(case, plan(*moves), code, record)))


def test_a_zone_is_told_school_by_school_in_numbers() -> None:
    tables: dict[str, list[object]] = {
        "schools": ["A", *({"school_id": s, "zone": "东片"} for s in "BCDE")],
        "posts": ["A 9", "B 1", "C 初中 数学 9", {"school_id": "D", "required": 1, "current": 2}, "E 2"],
        "teachers": ["t1@A", "t2@A"],
        "choices": [{"teacher_id": "t1", "rank": 1, "zone": "东片"}],
    }
    told = _own(tables, policy(), "t1", "t2>B")
    assert (
        "第1志愿 片区“东片”：共4所学校，1所没有设您任教的岗位、1所已经超编或超员而不接收、1所调整后已满、"
        "1所本身可以安排，整体安排中未能满足；可申请书面说明。" in told
    )
    assert "第1志愿 片区“东片”：已按此安排到学校E（E）。" in _own(tables, policy(), "t1", "t1>E")


def test_a_school_is_told_of_every_post_there_that_the_person_may_take() -> None:
    also = {"teacher_id": "t1", "school_id": "A", "also": ("初中:英语",)}
    english = {"teacher_id": "t2", "school_id": "A", "subject": "英语"}
    tables: dict[str, list[object]] = {
        "schools": ["A", "B"],
        "posts": ["A 9", "A 初中 英语 9", {"school_id": "B", "required": 3, "current": 4}, "B 初中 英语 1"],
        "teachers": [also, english],
        "choices": ["t1 1 B"],
    }
    told = _own(tables, policy(), "t1", "t2>B 初中 英语")
    assert (
        "初中语文：核定3人，现有4人，已经超员，按方案不接收；初中英语：核定1人，现有0人，调出0人、调入1人后为1人，已满。"
        in told
    )
    assert "由谁调入，由方案按公布的规则和目标次序整体确定" in told
    assert "初中英语岗位核定1人，调整后0人，这一志愿本身可以安排" in _own(tables, policy(), "t1")


def test_who_goes_back_is_told_so_and_who_is_not_placed() -> None:
    back = {"teacher_id": "t1", "school_id": "A", "origin_school": "B", "term_end": "2026-08", "payroll_school": "B"}
    tables: dict[str, list[object]] = {"schools": ["A", "B"], "teachers": [back, "t2@A"], "choices": ["t1 1 B"]}
    rules = policy(rules={"returns": {}})
    told = _own(tables, rules, "t1", "t1>B")
    assert "交流期满，返回原单位学校B（B），任教初中语文。" in told
    assert "人事关系不动，在学校B（B）。" in told
    assert "按方案关于交流期满的规定。" in told
    assert "所填1条志愿没有安排：交流期满须返回原单位。" in told
    listed = tables | {"outgoing": ["t2"]}
    assert "已列入流出名单，本方案没有安置，暂留原岗位。" in _own(listed, policy(), "t2")
    leaving = tables | {"locks": ["t2 must *"]}
    assert "离开，去往系统外。" in _own(leaving, policy(), "t2", f"t2>{OUTSIDE}")


def test_a_turn_in_rank_order_is_told_to_the_person_alone() -> None:
    tables: dict[str, list[object]] = {
        "schools": ["A", "B"], "teachers": ["t1@A", "t2@A"], "choices": ["t1 1 B", "t2 1 B"],
    }  # fmt: skip
    refused = [{"teacher_id": "t2", "to_school": "B", "turn": 7, "reason": {"zh": "教师t1在先"}, "proven": True}]
    stages = [{"mode": "rank-order", "moves": [], "refused": refused}]
    assert "按排名轮到您（第7位）时" in _own(tables, policy(), "t2", stages=stages)
    told = _own(tables, policy(), "t1", stages=stages)
    assert "第7位" not in told
    assert "这一志愿本身可以安排" in told


def test_a_lottery_number_can_be_worked_out_from_what_is_told() -> None:
    tables: dict[str, list[object]] = {"schools": ["A", "B"], "teachers": ["t1@A"]}
    told = _own(tables, policy(lottery=True, seed="种子甲"), "t1", "t1>B")
    digest = hashlib.sha256("种子甲\nt1\nB\n初中\n语文".encode()).hexdigest()
    assert f"号为{int(digest[:5], 16)}：" in told
    assert f"（{digest[:5]}）" in told
    assert "种子甲" not in _own(tables, policy(), "t1", "t1>B")


def test_a_clause_that_only_asks_for_no_illness_is_named() -> None:
    tables: dict[str, list[object]] = {
        "schools": ["A", "B"],
        "teachers": ["t1@A", {"teacher_id": "t2", "school_id": "A", "status": ("哮喘",)}],
    }
    for who, name, named in (
        ({"status": {"not": "哮喘"}}, "在岗", True),
        ({"kin_here": False}, "单独在校", True),
        ({"any": [{"status": {"not": "哮喘"}}, {"status": "工伤"}]}, "在岗", False),
        ({"teacher_id": "t1"}, "无哮喘", False),
        ({"appraisals": {"not": "优秀"}}, "未获优秀", True),
    ):
        told = _own(tables, policy(due=[{"name": name, "who": who, "words": "非哮喘者。"}]), "t1")
        assert (name in told) == named
        assert "哮喘" not in told
