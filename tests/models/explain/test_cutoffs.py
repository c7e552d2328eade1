"""Cut-off scores: the least of those who came by choice, found a second way; and what they say of envy."""

from __future__ import annotations

from collections import Counter

from models.explain.cutoffs import above, cutoffs, highest, lowest
from models.explain.envy import envies, held
from models.recount import Recount
from tests.models.explain.drawn import drawn
from tests.models.micro import Row, district, plan, policy


def test_a_cut_off_is_the_least_score_that_came_by_choice() -> None:
    seen: Counter[str] = Counter()
    for seed in range(1000, 1050):
        case, recount, made = drawn(seed)
        chosen = case.district["choices"]
        zones = dict(zip(case.district.schools["school_id"], case.district.schools["zone"], strict=True))
        scores: dict[tuple[str, str, str], list[object]] = {}
        for code, move in recount.exchanges(made).items():
            mine = chosen[chosen["teacher_id"] == code]
            by_zone = mine["zone"].isin([zones.get(move.to_school) or "-"]) & (mine["school_id"] == "")
            if ((mine["school_id"] == move.to_school) | by_zone).any():
                scores.setdefault(move[1:], []).append(recount.score(code))
        told = cutoffs(recount, made)
        assert {place.post for place in told if place.came} == set(scores), seed
        for place in told:
            numbers = [s for s in scores.get(place.post, []) if s is not None]
            assert lowest(recount, place.came) == min(numbers, default=None), seed  # type: ignore[type-var]
            assert len(place.came) == len(scores.get(place.post, [])), seed
            seen["came"] += len(place.came)
    assert seen["came"] > 20


def test_a_place_is_envied_where_somebody_wanted_it_in_vain_with_more_than_a_holder_has() -> None:
    seen: Counter[bool] = Counter()
    for seed in range(2000, 2040):
        _, recount, made = drawn(seed)
        envied = {place.post for one in envies(recount, made) for place in one.places}
        holders = held(recount, made)
        for place in cutoffs(recount, made):
            there = tuple(holders.get(place.post, ()))
            high, low = highest(recount, place.wanted), lowest(recount, there)
            bare = any(recount.score(code) is None for code in there)
            wronged = high is not None and (bare or (low is not None and high > low))
            assert (place.post in envied) == wronged, seed
            seen[wronged] += 1
        assert envied <= {place.post for place in cutoffs(recount, made)}, seed
    assert min(seen.values()) > 5, seen


def test_who_came_otherwise_does_not_set_the_cut_off() -> None:
    people: list[Row] = [
        {"teacher_id": code, "school_id": "A", "score": score}
        for code, score in (("x", 90.0), ("y", 80.5), ("z", 70.0), ("w", 60.0))
    ]
    made = district(["A", "B", "C"], people, choices=["x 1 B", "y 1 B", "z 1 B", "w 1 C"])
    recount = Recount(made, policy())
    first, second = cutoffs(recount, plan("y>B", "w>B", "z>C"))
    assert (first.post[0], first.came, first.other, first.wanted) == ("B", ("y",), ("w",), ("x", "z"))
    assert (lowest(recount, first.came), highest(recount, first.wanted)) == (recount.score("y"), recount.score("x"))
    assert above(recount, first)
    assert (second.post[0], second.came, second.other, second.wanted) == ("C", (), ("z",), ("w",))
    assert not above(recount, second)
