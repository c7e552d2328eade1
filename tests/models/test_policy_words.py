"""A policy in sentences: every parameter that changes what a plan may be changes a sentence, in both languages."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest

from models.filter_words import describe
from models.filters import parse_filter
from models.policy import CLAUSE_KINDS, Part, Policy
from models.policy_rule_words import quota_sentence
from models.policy_rules import Quota
from models.policy_words import policy_sections, sentences

DEMO = Path(__file__).parents[2] / "scenarios" / "samples" / "demo-policy.toml"
BASE: dict[str, Any] = {
    "name": "试行办法",
    "date": "2026-08",
    "tiers": ["fill", "choice", "structure", "prefer"],
    **{kind: [{"name": "甲"}] for kind in CLAUSE_KINDS},
    "rules": {
        "split_couples": {},
        "routes": [{"from": {"area": "城区"}, "schools": [["A", "B"]]}],
        "quotas": [{"name": "比例", "of": "teachers", "min": "5%", "max": "10%"}],
        "title_posts": {"regime": "downgrade"},
        "balance": [{"name": "对等", "from": {"area": "城区"}, "to": {"area": "乡村"}}],
        "returns": {"unless": [{"who": {"appraisals": "不合格"}, "then": "again"}]},
    },
    "score": {
        "items": [{"name": "校龄", "column": "years_in_school", "each": 2, "most": 20, "least": 1, "minimum": 4}]
    },
    "facts": [{"name": "年限", "type": "支教"}],
    "shares": [{"name": "占比差", "who": {"honour": "骨干"}}],
    "gates": [{"name": "晋升", "passes": {"年限": {"min": 1}}}],
    "calendar": [{"name": "公示", "from": "2026-07-01", "until": "2026-07-07"}],
    "forms": [{"name": "申请表"}],
    "stages": [{"name": "先选", "mode": "rank-order"}],
    "goals": {"structure": [{"name": "骨干", "who": {"honour": "骨干"}}], "prefer": [{"name": "优先"}]},
}
"""A policy in which every kind of entry stands once."""

WHO = {"title": "高级教师"}
WHERE = {"zone": "城东"}
LEADERS: dict[str, object] = {"leaders": WHO}
CHAIN: dict[str, object] = {"rules.release_first.mode": "chain"}
LEAD: dict[str, object] = {"rules.avoidance.when": "lead", "rules.avoidance.leading": ["校长"]}
NO_RANGE: dict[str, object] = {"rules.quotas.0.min": None, "rules.quotas.0.max": None}
VARIED: list[tuple[str, object, dict[str, object]]] = [
    ("name", "另一办法", {}),
    ("date", "2026-09", {}),
    ("words", "为了均衡。", {}),
    ("seed", "407215", {}),
    *[(f"{kind}.0.{key}", value, {}) for kind in CLAUSE_KINDS
      for key, value in (("name", "乙"), ("words", "原文。"), ("who", WHO))],
    ("leaders", WHO, {}),
    ("choices", "open", {}),
    ("choices", "forbidden", {}),
    ("choices_each", {"min": 2}, {}),
    ("choices_each.min", 2, {"choices_each": {"max": 2}}),
    ("choices_each.max", 3, {"choices_each": {"min": 2}}),
    ("lottery", False, {}),
    ("score", None, {}),
    ("score.minimum", 30, {}),
    ("score.items.0.name", "年资", {}),
    ("score.items.0.who", WHO, {}),
    ("score.items.0.column", "years_in_post", {}),
    ("score.items.0.each", "0.5", {}),
    ("score.items.0.most", 30, {}),
    ("score.items.0.least", 2, {}),
    ("score.items.0.minimum", 5, {}),
    ("score.items.0.entry", "优秀", {"score.items.0.column": "评定"}),
    ("score.items.0.table", [[0, 1], [5, "2.5"]], {"score.items.0.each": None}),
    ("score.items.0.table", [[0, 1], [6, 2]], {"score.items.0.each": None, "score.items.0.table": [[0, 1], [5, 2]]}),
    ("score.items.0", {"name": "骨干", "who": {"honour": "骨干"}, "points": 5}, {}),
    ("score.items.0.points", 6, {"score.items.0": {"name": "骨干", "who": {"honour": "骨干"}, "points": 5}}),
    ("vocabulary", {"学校": "单位"}, {}),
    ("vocabulary", {"学校": {"zh": "单位", "en": "unit"}}, {"vocabulary": {"学校": {"zh": "部门", "en": "section"}}}),
    ("calendar.0.name", "再公示", {}),
    ("calendar.0.from", "2026-06", {}),
    ("calendar.0.until", "12-31", {}),
    ("calendar.0.until", None, {}),
    ("calendar.0.days", 7, {}),
    ("calendar.0.working_days", 5, {}),
    ("calendar.0.words", "在网站公示。", {}),
    ("forms.0.name", "登记表", {}),
    ("forms.0.words", "一式三份。", {}),
    ("tiers", ["fill", "choice", "prefer", "structure"], {}),
    ("tiers", ["fill", "choice", "structure", {"prefer": 2}], {}),
    ("facts.0.name", "支教年限", {}),
    ("facts.0.words", "原文。", {}),
    *[("facts.0.count", count, {}) for count in ("months", "times", "units", "places", "since", "result")],
    ("facts.0.type", ["支教", "援教"], {}),
    ("facts.0.transfer", True, {}),
    ("facts.0.result", {"not": "不合格"}, {}),
    ("facts.0.credited", True, {}),
    ("facts.0.rows", {"审批": True}, {}),
    ("facts.0.to", WHERE, {}),
    ("facts.0.window", 6, {}),
    ("shares.0.name", "高级占比差", {}),
    ("shares.0.who", WHO, {}),
    ("gates.0.name", "评优", {}),
    ("gates.0.words", "原文。", {}),
    ("gates.0.who", WHO, {}),
    ("gates.0.passes", WHO, {}),
    ("rules.establishment.over", "no-worse", {}),
    ("rules.subject_balance.over", "no-worse", {}),
    ("rules.subject_balance.floor", "80%", {}),
    ("rules.subject_balance.staff_floor", "95%", {}),
    ("rules.avoidance.kinds", ["夫妻"], {}),
    ("rules.avoidance.kinds", [], {}),
    ("rules.avoidance.scope", "unit", {}),
    ("rules.avoidance.scope", "line", {"rules.avoidance.scope": "unit"}),
    ("rules.avoidance.existing", "must-part", {}),
    ("rules.avoidance.when", "lead", {"rules.avoidance.leading": ["校长"]}),
    ("rules.avoidance.leading", ["校长", "书记"], LEAD),
    ("rules.split_couples", None, {}),
    ("rules.split_couples.leave", "at-least-one", {}),
    ("rules.returns", None, {}),
    ("rules.returns.wish", True, {}),
    ("rules.returns.unless", [], {}),
    ("rules.returns.unless.0.who", WHO, {}),
    ("rules.returns.unless.0.then", "stay", {}),
    ("rules.returns.unless.0.words", "继续支教。", {}),
    ("rules.release_first.mode", "chain", {}),
    ("rules.release_first.scope", "school", CHAIN),
    ("rules.release_first.scope", "school", {"rules.release_first.strict": True}),
    ("rules.release_first.strict", True, {}),
    ("rules.release_first.caps", "each-step", CHAIN),
    ("rules.routes", [], {}),
    ("rules.routes.0.name", "支援", {}),
    ("rules.routes.0.from", WHERE, {}),
    ("rules.routes.0.to", WHERE, {}),
    ("rules.routes.0.both_ways", True, {}),
    ("rules.routes.0.same", ["kind"], {}),
    ("rules.routes.0.differ", ["kind"], {}),
    ("rules.routes.0.visited", True, {}),
    ("rules.routes.0.visited", False, {}),
    ("rules.routes.0.schools", [["A", "C"]], {}),
    ("rules.routes.0.zones", [["城东", "城西"]], {}),
    ("rules.routes.0.forbid", True, {}),
    ("rules.routes.0.who", WHO, {}),
    ("rules.routes.0.transfer", False, {}),
    ("rules.routes.0.term", 3, {}),
    ("rules.routes.0.term", "18个月", {}),
    ("rules.quotas.0.name", "另一比例", {}),
    ("rules.quotas.0.who", WHO, {}),
    ("rules.quotas.0.from", WHERE, {}),
    ("rules.quotas.0.to", WHERE, {}),
    *[("rules.quotas.0.per", per, {}) for per in ("origin", "destination", "origin post", "destination post")],
    *[("rules.quotas.0.of", of, LEADERS) for of in ("due", "staff", "leaders", "moved")],
    ("rules.quotas.0.of", None, {"rules.quotas.0.min": 1, "rules.quotas.0.max": 1}),
    ("deferred.0.certified", "证明", {}),
    ("deferred.0.waived_by", "applies", {}),
    ("deferred.0.waived_by", ["applies", "lock"], {"deferred.0.waived_by": ["applies"]}),
    *((("rules.quotas.0.per", per, {})) for per in ("unit", "destination unit", "zone", "destination zone", "route")),
    ("rules.quotas.0.binding", "soft", {}),
    ("rules.quotas.0.binding", "soft", {"rules.quotas.0.count": "candidates"}),
    ("rules.quotas.0.count", "candidates", {}),
    ("rules.quotas.0.also", WHO, {}),
    ("rules.quotas.0.of_who", WHO, {}),
    ("rules.quotas.0.min", "6%", {}),
    ("rules.quotas.0.max", None, {}),
    ("rules.quotas.0.max", "11%", {"rules.quotas.0.min": None}),
    ("rules.quotas.0.exactly", "11%", NO_RANGE | {"rules.quotas.0.exactly": "10%"}),
    ("rules.title_posts", None, {}),
    ("rules.title_posts.regime", "hard", {}),
    ("rules.title_posts.regime", "follow", {"rules.title_posts.regime": "hard"}),
    ("rules.title_posts.ladder", ["高级", "中级"], {}),
    ("rules.balance.0.name", "相等", {}),
    ("rules.balance.0.from", WHERE, {}),
    ("rules.balance.0.to", WHERE, {}),
    ("rules.balance.0.by", ["subject"], {}),
    ("rules.balance.0.by", ["title", "subject"], {"rules.balance.0.by": ["subject"]}),
    ("rules.balance.0.slack", 2, {}),
    ("mode", "rank-order", {"stages": []}),
    ("stages.0.name", "再选", {}),
    ("stages.0.mode", "optimise", {}),
    ("stages.0.who", WHO, {}),
    ("stages.0.routes", ["支援"], {"rules.routes.0.name": "支援"}),
    ("stages.0.rules.release_first.mode", "chain", {}),
    ("stages.0.rules.release_first.scope", "school", {}),
    ("stages.0.rules.release_first.caps", "each-step", {}),
    ("ranking.by", "merged", {}),
    ("ranking.ties", ["age"], {}),
    ("ranking.ties", ["-age"], {"ranking.ties": ["age"]}),
    ("goals.choice.weight", "score", {}),
    ("goals.choice.unlisted", 5, {}),
    ("goals.structure.0.name", "高级", {}),
    ("goals.structure.0.who", WHO, {}),
    ("goals.prefer.0.name", "自愿", {}),
    ("goals.prefer.0.who", WHO, {}),
    ("goals.prefer.0.weight", 3, {}),
    ("goals.prefer.0.count", "moved", {}),
]  # fmt: skip


def changed(raw: dict[str, Any], changes: dict[str, object]) -> dict[str, Any]:
    """Return a raw policy with values set at dotted keys; None takes a key away."""
    copy = deepcopy(raw)
    for dotted, value in changes.items():
        *way, last = dotted.split(".")
        target: Any = copy
        for step in way:
            target = target[int(step)] if isinstance(target, list) else target.setdefault(step, {})
        if isinstance(target, list):
            target[int(last)] = value
        elif value is None:
            target.pop(last, None)
        else:
            target[last] = value
    return copy


@pytest.mark.parametrize(("key", "value", "given"), VARIED, ids=lambda v: v if isinstance(v, str) else "")
def test_every_parameter_changes_a_sentence(key: str, value: object, given: dict[str, object]) -> None:
    before = changed(BASE, given)
    after = changed(before, {key: value})
    one, other = (sentences(Policy.model_validate(raw)) for raw in (before, after))
    assert [s.zh for s in one] != [s.zh for s in other]
    assert [s.en for s in one] != [s.en for s in other]


def keys(part: type[Part], above: str = "") -> Iterator[str]:
    """Yield every key of a policy, entries of lists as `.0`."""
    for name, field in part.model_fields.items():
        key = f"{above}{field.alias or name}"
        inner = next(inner_parts(field.annotation), None)
        if inner is None:
            yield key
        else:
            many = str(field.annotation).startswith("tuple")
            yield from keys(inner, f"{key}.0." if many else f"{key}.")


def inner_parts(annotation: Any) -> Iterator[type[Part]]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for inner in get_args(annotation):
        yield from inner_parts(inner)


def test_no_key_is_left_out_of_the_variations() -> None:
    assert set(keys(Policy)) - {key for key, _, _ in VARIED} == set()


def test_a_parameter_that_no_tier_uses_says_so() -> None:
    idle = sentences(Policy.model_validate({**BASE, "tiers": ["fill"]}))
    assert sum("不起作用" in s.zh for s in idle) == sum("without effect" in s.en for s in idle) == 2


def test_the_demo_reads_like_a_document() -> None:
    policy = Policy.model_validate(tomllib.loads(DEMO.read_text(encoding="utf-8"), parse_float=Decimal))
    sections = policy_sections(policy)
    assert [t.zh for t, _ in sections] == [
        "一、总则", "二、不得交流", "三、暂缓交流", "四、应交流", "五、可交流", "六、人员范围的其他规定",
        "七、必须遵守的规则",
        "八、谁来选择", "九、目标", "十、摇号",
    ]  # fmt: skip
    said = [s.zh for s in sentences(policy)]
    assert (
        "（1）同校满六年。男50周岁以下、女45周岁以下，在同一所学校任教满6年的专任教师（校长另行安排），应当交流。"
        "认定条件：岗位类别为“专任教师”，且职务不为“校长”，且在本校任教满6年，"
        "且符合下列之一：（性别为“男”，且年龄50周岁以下（含））；或（性别为“女”，且年龄45周岁以下（含））。"
    ) in said
    assert "“每校流出不超过在编人数的一成半”：每所学校流出人数不超过在编在岗人数的15%（向下取整）。" in said
    for sentence in (s for _, section in sections for s in section):
        assert sentence.zh.endswith("。")
        assert "_" not in sentence.zh + sentence.en


@pytest.mark.parametrize(
    ("raw", "zh", "en"),
    [
        (
            {"per": "origin", "of": "staff", "max": "15%"},
            "“甲”：每所学校流出人数不超过在编在岗人数的15%（向下取整）。",
            "'甲': At each school, people who leave are at most 15% of the headcount (rounded down).",
        ),
        (
            {"who": {"honour": "骨干"}, "of": "moved", "min": Decimal("0.125")},
            "“甲”：全县交流人数中，骨干称号为“骨干”的人数不低于同一范围内交流人数的12.5%（向上取整）。",
            "'甲': In the county, people who move, counting those for whom honour is '骨干', are at least 12.5% of "
            "all who "
            "move there (rounded up).",
        ),
        (
            {"from": {"zone": "城东"}, "to": {"zone": "城西"}, "per": "destination post", "exactly": 2},
            "“甲”：片区为“城西”的学校，每个学校学科岗位来自片区为“城东”的学校的流入人数正好为2人。",
            "'甲': At each post among schools where zone is '城西', people who arrive from schools where zone is "
            "'城东' are "
            "exactly 2.",
        ),
        (
            {"per": "origin", "of": "due", "of_who": {"sex": "女"}, "exactly": "15%"},
            "“甲”：每所学校流出人数正好为应交流人数（只计性别为“女”的）的15%（四舍五入）。有流出名单的，"
            "本条只作对照，不作限制。",
            "'甲': At each school, people who leave are exactly 15% of the people due (those for whom sex is '女') "
            "(rounded "
            "half up). With an outgoing list this is compared, not enforced.",
        ),
    ],
)
def test_a_quota_is_one_sentence(raw: dict[str, object], zh: str, en: str) -> None:
    said = quota_sentence(Quota.model_validate({"name": "甲", **raw}))
    assert (said.zh, said.en) == (zh, en)


@pytest.mark.parametrize(
    ("raw", "zh", "en"),
    [
        ({}, "所有人", "everybody"),
        ({"age": {"max": 50}}, "年龄50周岁以下（含）", "age at most 50 years"),
        ({"age": {"below": 50, "min": 30}}, "年龄满30周岁、不满50周岁", "age at least 30 years and under 50 years"),
        ({"years_to_retirement": {"below": 5}}, "距法定退休年龄不满5年", "time to retirement under 5 years"),
        ({"joined": {"max": "2020-08"}}, "进入本校年月不晚于2020-08", "joined not after 2020-08"),
        ({"score": {"above": 60.5}}, "量化得分高于60.5", "score above 60.5"),
        ({"status": ["怀孕", "哺乳"]}, "特殊情形有“怀孕”或“哺乳”", "status has '怀孕' or '哺乳'"),
        ({"appraisals": {"not": "不合格"}}, "近三年考核没有“不合格”", "appraisals has no '不合格'"),
        ({"role": {"not": ["校长", "书记"]}}, "职务不为“校长”，也不为“书记”", "role is not '校长' and is not '书记'"),
        ({"applies": "yes"}, "本人申请为“是”", "applies is yes"),
        ({"category": "应交流"}, "类别为“应交流”", "category is due"),
        ({"at": {"area": "rural"}}, "现任教学校的城乡类别为“乡村”", "of the present school, area is '乡村'"),
        (
            {"at": {"vacancy": {"below": 0}}},
            "现任教学校的空缺人数少于0人",
            "of the present school, free places fewer than 0",
        ),
        ({"教龄": {"min": 3}}, "教龄不低于3", "教龄 at least 3"),
        (
            {"any": [{"sex": "男"}, {"age": 30}]},
            "符合下列之一：（性别为“男”）；或（年龄为30）",
            "one of these holds: (sex is '男') or (age is 30)",
        ),
    ],
)
def test_a_filter_is_a_phrase(raw: dict[str, object], zh: str, en: str) -> None:
    said = describe(parse_filter(raw))
    assert (said.zh, said.en) == (zh, en)
