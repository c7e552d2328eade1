"""A policy written out, as plan.json holds it, is the same policy when read back."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from models.filters import as_table, parse_filter
from models.policy import Policy
from models.policy_file import parse_policy, read_policy
from scenarios.samples import DEMO_POLICY
from tests.models.random_policies import random_policy


def written(policy: Policy) -> dict[str, Any]:
    """Return a policy after a trip through JSON."""
    found: dict[str, Any] = json.loads(json.dumps(policy.model_dump(mode="json", by_alias=True, exclude_none=True)))
    return found


@pytest.mark.parametrize("seed", range(60))
def test_a_random_policy_reads_back_the_same(seed: int) -> None:
    policy = random_policy(Random(seed))
    assert parse_policy(written(policy)) == policy


def test_the_demo_policy_reads_back_the_same() -> None:
    policy = read_policy(DEMO_POLICY)
    assert parse_policy(written(policy)) == policy


def test_every_value_is_written_in_the_words_of_the_file() -> None:
    quota = {"name": "骨干", "who": {"honour": ["骨干"]}, "from": {"area": "城区"}, "of": "moved", "min": "20%"}
    raw = {"name": "办法", "date": "2026-08", "rules": {"quotas": [quota]}}
    found = written(parse_policy(raw))
    assert found["rules"]["quotas"] == [
        {
            "name": "骨干", "who": {"honour": "骨干"}, "from": {"area": "城区"}, "to": {}, "per": "district",
            "of": "moved", "of_who": {}, "min": "0.2", "binding": "hard",
            "count": "moves",
        }
    ]  # fmt: skip
    assert found["rules"]["establishment"] == {"over": "closed"}
    assert found["lottery"] is True


@pytest.mark.parametrize(
    "raw",
    [
        {"age": {"min": 50, "below": 55.5, "not": [52, 53]}, "applies": True},
        {"sex": {"not": "男"}, "any": [{"title": ["a", "b"]}, {"at": {"zone": "东"}, "age": {"above": 1}}]},
        {"任教学科": "语文", "subject": {"not": "数学"}, "自定": [5, "5", True, 0.25]},
        {"joined": {"max": "2020-09"}, "at": {"any": [{"area": "城区"}], "vacancy": {"min": 0}}},
        {},
    ],
)
def test_a_filter_is_written_as_the_table_it_was(raw: dict[str, Any]) -> None:
    assert parse_filter(json.loads(json.dumps(as_table(parse_filter(raw))))) == parse_filter(raw)


def test_a_filter_in_english_is_written_letter_for_letter() -> None:
    raw = {"age": {"min": 50, "not": 52}, "zone": ["a", "b"], "any": [{"applies": True}], "at": {"area": "镇区"}}
    assert as_table(parse_filter(raw)) == raw
