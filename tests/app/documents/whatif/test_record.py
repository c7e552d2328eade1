"""comparison.json and sweep.json: everything, and back."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from app.documents.whatif.record import comparison_from, record_of, sweep_from
from scenarios.whatif.comparison import Comparison
from tests.app.documents.whatif.made import four, sweep
from tests.app.documents.whatif.test_answer import comparisons


@settings(max_examples=25, deadline=None)
@given(comparisons())
def test_a_comparison_comes_back_as_it_was(told: Comparison) -> None:
    assert comparison_from(json.loads(json.dumps(record_of(told)))) == told


def test_everything_comes_back_and_in_one_order() -> None:
    told = four()
    text = json.dumps(record_of(told), ensure_ascii=False)
    assert comparison_from(json.loads(text)) == told
    assert json.dumps(record_of(four()), ensure_ascii=False) == text
    assert list(json.loads(text))[:4] == ["format", "version", "title", "question"]
    assert json.loads(text)["rows"][1]["told"][0].keys() == {"zh", "en"}
    assert json.loads(text)["rows"][0]["result"]["moves"][0].keys() == {"teacher_id", "to_school", "stage", "subject"}


def test_a_sweep_comes_back_as_it_was() -> None:
    told = sweep({"比例": ("10%", "15%")}, ("甲县", "乙县"), frozenset({("乙县", "比例 15%")}))
    assert sweep_from(json.loads(json.dumps(record_of(told)))) == told


def test_what_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="lungang-sweep"):
        comparison_from(record_of(sweep({"比例": ("10%",)})))
    with pytest.raises(ValueError, match="version 2"):
        comparison_from({**record_of(four()), "version": 2})
