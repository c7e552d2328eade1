"""The whole check: every rule named, every goal of the tiers counted."""

from __future__ import annotations

from models.check import check_plan
from tests.models.micro import district, plan, policy

RULES = [
    "one_place", "establishment", "subject_balance", "avoidance", "split_couples", "release_first", "routes",
    "quotas", "title_posts", "balance", "locks", "returns",
]  # fmt: skip


def test_a_good_plan_breaks_nothing_and_every_rule_says_so() -> None:
    made = district(["A", "B"], ["t@A"], posts=["A 0", "B 2"])
    found = check_plan(made, policy(tiers=[{"fill": 3, "moves": 2}, "moves"]), plan("t>B"))
    assert found.breaches == ()
    assert found.counts == dict.fromkeys(RULES, 0)
    assert list(found.counts) == RULES
    assert found.goals == {"fill": 1, "moves": 1}
    assert found.tiers == (5, 1)


def test_breaches_come_in_the_rulebooks_order_and_are_counted() -> None:
    made = district(
        ["A", {"school_id": "B", "establishment": 1}],
        ["t@A", "u@B", "v@A"],
        posts=["B 1"],
        relations=["t 夫妻 u"],
        locks=["t never B", "v must B"],
    )
    rules = {"quotas": [{"name": "不动", "max": 0}], "routes": [{"same": ["zone"]}]}
    found = check_plan(made, policy(rules=rules), plan("t>B", "x>B"))
    assert found.counts == {
        "one_place": 1, "establishment": 1, "subject_balance": 1, "avoidance": 1, "split_couples": 0,
        "release_first": 0, "routes": 1, "quotas": 1, "title_posts": 0, "balance": 0, "locks": 2, "returns": 0,
    }  # fmt: skip
    assert [b.rule for b in found.breaches] == [r for r in RULES for _ in range(found.counts[r])]


def test_a_named_plan_places_first_and_a_baseline_then_changes_least() -> None:
    made = district(["A", "B"], ["t@A", "u@A"], outgoing=["t", "u"])
    assert check_plan(made, policy(), plan("t>B")).tiers == (1, 18)
    again = check_plan(made, policy(lottery=True), plan("t>B"), baseline=plan("u>B"))
    assert list(again.goals) == ["place", "changes", "fill", "lottery", "lottery2"]
    assert again.tiers[:3] == (1, 2, 18)


def test_every_sentence_is_whole_in_both_languages() -> None:
    made = district(["A", "B"], ["t@A", "u@B"], posts=["B 1"], relations=["t 夫妻 u"], locks=["t stay"])
    for breach in check_plan(made, policy(), plan("t>B", "x>B")).breaches:
        assert breach.text.zh.endswith("。")
        assert breach.text.en.endswith(".")
        assert "None" not in breach.text.zh + breach.text.en
