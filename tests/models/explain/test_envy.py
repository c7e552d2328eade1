"""Who envies whom justly: against a double loop of its own, in plans that leave none, and where one is planted."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import permutations
from random import Random

from models.explain.envy import Envious, envies
from models.explain.exchange import all_of, try_exchanges
from models.plan import Move, Plan
from models.recount import Recount
from models.tables import OUTSIDE
from tests.models.explain.drawn import drawn
from tests.models.micro import Row, district, plan, policy
from tests.models.random_policies import breaches

Pair = tuple[Move, str]


def pairs_of(found: tuple[Envious, ...]) -> set[Pair]:
    return {pair for one in found for pair in all_of(one)}


def naive(recount: Recount, made: Plan) -> set[Pair]:
    """Try every person against every move, from the tables."""
    moves: dict[str, Move] = {}
    for move in made.moves:
        if move.teacher_id in recount.people and move.to_school in (*recount.schools, OUTSIDE):
            moves.setdefault(move.teacher_id, move)

    def rank(code: str, school: str) -> int:
        lines = [row for row in recount.tables["choices"] if row["teacher_id"] == code]
        reached = [
            int(str(row["rank"]))
            for row in lines
            if row["school_id"] == school
            or (row["school_id"] is None and school in recount.schools and row["zone"] == recount.schools[school].zone)
        ]
        return min(reached, default=10**6)

    found = set()
    for who in recount.people:
        for holder, held in moves.items():
            mine, theirs = recount.score(who), recount.score(holder)
            if mine is None or (theirs is not None and theirs >= mine) or held.to_school == OUTSIDE:
                continue
            if "return" in (recount.after_term[who], recount.after_term[holder]):
                continue
            now = moves[who].to_school if who in moves else recount.people[who].school
            if rank(who, held.to_school) >= rank(who, now):
                continue
            wanted = Move(who, *held[1:])
            if recount.closings(wanted) or (who in recount.must and recount.must[who] != held.to_school):
                continue
            school, post = recount.schools[held.to_school], held[1:]
            over = recount.policy.rules
            if over.subject_balance.over == "closed" and recount.current(post) > recount.required[post]:
                continue
            full = recount.enrolled(school.code) > school.establishment
            if over.establishment.over == "closed" and full and recount.transfers(wanted):
                continue
            found.add((wanted, holder))
    return found


def test_the_list_is_what_trying_everybody_against_everybody_finds() -> None:
    seen: Counter[str] = Counter()
    for seed in range(60):
        _, recount, made = drawn(seed)
        found, wanted = envies(recount, made), naive(recount, made)
        assert pairs_of(found) == wanted, seed
        assert sum(one.pairs for one in found) == len(wanted), seed
        assert len({one.code for one in found}) == len(found), seed
        seen["pairs"] += len(wanted)
        seen["unscored"] += sum(recount.score(holder) is None for _, holder in wanted)
        seen["unmoved"] += sum(one.got is None for one in found)
        seen["outside"] += sum(one.got is not None and one.rank is None for one in found)
    assert min(seen[key] for key in ("pairs", "unscored", "unmoved", "outside")) > 5, seen


def served(seed: int) -> tuple[Recount, list[Move]]:
    """Return people who were let choose in turn, the highest score first, each a free place."""
    rng = Random(seed)
    subjects = ("语文", "数学")
    people: list[Row] = [
        {"teacher_id": f"t{i:02}", "school_id": "A", "score": float(score), "subject": rng.choice(subjects)}
        for i, score in enumerate(rng.sample(range(40, 100), 14))
    ]
    free = {(school, subject): rng.choice((0, 1, 1, 2)) for school in "BCDE" for subject in subjects}
    rows = [f"{school} 初中 {subject} {count}" for (school, subject), count in free.items()]
    choices = [
        f"{person['teacher_id']} {rank} {school}"
        for person in people
        if isinstance(person, dict)
        for rank, school in enumerate(rng.sample("BCDE", rng.randint(1, 4)), 1)
    ]
    made = district([*"ABCDE"], people, posts=["A 20", "A 初中 数学 20", *rows], choices=choices)
    recount = Recount(made, policy())
    moves = []
    for code in sorted(recount.people, key=lambda code: -(recount.score(code) or 0)):
        subject = recount.people[code].subject
        for school, _ in sorted(recount.ranks[code].items(), key=lambda choice: choice[1]):
            if free[school, subject]:
                free[school, subject] -= 1
                moves.append(Move(code, school, "初中", subject))
                break
    return recount, moves


def test_where_the_highest_score_chooses_first_nobody_envies_justly() -> None:
    placed = 0
    for seed in range(40):
        recount, moves = served(seed)
        placed += len(moves)
        assert breaches(recount, Plan.of(moves)) == 0, seed
        assert envies(recount, Plan.of(moves)) == (), seed
    assert placed > 200


def test_two_who_change_places_are_found_and_nobody_else() -> None:
    """Each alone in a place, next to each other in scores and choices; the first liked hers better."""
    planted = 0
    for seed in range(90):
        recount, moves = served(seed)
        alone = [m for m in moves if sum(other[1:] == m[1:] for other in moves) == 1]
        for first, second in permutations(alone, 2):
            one, two = recount.ranks[first.teacher_id], recount.ranks[second.teacher_id]
            here, there = first.to_school, second.to_school
            lower = first.subject == second.subject and _score(recount, first) > _score(recount, second)
            if not lower or one.get(there) != one[here] + 1:
                continue
            if two.get(here, 9) > two[there] + 1 or any(_between(recount, first, c, second) for c in recount.people):
                continue
            changed = [Move(first.teacher_id, *second[1:]), Move(second.teacher_id, *first[1:])]
            rest = [m for m in moves if m not in (first, second)]
            assert pairs_of(envies(recount, Plan.of([*rest, *changed]))) == {(first, second.teacher_id)}, seed
            planted += 1
    assert planted > 10


def _between(recount: Recount, first: Move, code: str, second: Move) -> bool:
    score = recount.score(code) or Decimal(0)
    return _score(recount, first) > score > _score(recount, second) and recount.people[code].subject == first.subject


def _score(recount: Recount, move: Move) -> Decimal:
    return recount.score(move.teacher_id) or Decimal(0)


PEOPLE: list[Row] = [
    {"teacher_id": "x", "school_id": "A", "score": 90.0},
    {"teacher_id": "y", "school_id": "A", "score": 80.5},
    {"teacher_id": "z", "school_id": "A"},
]
CHOICES = ["x 1 B", "x 2 C", "y 1 B", "y 2 C", "z 1 B"]


def recounted(people: list[Row] = PEOPLE, **given: object) -> Recount:
    rules = given.pop("rules", {})
    tables = {"posts": ["A 3", "B 1", "C 1"], "choices": CHOICES, **given}
    return Recount(district(["A", "B", "C"], people, **tables), policy(rules=rules))  # type: ignore[arg-type]


def test_nobody_without_a_score_envies_and_everybody_with_one_envies_them() -> None:
    recount = recounted()
    assert {(m.teacher_id, h) for m, h in pairs_of(envies(recount, plan("z>B")))} == {("x", "z"), ("y", "z")}
    assert envies(recount, plan("x>B")) == ()
    assert envies(recount, plan("x>B", "y>C")) == ()


def test_equal_scores_are_no_envy() -> None:
    people = [*PEOPLE[:1], {"teacher_id": "y", "school_id": "A", "score": 90.0}]
    assert envies(recounted(people, choices=CHOICES[:4]), plan("y>B", "x>C")) == ()


def test_a_place_closed_to_a_person_is_not_envied() -> None:
    assert len(envies(recounted(), plan("y>B", "x>C"))) == 1
    for lock in ("x never B", "x must C"):
        assert envies(recounted(locks=[lock]), plan("y>B", "x>C")) == ()


def test_an_exchange_is_tried_by_the_rules() -> None:
    """One more is at B already, a relative of x; and whom a lock sends there cannot be sent home."""
    made = plan("y>B")
    cases: list[tuple[dict[str, object], set[tuple[str, ...]]]] = [
        ({}, {()}),
        ({"relations": ["x 夫妻 b"]}, {("avoidance",)}),
        ({"locks": ["y must B"]}, {("locks",)}),
    ]
    for given, broken in cases:
        recount = recounted([*PEOPLE, "b@B"], posts=["A 3", "B 2", "C 1"], **given)
        tried = try_exchanges(recount, made, envies(recount, made))
        assert set(tried.tried.values()) == broken
        assert (tried.possible, tried.impossible, tried.untried) == (
            (("x",), (), ()) if () in broken else ((), ("x",), ())
        )


def test_trials_end_and_say_what_was_not_tried() -> None:
    recount = recounted()
    found = envies(recount, plan("z>B"))
    tried = try_exchanges(recount, plan("z>B"), found, most=1)
    assert (tried.possible, tried.impossible, tried.untried) == (("x",), (), ("y",))
    assert len(tried.tried) == 1


def test_whom_an_exchange_breaks_nothing_for_is_told_truly() -> None:
    """Each exchange said to break no rule breaks none in a plan that keeps all."""
    done: Counter[bool] = Counter()
    for seed in range(25):
        recount, moves = served(seed)
        spoilt = Plan.of(moves[1:])
        found = envies(recount, spoilt)
        for (move, holder), rules in try_exchanges(recount, spoilt, found).tried.items():
            kept = [m for m in spoilt.moves if m.teacher_id not in (holder, move.teacher_id)]
            assert (breaches(recount, Plan.of([*kept, move])) == 0) == (not rules)
            done[not rules] += 1
    assert done[True] > 5
