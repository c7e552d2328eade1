"""A policy read back as a bureau's document: every clause, rule, goal and parameter in plain sentences.

What the policy leaves at its default is said too: a planner signs what it means, not what was typed.
"""

from __future__ import annotations

from models.filter_columns import CATEGORIES, title_of
from models.filter_words import describe
from models.goals.registry import GOALS
from models.policy import CLAUSE_KINDS, Clause, Deferral, Policy
from models.policy_choices import choice_sentences
from models.policy_fact_words import fact_sentences, gate_sentences
from models.policy_mode_words import mode_sentences
from models.policy_rule_words import rule_sentences
from models.policy_schedule import schedule_sentences
from models.score_words import score_sentences
from models.vocabulary import words_said
from models.words import Lang, Text, same

Section = tuple[Text, list[Text]]

_NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六")


def policy_sections(policy: Policy) -> list[Section]:
    """Return the policy as sections, each a title and its sentences, in the order a bureau's document has them."""
    sections = [
        (Text("总则", "General"), _general(policy)),
        (Text("推算的事实", "Facts told"), fact_sentences(policy)),
        *((_heading(kind), _clauses(kind, policy.clauses(kind))) for kind in CLAUSE_KINDS),
        (Text("人员范围的其他规定", "Who moves"), _who_moves(policy)),
        *([] if policy.score is None else [(Text("量化得分", "Score"), score_sentences(policy.score))]),
        (Text("门槛", "Gates"), gate_sentences(policy)),
        (Text("必须遵守的规则", "Rules no plan breaks"), rule_sentences(policy)),
        (Text("谁来选择", "Who chooses"), mode_sentences(policy)),
        (Text("目标", "Goals"), _goals(policy)),
        (Text("摇号", "Lottery"), _lottery(policy)),
    ]
    if annexed := schedule_sentences(policy.calendar, policy.forms):
        sections.append((Text("日程与表册", "Course and forms"), annexed))
    told = [(title, said) for title, said in sections if said]
    numbered = [(Text(f"{_numeral(i)}、{t.zh}", f"{i}. {t.en}"), said) for i, (t, said) in enumerate(told, 1)]
    zh, en = policy.spoken("zh"), policy.spoken("en")
    spoken = [(_reworded(t, zh, en), [_reworded(s, zh, en) for s in said]) for t, said in numbered]
    spoken[0][1].extend(words_said(policy.vocabulary))
    return spoken


def _reworded(text: Text, zh: Lang, en: Lang) -> Text:
    return Text(text.say(zh), text.say(en))


def sentences(policy: Policy) -> list[Text]:
    """Return the sentences of every section, in order, without the titles."""
    return [said for _, section in policy_sections(policy) for said in section]


def _heading(kind: str) -> Text:
    word = CATEGORIES[kind]
    return Text(word.zh, word.en.capitalize())


def _numeral(i: int) -> str:
    return _NUMERALS[i - 1]


def _general(policy: Policy) -> list[Text]:
    year, month = divmod(policy.month - 1, 12)
    said = [Text(f"名称：{policy.name}。", f"Name: {policy.name}.")]
    if policy.words:
        said.append(same(policy.words))
    said.append(
        Text(
            f"年龄和年限计算到{year}年{month + 1}月，只计年月，按满周年计算。",
            f"Ages and years are told in {year}-{month + 1:02}: full years by month, days ignored.",
        )
    )
    return said


def _clauses(kind: str, clauses: tuple[Clause, ...]) -> list[Text]:
    if not clauses:
        none = CATEGORIES[kind]
        return [Text(f"没有规定{none.zh}的情形。", f"Nobody is {none.en}.")]
    said = []
    for i, clause in enumerate(clauses, 1):
        who, more = describe(clause.who), _conditions(clause)
        zh_words, en_words = (clause.words, f" {clause.words}") if clause.words else ("", "")
        said.append(
            Text(
                f"（{i}）{clause.name}。{zh_words}认定条件：{who.zh}。{more.zh}",
                f"({i}) {clause.name}.{en_words} Condition: {who.en}.{more.en}",
            )
        )
    return said


def _conditions(clause: Clause) -> Text:
    """Say what a deferral asks for beside, and what waives it."""
    if not isinstance(clause, Deferral):
        return Text("", "")
    zh, en = "", ""
    if clause.certified:
        column = title_of(clause.certified, "people")
        zh, en = f"“{column.zh}”须为“是”，否则不予暂缓。", f" Only where '{column.en}' says yes."
    if "applies" in clause.waived_by:
        zh, en = zh + "本人申请交流的，不暂缓。", en + " Not for who applies."
    if "lock" in clause.waived_by:
        zh, en = zh + "锁定表中必须去的，不暂缓。", en + " Not for who is locked to go."
    return Text(zh, en)


def _who_moves(policy: Policy) -> list[Text]:
    said = [
        Text(
            "同时符合几条的，按不得交流、暂缓交流、应交流、可交流的顺序，以最先符合的一条为准；都不符合的，不在范围。",
            "Who meets several clauses goes by the first, in the order barred, deferred, due, free; who meets none is "
            "settled.",
        ),
        Text(
            "表中某格为空的，不符合涉及该格的条件；但“不为”“没有”的条件算符合。",
            "An empty cell does not meet a condition on it, except conditions that say is not or has no.",
        ),
        Text(
            "有流出名单的，流出名单上的人交流；没有名单的，从应交流和可交流的人中选派。"
            "不得交流、暂缓交流、锁定留任、交流期未满的，不调动。",
            "With an outgoing list those on it move; without one the plan selects among the due and the free. Nobody "
            "barred, deferred, locked to stay or inside a running term is moved.",
        ),
    ]
    said.extend(choice_sentences(policy.choices, policy.choices_each))
    if policy.leaders:
        who = describe(policy.leaders)
        said.append(Text(f"本方案所称干部：{who.zh}。", f"Leaders in this policy: {who.en}."))
    return said


def _goals(policy: Policy) -> list[Text]:
    said = [
        Text(
            "目标分级考虑：先把前一级做到最好，再在丝毫不损害前面各级的前提下考虑后一级。"
            "有流出名单的，首先使未安置的人最少。",
            "Goals are taken tier by tier: a later tier never costs an earlier one anything. With an outgoing list the "
            "people left unplaced come first of all.",
        )
    ]
    for i, tier in enumerate(policy.tiers, 1):
        zh = "加".join(_weighted(GOALS[g].title.zh, w) for g, w in tier.items())
        en = " plus ".join(_weighted(GOALS[g].title.en, w) for g, w in tier.items())
        meanings = [GOALS[g].meaning for g in tier]
        said.append(
            Text(
                f"第{i}级：{zh}，越小越好。{''.join(m.zh for m in meanings)}",
                f"Tier {i}: {en}, the smaller the better. {' '.join(m.en for m in meanings)}",
            )
        )
    if not policy.tiers:
        said.append(Text("除此之外不设目标。", "No other goal is set."))
    return said + _goal_parameters(policy)


def _weighted(goal: str, weight: int) -> str:
    return goal if weight == 1 else f"{goal}×{weight}"


def _goal_parameters(policy: Policy) -> list[Text]:
    used = {str(goal) for tier in policy.tiers for goal in tier}
    said = []
    choice = policy.goals.choice
    if "choice" in used:
        weight = (
            Text("各人权重相同", "everybody weighs the same")
            if choice.weight == "one"
            else Text(
                "再乘以本人量化得分（四舍五入，空的计0）", "times the person's score (rounded half up, empty is 0)"
            )
        )
        said.append(
            Text(
                f"志愿的计分：第一志愿0分，第二志愿1分，依次类推；志愿之外{choice.unlisted}分；{weight.zh}。",
                f"Points of choices: the first 0, the second 1, and so on; outside the list {choice.unlisted}; "
                f"{weight.en}.",
            )
        )
    for attribute in policy.goals.structure:
        who = describe(attribute.who)
        idle = _idle("structure", used)
        said.append(
            Text(
                f"结构均衡“{attribute.name}”：{who.zh}{idle.zh}。",
                f"Even structure '{attribute.name}': {who.en}{idle.en}.",
            )
        )
    for wanted in policy.goals.prefer:
        who, idle = describe(wanted.who), _idle("prefer", used)
        when = (
            Text("没有交流的", "who is movable and not moved")
            if wanted.count == "not-moved"
            else Text("被交流的", "who is moved")
        )
        said.append(
            Text(
                f"优先“{wanted.name}”：{who.zh}；其中可调动而{when.zh}，每人计{wanted.weight}{idle.zh}。",
                f"Preference '{wanted.name}': {who.en}; each {when.en} counts {wanted.weight}{idle.en}.",
            )
        )
    return said


IDLE = Text("（目标中没有用到，不起作用）", " (no tier uses it: without effect)")
"""What is said of an entry of a goal that stands in no tier."""


def _idle(goal: str, used: set[str]) -> Text:
    return Text("", "") if goal in used else IDLE


def _lottery(policy: Policy) -> list[Text]:
    if not policy.lottery and not any("lottery" in goal for tier in policy.tiers for goal in tier):
        return [
            Text(
                "不摇号：各级目标都相同的方案之间，取先找到的一个。",
                "No draw: among plans equal in every tier the one found first is taken.",
            )
        ]
    seed = Text(f"种子：{policy.draw_seed}。", f"Seed: {policy.draw_seed}.")
    if not policy.seed:
        seed = Text(
            f"没有另行公布种子，以方案日期为种子：{policy.draw_seed}。", f"Seed, the policy's date: {policy.draw_seed}."
        )
    return [
        Text(
            "各级目标都相同时，摇号决定：每一调动有一个号，号之和最小的方案中选；仍相同的，再比第二个号。",
            "Where all tiers are equal a draw decides: every move has a number, the plan with the least sum is "
            "taken; a "
            "second number settles what is still equal.",
        ),
        seed,
        Text(
            "任何人都可以复算：种子、工号、调往学校代码、学段、学科各占一行（末尾不换行），按 UTF-8 编码求 SHA-256，"
            "所得十六进制数的前5位换算为整数即为号，第6至10位为第二个号。",
            "Anybody can recompute it: seed, staff number, code of the school entered, stage and subject, a line "
            "each, no "
            "line break at the end, in UTF-8; of their SHA-256 the first five hex digits are the number, the next five "
            "the second.",
        ),
    ]
