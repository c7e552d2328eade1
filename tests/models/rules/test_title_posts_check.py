"""Posts of each title: who finds one free under each regime, who is hired lower, and next year's posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from models.goals import downgrade
from models.recount import Recount
from models.rules import title_posts
from models.title_posts import hired_as, lowered, next_posts
from tests.models.micro import Row, district, plan, policy

SENIOR, FIRST, SECOND, THIRD = "高级教师", "一级教师", "二级教师", "三级教师"


def person(code: str, school: str, title: str = SENIOR, **more: object) -> Row:
    return {"teacher_id": code, "school_id": school, "title": title, **more}


PEOPLE: list[Row] = [
    person("a1", "A", score=80.0), person("a2", "A", score=70.5), person("a3", "A"), person("a4", "A", FIRST),
    person("a5", "A", "教授"), person("a6", "A", THIRD), person("a7", "A", ""),
    person("b1", "B"), person("b2", "B"), person("c1", "C", payroll_school="B"), person("d1", "D", score=80.0),
]  # fmt: skip


def recount(
    regime: str, lines: Mapping[str, int], routes: Sequence[object] = (), ladder: Sequence[str] | None = None
) -> Recount:
    """Return a district under a regime; `lines` are school and title -> posts."""
    table: list[Row] = [
        dict(zip(("school_id", "title"), key.split(), strict=True)) | {"posts": n} for key, n in lines.items()
    ]
    rule: dict[str, object] = {"regime": regime} | ({} if ladder is None else {"ladder": ladder})
    made = district(["A", "B", "C", "D"], PEOPLE, title_posts=table)
    return Recount(made, policy(rules={"title_posts": rule, "routes": list(routes)}))


def breaches(of: Recount, *moves: str) -> list[str]:
    return [b.text.en for b in title_posts.check(of, plan(*moves))]


@pytest.mark.parametrize(
    ("posts", "moves", "count"),
    [
        (4, ("a1>B",), 0),
        (4, ("a1>B", "a2>B"), 1),
        (3, ("a1>B",), 1),
        (3, (), 0),
        (3, ("a1>B", "b1>A"), 0),
        (3, ("a1>B", "c1>A"), 0),
        (3, ("a1>B", "a2>B", "b1>A"), 1),
        (2, (), 0),
        (2, ("a1>B", "b1>A"), 1),
        (2, ("a1>B", "b1>A", "b2>A"), 0),
        (2, ("a1>B", "b1>A", "b2>A", "c1>A"), 0),
        (2, ("a1>B", "a2>B", "b1>A", "b2>A", "c1>A"), 0),
        (2, ("a1>B", "a2>B", "b1>A", "b2>A"), 1),
        (2, ("b1>A",), 0),
        (0, ("a4>B", "a5>B", "a6>B", "a7>B"), 0),
        (0, ("a1>C", "a2>D"), 0),
    ],
)
def test_under_hard_arrivals_fit_the_posts_left_free(posts: int, moves: tuple[str, ...], count: int) -> None:
    """Three people of the title are on the payroll of B, one of them works at C."""
    assert len(breaches(recount("hard", {f"B {SENIOR}": posts}), *moves)) == count
    for other in ("downgrade", "follow"):
        assert breaches(recount(other, {f"B {SENIOR}": posts}), *moves) == []


def test_under_hard_titles_off_the_ladder_and_the_lowest_are_capped() -> None:
    lines = {"B 教授": 0, f"B {THIRD}": 0}
    assert len(breaches(recount("hard", lines), "a5>B", "a6>B")) == 2


def test_the_sentence_says_posts_people_and_who_comes() -> None:
    of = recount("hard", {f"B {SENIOR}": 3})
    assert breaches(of, "a1>B", "a2>B", "b1>A") == [
        "学校B (B) has 3 posts of 高级教师 and 3 people, 1 leave: 1 free; 2 come: 教师a1 (a1), 教师a2 (a2)."
    ]
    (breach,) = title_posts.check(of, plan("a1>B"))
    assert breach.text.zh == "学校B（B）高级教师职数3，现有3人，调出0人，空余0；方案调入1人：教师a1（a1）。"
    assert (breach.teachers, breach.schools) == (("a1",), ("B",))


@pytest.mark.parametrize(
    ("posts", "moves", "below"),
    [
        (4, ("a1>B",), {}),
        (4, ("a1>B", "a2>B"), {"a2"}),
        (4, ("a1>B", "a2>B", "a3>B"), {"a2", "a3"}),
        (5, ("a1>B", "a2>B", "a3>B"), {"a3"}),
        (4, ("a1>B", "d1>B"), {"d1"}),
        (3, ("a1>B", "a2>B", "c1>D"), {"a2"}),
        (2, ("a1>B", "a2>B", "b1>A"), {"a1", "a2"}),
        (1, ("a1>B", "a2>B", "a3>B", "b1>A", "b2>A", "c1>A"), {"a2", "a3"}),
        (0, ("a4>B", "a5>B", "a6>B", "a7>B"), {}),
        (0, ("a1>C",), {}),
    ],
)
def test_under_downgrade_the_lowest_scores_beyond_are_hired_lower(
    posts: int, moves: tuple[str, ...], below: set[str]
) -> None:
    of = recount("downgrade", {f"B {SENIOR}": posts})
    assert set(lowered(of, plan(*moves))) == set(below)
    assert downgrade.value(of, plan(*moves)) == len(below)
    for other in ("hard", "follow"):
        assert downgrade.value(recount(other, {f"B {SENIOR}": posts}), plan(*moves)) == 0


def test_one_level_lower_is_the_next_of_the_ladder_and_others_keep_their_title() -> None:
    lines = {f"B {title}": 0 for title in (SENIOR, FIRST, THIRD, "教授")}
    moves = plan("a1>B", "a4>B", "a5>B", "a6>B", "a7>B")
    told = hired_as(recount("downgrade", lines), moves)
    assert told == {"a1": FIRST, "a4": SECOND, "a5": "教授", "a6": THIRD, "a7": ""}
    own = hired_as(recount("downgrade", lines, ladder=["教授", SENIOR, SECOND]), moves)
    assert own == {"a1": SECOND, "a4": FIRST, "a5": SENIOR, "a6": THIRD, "a7": ""}


def test_who_is_hired_lower_takes_up_no_post_of_the_lower_title() -> None:
    of = recount("downgrade", {f"B {SENIOR}": 0, f"B {FIRST}": 1})
    assert lowered(of, plan("a1>B", "a4>B")) == {"a1": FIRST}


def test_without_transfer_nobody_takes_or_frees_a_post() -> None:
    aside: list[object] = [{"to": {"school_id": "B"}, "transfer": False}, {"to": {"school_id": ["A", "C", "D"]}}]
    hard = recount("hard", {f"B {SENIOR}": 3}, aside)
    assert breaches(hard, "a1>B") == []
    assert lowered(recount("downgrade", {f"B {SENIOR}": 0}, aside), plan("a1>B")) == {}
    into_a = recount("hard", {f"A {SENIOR}": 3}, aside)
    assert len(breaches(into_a, "d1>A")) == 1
    assert len(breaches(into_a, "d1>A", "a1>B")) == 1  # a1 keeps the post at A
    assert breaches(into_a, "d1>A", "a1>C") == []


STAYS: list[Row] = [
    person("s1", "B", payroll_school="A", origin_school="A", term_end="2026-08", wish_return=False),
    person("a1", "A"),
]  # fmt: skip


@pytest.mark.parametrize(("posts", "count"), [({"B": 1, "A": 1}, 1), ({"B": 2, "A": 1}, 0)])
def test_who_stays_where_the_term_ends_holds_a_post_there(posts: dict[str, int], count: int) -> None:
    table: list[Row] = [{"school_id": s, "title": SENIOR, "posts": n} for s, n in posts.items()]
    made = district(["A", "B"], STAYS, title_posts=table)
    rules: dict[str, object] = {"title_posts": {}, "returns": {"wish": True}}
    assert len(breaches(Recount(made, policy(rules=rules)), "a1>B")) == count
    follow = Recount(made, policy(rules=rules | {"title_posts": {"regime": "follow"}}))
    assert next_posts(follow, plan()) == {("A", SENIOR): 0, ("B", SENIOR): posts["B"] + 1}
    assert next_posts(Recount(made, policy(rules=rules)), plan()) == {("A", SENIOR): 1, ("B", SENIOR): posts["B"]}


def test_two_seniors_and_one_free_post_under_the_three_regimes() -> None:
    lines, both = {f"B {SENIOR}": 4}, plan("a1>B", "a2>B")
    assert len(breaches(recount("hard", lines), "a1>B", "a2>B")) == 1
    assert breaches(recount("hard", lines), "a2>B") == []
    assert hired_as(recount("downgrade", lines), both) == {"a1": SENIOR, "a2": FIRST}
    follow = recount("follow", lines)
    assert breaches(follow, "a1>B", "a2>B") == []
    assert hired_as(follow, both) == {"a1": SENIOR, "a2": SENIOR}


def test_next_years_posts_travel_with_the_person_under_follow() -> None:
    lines = {f"A {SENIOR}": 3, f"A {FIRST}": 0, f"B {SENIOR}": 4, f"C {FIRST}": 0}
    moves = plan("a1>B", "a4>C", "c1>D", "a5>B")
    after = {("A", SENIOR): 2, ("A", FIRST): 0, ("B", SENIOR): 4, ("C", FIRST): 1}
    assert next_posts(recount("follow", lines), moves) == after
    for other in ("hard", "downgrade"):
        assert next_posts(recount(other, lines), moves) == {
            ("A", SENIOR): 3, ("A", FIRST): 0, ("B", SENIOR): 4, ("C", FIRST): 0,
        }  # fmt: skip


def test_without_the_rule_no_post_is_looked_at() -> None:
    made = district(["A", "B"], [person("a1", "A")], title_posts=[{"school_id": "B", "title": SENIOR, "posts": 0}])
    of = Recount(made, policy())
    assert title_posts.check(of, plan("a1>B")) == []
    assert hired_as(of, plan("a1>B")) == {"a1": SENIOR}
    assert next_posts(of, plan("a1>B")) == {("B", SENIOR): 0}


def test_the_score_the_policy_works_out_has_the_claim() -> None:
    people: list[Row] = [
        {"teacher_id": "old", "school_id": "A", "title": SENIOR, "score": 10.0, "joined": "2010-08"},
        {"teacher_id": "new", "school_id": "A", "title": SENIOR, "score": 90.0, "joined": "2024-08"},
    ]
    made = district(["A", "B"], people, title_posts=[{"school_id": "B", "title": SENIOR, "posts": 1}])
    rules = {"title_posts": {"regime": "downgrade"}}
    years = {"items": [{"name": "校龄", "column": "years_in_school"}]}
    moves = plan("old>B", "new>B")
    assert set(lowered(Recount(made, policy(rules=rules)), moves)) == {"old"}
    assert set(lowered(Recount(made, policy(rules=rules, score=years)), moves)) == {"new"}
