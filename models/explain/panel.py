"""The score panel: every rule and goal, its value, and the people behind it; and what differs between two plans."""

from __future__ import annotations

from models.case import Case
from models.explain.difference import difference
from models.explain.figures import Figures, GoalFigures, RuleFigures, counted_as, figures
from models.explain.paragraph import Paragraph
from models.goals.goal import Counted, Part
from models.goals.registry import GOALS
from models.plan import Plan
from models.rules.registry import RULES
from models.words import Text, many

SHOWN = 10
"""How many parts of a goal, or limits of a rule, are told one by one."""
LOTTERIES = ("lottery", "lottery2")


def score_panel(case: Case, plan: Plan) -> tuple[Paragraph, ...]:
    """Say every rule and goal of a plan: the value, and the people, posts, schools or couples behind it.

    Parameters
    ----------
    case : what the plan was made for; its tiers say which goals.
    plan : any plan, edited by hand or found by a solver.

    Returns
    -------
    An overview, then a paragraph a goal in the order of the tiers, then a paragraph a rule in the rulebook's order. Of
    long lists the largest entries stand there, and what the others add up to.
    """
    counted = figures(case, plan)
    goals = [_goal(counted, goal) for goal in counted.goals]
    return (_overview(counted), *goals, *(_rule(rule) for rule in counted.rules))


def panel_diff(first: tuple[Case, Plan], second: tuple[Case, Plan]) -> tuple[Paragraph, ...]:
    """Say what differs between two plans, and only that: inputs, rules, goals, people, schools."""
    return difference(figures(*first), figures(*second))


def _overview(counted: Figures) -> Paragraph:
    broken = sum(len(rule.breaches) for rule in counted.rules)
    lines = [
        Text(f"调动{len(counted.moves)}人。", f"{many(len(counted.moves), 'person moves', 'people move')}."),
        Text(
            f"硬规则{len(counted.rules)}条，违反{broken}处。",
            f"{many(len(counted.rules), 'hard rule')}, {many(broken, 'breach', 'breaches')}.",
        ),
    ]
    if counted.goals:
        lines.append(
            Text("目标逐级考虑，都是越小越好：", "Goals, tier after tier, all of them the smaller the better:")
        )
    value = {goal.name: goal.value for goal in counted.goals}
    for i, tier in enumerate(counted.case.tiers, 1):
        sums = [(GOALS[goal].title, weight, value[goal]) for goal, weight in tier.items()]
        zh = "＋".join(f"{title.zh}{number}{_times(weight)}" for title, weight, number in sums)
        en = " + ".join(f"{title.en} {number}{_times(weight)}" for title, weight, number in sums)
        if len(sums) > 1 or sums[0][1] > 1:
            total = sum(weight * number for _, weight, number in sums)
            zh, en = f"{zh}＝{total}", f"{en} = {total}"
        lines.append(Text(f"第{i}级：{zh}。", f"Tier {i}: {en}."))
    return Paragraph(Text("总览", "Overview"), tuple(lines))


def _times(weight: int) -> str:
    return "" if weight == 1 else f"×{weight}"


def _goal(counted: Figures, goal: GoalFigures) -> Paragraph:
    spec = GOALS[goal.name]
    tiers = [i for i, tier in enumerate(counted.case.tiers, 1) if goal.name in tier]
    at = Text("、".join(f"第{i}级" for i in tiers), ", ".join(f"tier {i}" for i in tiers))
    title = Text(
        f"目标·{spec.title.zh}：{goal.value}（{at.zh}）",
        f"Goal '{spec.title.en}': {goal.value} ({at.en})",
    )
    if goal.name in LOTTERIES:
        return Paragraph(title, (_recomputed(counted, goal),))
    return Paragraph(
        title,
        (spec.meaning, *_by_class(goal), *listed(goal.parts, counted_as(goal.name, [part.key for part in goal.parts]))),
    )


def _recomputed(counted: Figures, goal: GoalFigures) -> Text:
    moves, seed = len(counted.moves), counted.case.policy.draw_seed
    digits = Text("前5位", "the first five") if goal.name == "lottery" else Text("第6至10位", "the sixth to tenth")
    return Text(
        f"{moves}人的号之和；任何人都可以用公布的种子“{seed}”复算：种子、工号、调入学校代码、学段、学科各占一行，"
        f"求SHA-256，取十六进制的{digits.zh}。",
        f"The sum of the numbers of {many(moves, 'move')}. Anybody can recompute it from the published seed '{seed}': "
        f"seed, staff number, code of the school entered, stage and subject, a line each; of their SHA-256 {digits.en} "
        "hex digits.",
    )


def _by_class(goal: GoalFigures) -> list[Text]:
    """Return a sentence for each named class of a goal that has several: preferences, attributes, soft quotas."""
    if goal.name not in ("prefer", "structure", "quota"):
        return []
    counted, said = GOALS[goal.name].counted, []
    for name in dict.fromkeys(part.key[0] for part in goal.parts):
        units = [part.units for part in goal.parts if part.key[0] == name]
        said.append(
            Text(
                f"“{name}”：{counted.say(len(units)).zh}，共{sum(units)}。",
                f"'{name}': {counted.say(len(units)).en}, {sum(units)} together.",
            )
        )
    return said


def listed(parts: tuple[Part, ...], counted: Counted, most: int = SHOWN) -> list[Text]:
    """Return the sentences of the first parts, and one for what the others add up to."""
    said = [part.text for part in parts[:most]]
    rest = parts[most:]
    if rest:
        total = sum(part.units for part in rest)
        others = counted.say(len(rest))
        said.append(Text(f"其余{others.zh}共{total}。", f"The other {others.en}: {total} together."))
    return said


def _rule(rule: RuleFigures) -> Paragraph:
    spec, broken = RULES[rule.name], len(rule.breaches)
    title = Text(
        f"硬规则·{spec.title.zh}：违反{broken}处", f"Rule '{spec.title.en}': {many(broken, 'breach', 'breaches')}"
    )
    whole = [kept.text for kept in rule.kept if kept.whole]
    limits = [kept.text for kept in rule.kept if not kept.whole]
    rest = len(limits) - SHOWN
    more = [Text(f"另有{rest}处。", f"{rest} more.")] if rest > 0 else []
    return Paragraph(title, (*(breach.text for breach in rule.breaches), *whole, *limits[:SHOWN], *more))
