"""Paths into a policy: found by what a policy knows; anything else is an error with near names."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.policy_file import parse_policy
from models.wording import WordingError
from models.words import Text, same
from scenarios.whatif.edits import Adding, Dropping, Edit, EditError, Setting, edited
from scenarios.whatif.policy_keys import split_path
from scenarios.whatif.policy_told import told_changes
from tests.scenarios.whatif.bases import PLAIN, demo


def setting(path: str, value: Any) -> Edit:
    return Setting(same(path), path, value)


def refusals(*edits: Edit) -> list[Text]:
    with pytest.raises(EditError) as raised:
        edited(demo().document, edits)
    return [Text(w.reason.zh + w.repair.zh, w.reason.en + w.repair.en) for _, e in raised.value.found for w in e.wrongs]


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ("mode", ("mode",)),
        ("rules.quotas.应交流比例.min", ("rules", "quotas", "应交流比例", "min")),
        ('rules.quotas."1.5倍（含）".max', ("rules", "quotas", "1.5倍（含）", "max")),
        ("rules . quotas.'a\"b'", ("rules", "quotas", 'a"b')),
        ("due.乡镇 之间.who", ("due", "乡镇 之间", "who")),
    ],
)
def test_a_path_is_keys_joined_by_points(path: str, keys: tuple[str, ...]) -> None:
    assert split_path(path) == keys


@pytest.mark.parametrize("path", ["", ".", "a.", ".a", "a..b", 'a."b', "a = 1", "a]"])
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(WordingError):
        split_path(path)


@given(st.lists(st.text(min_size=1).filter(str.isprintable), min_size=1, max_size=4))
def test_quoted_keys_hold_anything(keys: list[str]) -> None:
    quoted = ".".join('"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"' for key in keys)
    assert split_path(quoted) == tuple(keys)


@pytest.mark.parametrize(
    ("path", "value", "read"),
    [
        ("rules.quotas.每个教学点最多接收2人.max", 3, lambda p: p.rules.quotas[2].max == 3),
        ("rules.quotas.3.max", 3, lambda p: p.rules.quotas[2].max == 3),
        ("due.同校满六年.who.any.1.age.max", 52, lambda p: "52" in str(p.due[0].who)),
        ("due.同校满六年.who.title", "高级教师", lambda p: "高级教师" in str(p.due[0].who)),
        ("rules.split_couples", {}, None),
        ("rules.avoidance.kinds.近姻亲", "夫妻", None),
        ("tiers.6.moves", 30, lambda p: p.tiers[5]["moves"] == 30),
        ("rules", {"release_first": {"mode": "chain"}, "quotas": {"每个教学点最多接收2人": {"max": 9}}},
         lambda p: p.rules.release_first.mode == "chain" and p.rules.quotas[2].max == 9 and len(p.rules.routes) == 3),
    ],
)  # fmt: skip
def test_values_are_set_where_the_path_leads(path: str, value: Any, read: Any) -> None:
    before = copy.deepcopy(demo().document)
    made = edited(demo().document, [setting(path, value)])
    policy = parse_policy(made.document)
    assert read is None or read(policy)
    assert demo().document == before
    assert (policy != demo().policy) == (read is not None) or path.startswith(("due", "rules.avoidance"))


def test_numbers_of_entries_stay_what_they_were() -> None:
    edits = [Dropping(same(""), f"rules.quotas.{i}") for i in (1, 2)]
    made = edited(demo().document, [*edits, setting("rules.quotas.3.max", 4), Dropping(same(""), "tiers.fill")])
    assert made.document["rules"]["quotas"][0]["name"] == "每个教学点最多接收2人"
    assert made.document["rules"]["quotas"][0]["max"] == 4
    assert "fill" not in made.document["tiers"]


def test_entries_are_added_to_lists_written_or_not() -> None:
    made = edited(
        PLAIN,
        [
            Adding(same(""), "rules.routes", ({"name": "a", "same": ["zone"]}, {"name": "b", "differ": ["zone"]})),
            Adding(same(""), "tiers", ("moves",)),
        ],
    )
    policy = parse_policy(made.document)
    assert [route.name for route in policy.rules.routes] == ["a", "b"]
    assert [list(tier) for tier in policy.tiers] == [["fill"], ["moves"]]


def test_a_list_left_at_its_default_is_written_out_to_add_to() -> None:
    plain = {key: value for key, value in PLAIN.items() if key != "tiers"}
    made = edited(plain, [Adding(same(""), "tiers", ("moves",)), Dropping(same(""), "tiers.choice")])
    assert [list(tier) for tier in parse_policy(made.document).tiers] == [["fill"], ["distance"], ["moves"]]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (setting("rules.release.mode", 1), "no key release here" "maybe release_first?"),
        (setting("rules.quotas.每校流出不超过在编人数的一成.max", 1), "maybe 每校流出不超过在编人数的一成半"),
        (setting("rules.quotas.6.max", 1), "no entry is called '6'"),
        (setting("mode.x", 1), "stands a value"),
        (setting("due.1.who.age.most", 1), "a condition knows no most"),
        (Dropping(same(""), "lottery"), "nothing to drop"),
        (Adding(same(""), "mode", ("x",)), "no list stands here"),
        (Adding(same(""), "due.1.who.title", ("x",)), "there is no such condition"),
    ],
)  # fmt: skip
def test_a_path_that_leads_nowhere_names_what_is_near(edit: Edit, said: str) -> None:
    (told,) = refusals(edit)
    assert said in told.en


def test_every_wrong_edit_is_named() -> None:
    assert len(refusals(setting("a", 1), setting("mode", "x"), setting("b", 1), Dropping(same(""), "c"))) == 3


@pytest.mark.parametrize(
    "pair",
    [
        (setting("mode", "x"), setting("mode", "y")),
        (setting("rules.quotas.1.max", 1), setting("rules.quotas.每校流出不超过在编人数的一成半.max", 2)),
        (setting("rules.quotas.1.max", 1), Dropping(same(""), "rules.quotas.1")),
        (Dropping(same(""), "rules.routes"), Adding(same(""), "rules.routes", ({},))),
        (Dropping(same(""), "rules"), Adding(same(""), "rules.routes", ({},))),
        (setting("due.1.who.role", "x"), setting("due.1.who.职务.not", "y")),
    ],
)
def test_two_words_about_one_place_contradict(pair: tuple[Edit, Edit]) -> None:
    for edits in (pair, pair[::-1]):
        assert any("changes the same place" in told.en for told in refusals(*edits))


def test_a_word_that_stands_so_already_is_told() -> None:
    made = edited(demo().document, [setting("rules.establishment.over", "closed"), setting("mode", "optimise")])
    assert [text.en for text in made.idle] == [
        'rules.establishment.over of the policy is "closed" already',
        'mode of the policy is "optimise" already',
    ]


def told(*edits: Edit) -> list[Text]:
    made = edited(demo().document, edits)
    return list(told_changes(demo().policy, parse_policy(made.document)))


def test_a_number_that_changed_is_marked_where_it_stands() -> None:
    (said,) = told(setting("rules.quotas.每个教学点最多接收2人.max", 3))
    assert said.zh.endswith("每所学校流入人数不超过3（原为2）人")
    assert said.en.endswith("people who arrive are at most 3 (was 2)")


def test_what_is_dropped_and_new_is_told_without_renumbering_the_rest() -> None:
    said = told(
        Dropping(same(""), "deferred.孕期、哺乳期"), Adding(same(""), "barred", ({"name": "某", "who": {"sex": "男"}},))
    )
    assert [text.zh.partition("：")[0] for text in said] == ["新增", "取消"]
    (fill,) = told(Dropping(same(""), "tiers.fill"))
    assert fill.zh.startswith("取消：第3级：缺额")


def test_a_sentence_of_the_same_head_became_the_other() -> None:
    first, *_ = told(setting("rules.release_first.mode", "chain"))
    assert first.zh.startswith("“先流出再流入：流出的人先统一离岗")
    assert "改为“先流出再流入：调动逐个进行" in first.zh


def test_a_change_no_sentence_tells_names_its_key() -> None:
    (said,) = told(setting("rules.release_first.scope", "school"))
    assert said.en == "keys of the policy changed: rules.release_first"


@given(st.integers(0, 20), st.sampled_from(["rules.quotas.每个教学点最多接收2人.max", "rules.quotas.3.max"]))
def test_setting_a_value_back_gives_the_policy_back(value: int, path: str) -> None:
    there = edited(demo().document, [setting(path, value)]).document
    assert edited(there, [setting(path, 2)]).document == demo().document


def test_that_a_goal_left_the_tiers_is_told_once() -> None:
    said = told(setting("tiers", ["fill", "distance"]))
    idle = [text.zh for text in said if "起作用" in text.zh]
    assert idle == [
        "目标不再含“结构均衡”，它的条目不再起作用",
        "目标不再含“优先”，它的条目不再起作用",
    ]
    assert not any("新加" in text.zh for text in said)
