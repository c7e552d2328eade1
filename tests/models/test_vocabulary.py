"""A bureau's own words stand in the program's sentences, and nowhere in its data."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from models.policy import Policy
from models.policy_file import PolicyError, parse_policy
from models.policy_words import sentences
from models.vocabulary import ENGLISH, Noun, plural
from models.words import Text
from tests.models.micro import district

CADRES = {"学校": {"zh": "单位", "en": "unit"}, "学科": "职位类别", "教师": {"zh": "干部", "en": "cadre"}}
"""Words of a county whose cadres rotate."""


def cadres(**more: object) -> Policy:
    return Policy.model_validate({"name": "学校教师轮岗办法", "date": "2026-08", "vocabulary": CADRES, **more})


@pytest.mark.parametrize(
    ("said", "zh", "en"),
    [
        (Text("各校学科教师", "School by school"), "各单位职位类别干部", "Unit by unit"),
        (
            Text("中心学校的两校", "schools, teachers and a preschool"),
            "中心单位的两单位",
            "units, cadres and a preschool",
        ),
        (Text("同一所学校", "one school"), "同一个单位", "one unit"),
        (Text("见学校表", "see to_school"), "见学校表", "see to_school"),
        (Text("“学校教师轮岗办法”中的学校", "School"), "“学校教师轮岗办法”中的单位", "Unit"),
        (Text("副校长任教学科", "subject"), "副校长任教职位类别", "subject"),
    ],
)
def test_sentences_are_reworded_and_data_is_not(said: Text, zh: str, en: str) -> None:
    policy = cadres()
    assert (said.say(policy.spoken("zh")), said.say(policy.spoken("en"))) == (zh, en)


def test_a_place_whose_name_holds_the_word_keeps_it() -> None:
    tables = district([{"school_id": "A", "name": "城关学校"}, {"school_id": "B", "name": "学校"}], ["t@A"])
    zh, en = (cadres().spoken(lang, tables) for lang in ("zh", "en"))
    said = Text("学校城关学校没有教师，“学校”也没有", "the school 城关学校 has no teachers")
    assert said.say(zh) == "单位城关学校没有干部，“学校”也没有"
    assert said.say(en) == "the unit 城关学校 has no cadres"


def test_a_language_with_words_is_still_that_language() -> None:
    assert cadres().spoken("zh") == "zh"
    assert Policy(name="甲", date="2026-08").spoken("en") == "en"
    assert Text("学校", "school").say(Policy(name="甲", date="2026-08").spoken("zh")) == "学校"


@pytest.mark.parametrize("noun", ENGLISH)
def test_every_noun_can_be_called_otherwise(noun: Noun) -> None:
    policy = cadres(vocabulary={noun: {"zh": "某某", "en": "thingy"}})
    word = ENGLISH[noun]
    assert Text(f"此{noun}", f"the {word}, {plural(word)}").say(policy.spoken("zh")) == "此某某"
    assert Text("", f"the {word}, {plural(word)}").say(policy.spoken("en")) == "the thingy, thingies"


def test_the_document_is_in_the_bureaus_words_and_says_which() -> None:
    said = sentences(cadres(due=[{"name": "学校满六年", "words": "在同一所学校任教的教师。"}]))
    assert "用语：“学校”称“单位”、“学科”称“职位类别”、“教师”称“干部”。" in [s.zh for s in said]
    assert "Words: 'unit' for school, '职位类别' for subject, 'cadre' for teacher." in [s.en for s in said]
    clause = next(s.zh for s in said if "满六年" in s.zh)
    assert clause == "（1）学校满六年。在同一所学校任教的教师。认定条件：所有人。"
    rest = "".join(s.zh for s in said if "学校" in s.zh and "用语" not in s.zh and s.zh != clause)
    assert rest.replace("学校教师轮岗办法", "").replace("学校表", "").count("学校") == 0


def test_a_policy_keeps_its_words_when_written_out() -> None:
    raw = cadres().model_dump(mode="json", by_alias=True)
    assert raw["vocabulary"] == CADRES
    assert Policy.model_validate(raw) == cadres()


@pytest.mark.parametrize(
    ("vocabulary", "zh"),
    [
        ({"校园": "单位"}, "vocabulary：值 \"校园\"：不能写这个词"),
        ({"学校": ""}, "vocabulary.学校：值 \"\"：须为一行文字"),
        ({"学校": "长" * 21}, "须为一行文字，最多20个字"),
        ({"学校": {"zh": "单\n位"}}, "vocabulary.学校.zh：值"),
        ({"学校": {"zh": "单位", "en": 3}}, "vocabulary.学校.en：值 3：须为一行文字"),
        ({"学校": {"en": "unit"}}, "须写本单位的叫法"),
        ({"学校": 3}, "须写本单位的叫法"),
    ],
)  # fmt: skip
def test_a_word_that_cannot_be_used_is_refused(vocabulary: dict[str, object], zh: str) -> None:
    with pytest.raises(PolicyError) as refused:
        parse_policy({"name": "甲", "date": "2026-08", "vocabulary": vocabulary})
    assert zh in refused.value.problems[0].zh


def test_words_are_checked_by_the_typed_policy() -> None:
    with pytest.raises(ValidationError):
        cadres(vocabulary=["单位"])
