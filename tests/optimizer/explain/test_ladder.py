"""The steps of who finds no place: the number named places the person, and without it nobody could."""

from __future__ import annotations

from random import Random

from models.case import Case
from models.district import District
from models.recount import Recount
from optimizer.explain.again import Again
from optimizer.explain.alternatives import Asking
from optimizer.explain.ladder import Ladder, changed, climb
from optimizer.explain.person import explain_teacher
from tests.models.micro import district, plan, policy
from tests.models.random_policies import breaches, random_case
from tests.optimizer.engine import every_plan, worth
from tests.optimizer.explain.trying import ONE


def unplaced(tables: District, made: str, code: str) -> Ladder:
    case = Case(tables, policy(lottery=True))
    return climb(Asking(Again(case, plan(made), code, ONE), 3))


def one_seat(**more: object) -> District:
    given: dict[str, object] = {
        "schools": ["A", {"school_id": "B", "establishment": 2}], "teachers": ["t1@A", "t2@A", "t3@A", "u@B"],
        "posts": ["A 9", "B 2"], "outgoing": ["t1", "t2"],
    }  # fmt: skip
    return district(**{**given, **more})  # type: ignore[arg-type]


def test_the_arithmetic_counts_people_schools_and_free_places() -> None:
    supply = unplaced(one_seat(), "t1>B", "t2").supply
    assert (supply.teaching, supply.schools, supply.free, supply.contending) == (("t1", "t2"), ("B",), 1, ("t1", "t2"))
    leaving = one_seat(outgoing=["t1", "t2", "u"])
    assert unplaced(leaving, "t1>B", "t2").supply.free == 2  # u may leave as well


def test_placing_the_one_costs_the_other_a_place() -> None:
    forced = unplaced(one_seat(), "t1>B", "t2").forced
    assert forced.plan == plan("t2>B")
    assert forced.outcome.unplaced == 1


def test_where_a_school_is_full_the_post_and_its_establishment_grow_together() -> None:
    (remedy,) = unplaced(one_seat(), "t1>B", "t2").remedies
    assert (remedy.post[0], remedy.required, remedy.establishment) == ("B", (2, 3), (2, 3))
    roomy = one_seat(schools=["A", {"school_id": "B", "establishment": 9}])
    first = unplaced(roomy, "t1>B", "t2").remedies[0]
    assert (first.required, first.establishment) == ((2, 3), None)
    tight = one_seat(posts=["A 9", "B 9"])
    first = unplaced(tight, "t1>B", "t2").remedies[0]
    assert (first.required, first.establishment) == (None, (2, 3))


def test_no_number_helps_who_may_go_nowhere() -> None:
    ladder = unplaced(one_seat(locks=["t2 never B"]), "t1>B", "t2")
    assert (ladder.remedies, ladder.possible) == ((), 0)
    assert ladder.forced.impossible
    assert ladder.supply.schools == ()


def test_the_steps_are_told_with_their_numbers_in_both_languages() -> None:
    case = Case(one_seat(), policy(lottery=True))
    told = explain_teacher(case, plan("t1>B"), "t2", ONE, None)
    zh = "\n".join(p.title.zh + "\n" + "\n".join(line.zh for line in p.lines) for p in told)
    en = "\n".join(p.title.en + "\n" + "\n".join(line.en for line in p.lines) for p in told)
    assert "未安置" in zh
    assert "2人争1个空位，其中至少1人去不了这些岗位" in zh
    assert "学校B（B）初中语文核定人数由2增到3，学校B（B）编制由2增到3" in zh
    assert "教师t1（t1）由调往学校B初中语文改为未安置" in zh
    assert "2 people for 1 place: at least 1 cannot have one" in en
    assert "安置本人，就有1名现已安置的人改为未安置：教师t1（t1）；未安置人数1→1" in zh
    assert "requires 3 instead of 2, and" in en
    assert "is left without a place" in en


SEEDS = (52085, 52193, 52335, 52403)
"""Cases in which somebody of the list finds no place, and one place more would help."""


def test_with_the_numbers_named_everybody_placed_keeps_a_place_and_without_them_none_could_be_placed_more() -> None:
    helped = 0
    for seed in SEEDS:
        case = random_case(Random(seed), gentle=True)
        recount = Recount(case.district, case.policy)
        valid = [p for p in every_plan(recount) if breaches(recount, p) == 0]
        made = min((worth(case, recount, p), p) for p in valid)[1]
        placed = {m.teacher_id for m in made.moves} & recount.outgoing
        for code in sorted(c for c in recount.outgoing - placed if recount.movable(c)):
            wanted = placed | {code}
            assert not any(wanted <= {m.teacher_id for m in p.moves} for p in valid), (seed, code)
            for remedy in climb(Asking(Again(case, made, code, ONE), 3)).remedies:
                other = changed(case, remedy)
                again = Recount(other.district, other.policy)
                helped += 1
                assert any(
                    wanted <= {m.teacher_id for m in p.moves} and breaches(again, p) == 0 for p in every_plan(again)
                ), (seed, code, remedy)
    assert helped > 4
