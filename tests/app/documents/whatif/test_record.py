"""comparison.json and sweep.json: everything, and back."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from app.documents.whatif.record import comparison_from, record_of, sweep_from
from scenarios.whatif.comparison import Comparison
from tests.app.documents.whatif.made import PEOPLE, against, four, sweep
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


def test_a_sweep_comes_back_without_who_is_who() -> None:
    told = sweep({"比例": ("10%", "15%")}, ("甲县", "乙县"), frozenset({("乙县", "比例 15%")}))
    base = told.rows[0].result
    rows = tuple(
        replace(row, result=against(base, row.result, 1)) if i == 1 else row for i, row in enumerate(told.rows)
    )
    told = replace(told, rows=rows)
    text = json.dumps(record_of(told))
    back = sweep_from(json.loads(text))
    bare = tuple(replace(row, result=replace(row.result, moves=(), changed=())) for row in rows)
    assert back == replace(told, rows=bare)
    assert [code for code in PEOPLE if code in text] == []
    counts = json.loads(text)["rows"][1]["people"]
    changed = rows[1].result.changed
    assert counts["moves"] == len(rows[1].result.moves)
    assert counts["gains"] + counts["loses"] + counts["differs"] == len(changed) > 0
    assert counts["gains"] == sum(one.verdict == "gains" for one in changed)


def test_what_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="lungang-sweep"):
        comparison_from(record_of(sweep({"比例": ("10%",)})))
    with pytest.raises(ValueError, match="version 2"):
        comparison_from({**record_of(four()), "version": 2})


def test_every_key_stands_in_the_documentation() -> None:
    text = (Path(__file__).parents[4] / "docs" / "what-if.md").read_text(encoding="utf-8")
    told = re.findall(r"`(\w+)`", text[text.index("## What is written") :])
    whole, swept = record_of(four()), record_of(sweep({"比例": ("10%",)}))
    changed = next(row["result"]["changed"] for row in whole["rows"] if row["result"]["changed"])
    objects = [
        whole, whole["rows"][0], whole["rows"][0]["result"], whole["rows"][0]["result"]["tiers"][0], changed[0],
        whole["rows"][0]["result"]["moves"][0], whole["lines"][0], whole["frontier"], whole["prices"][0],
        swept, swept["rows"][0], swept["rows"][0]["people"],
    ]  # fmt: skip
    assert {key for one in objects for key in one} - set(told) == set()
