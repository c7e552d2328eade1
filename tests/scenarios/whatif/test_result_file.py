"""Results as JSON: whatever is written comes back exactly, and nothing else is taken for a result."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.explain.gains import Changed, Lot
from models.plan import Move, TierResult
from models.words import Text
from scenarios.whatif.result import Result, RuleResult
from scenarios.whatif.result_file import SCHEMA, UnreadableResultError, from_json, to_json

WORDS = st.text(max_size=6)
NUMBERS = st.integers(-(10**12), 10**12)
LOTS = st.builds(
    Lot, WORDS, WORDS, WORDS, moves=st.booleans(), rank=st.none() | NUMBERS, minutes=st.none() | NUMBERS,
    lowered=st.booleans(), together=st.none() | st.booleans(),
)  # fmt: skip


def few(of: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(of, max_size=3).map(tuple)


RESULTS = st.builds(
    Result,
    WORDS,
    st.sampled_from(("optimal", "feasible", "infeasible", "unknown", "failed")),
    st.floats(0, 1e6),
    few(st.builds(TierResult, st.dictionaries(WORDS, NUMBERS, max_size=2), NUMBERS, NUMBERS, st.booleans(), NUMBERS)),
    goals=st.dictionaries(WORDS, NUMBERS, max_size=3),
    rules=st.dictionaries(WORDS, st.builds(RuleResult, NUMBERS, NUMBERS), max_size=3),
    measures=st.dictionaries(WORDS, st.none() | NUMBERS, max_size=3),
    moves=few(st.builds(Move, WORDS, WORDS, WORDS, WORDS)),
    changed=few(
        st.builds(
            Changed, WORDS, st.sampled_from(("gains", "loses", "differs")),
            st.sampled_from(("title", "choice", "spouse", "minutes", "none")), LOTS, LOTS,
        )
    ),
    opened=few(WORDS),
    gone=few(WORDS),
    new=few(WORDS),
    flows=few(st.tuples(WORDS, WORDS, NUMBERS)),
    said=few(st.builds(Text, WORDS, WORDS)),
)  # fmt: skip


@settings(max_examples=60)
@given(RESULTS)
def test_a_result_comes_back_exactly(result: Result) -> None:
    back = from_json(json.loads(json.dumps(to_json(result))))
    assert back == result
    assert all(type(move) is Move for move in back.moves)
    assert all(type(said) is Text for said in back.said)


WHOLE = to_json(
    Result(
        "k", "optimal", 1.5, goals={"fill": 3}, measures={"moved": None}, moves=(Move("x", "B", "初中", "语文"),),
        changed=(Changed("x", "gains", "choice", Lot("A", "初中", "语文", False), Lot("B", "初中", "语文", True, 1)),),
        said=(Text("甲", "a"),),
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"schema": "lungang.what-if.result/0"}, "lungang.what-if.result/0"),
        ({"schema": None}, SCHEMA),
        ({"status": "splendid"}, "status"),
        ({"seconds": "1.5"}, "seconds"),
        ({"goals": {"fill": 3.5}}, "goals.fill"),
        ({"goals": {"fill": True}}, "goals.fill"),
        ({"moves": [["x", "B", "初中"]]}, "moves.0"),
        ({"moves": [["x", "B", "初中", "语文", "more"]]}, "moves.0"),
        ({"changed": [{"teacher_id": "x"}]}, "changed.0.verdict"),
        ({"mood": "good"}, "does not know"),
        ({"measures": {"moved": [1]}, "tiers": 5}, "tiers"),
    ],
)
def test_what_is_no_result_is_refused_and_says_why(change: dict[str, object], said: str) -> None:
    with pytest.raises(UnreadableResultError) as refused:
        from_json({**WHOLE, **change})
    assert said in refused.value.text.en
    assert "删去" in refused.value.text.zh


@pytest.mark.parametrize("missing", ["schema", "key", "status"])
def test_a_result_without_name_or_status_is_refused(missing: str) -> None:
    with pytest.raises(UnreadableResultError):
        from_json({name: value for name, value in WHOLE.items() if name != missing})


@pytest.mark.parametrize("foreign", [[], None, "x", {}, {"status": "optimal", "tiers": []}])
def test_a_foreign_document_is_refused(foreign: Any) -> None:
    with pytest.raises(UnreadableResultError):
        from_json(foreign)
