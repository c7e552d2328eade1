"""What the mode of each stage promises, in plain words, and whether a count found it kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from models.case import Case
from models.explain.fairness_words import MOST, said_choice
from models.explain.paragraph import Paragraph
from models.explain.promises import Overtaken, RankWrongs, StageFound
from models.policy_stages import MODE_TITLES, Mode
from models.recount import Recount
from models.stage_blocking import StageWrongs
from models.words import Text, many

_TITLE = Text("这份方案的办法承诺什么，做到了没有", "What the way of choosing promises, and whether it was kept")
_TIERS = Text(
    "承诺：各级目标依次最优；不承诺分高者先得，得分高本身不能保证得到想去的位置",
    "promise the best tiers, first to last, and not that a higher score goes first: a score by itself gives no place",
)
_RANKS = Text(
    "承诺：排在后面的人不占排在前面的人想去的位置，除非因规则不能给前面的人，并记下未准的理由",
    "promises that nobody of lower rank holds a place somebody of higher rank wanted, unless a rule stood in the way "
    "and the refusal is recorded with its reason",
)
_BOTH = Text(
    "承诺：没有一个人和一所学校都更想要对方，因规则关闭的配对除外",
    "promises that no person and school would both rather have each other, but for pairs closed by a rule",
)

_PROMISES: dict[Mode, Text] = {
    "optimise": Text(_TIERS.zh, "is placed by the tiers, which " + _TIERS.en),
    "rank-order": _RANKS,
    "two-way": _BOTH,
}


def say_promises(
    recount: Recount, case: Case, stages: Sequence[StageFound], record: Mapping[str, Any] | None, envious: int
) -> Paragraph:
    """Say what each stage promises and what was found; `envious` is how many envy somebody justly."""
    lines = [line for stage in stages for line in _stage(recount, stage)]
    who = Text("阶段之外的人", "Everybody else") if stages else Text("所有的人", "Everybody")
    lines.append(
        Text(
            f"{who.zh}由各级目标统一安排，{_TIERS.zh}。{_weighed(case).zh}",
            f"{who.en} is placed by the tiers, which {_TIERS.en}.{_weighed(case).en}",
        )
    )
    lines.append(_proven(record))
    if envious:
        told = many(envious, "person below envies", "people below envy")
        tiers = Text("不违反这一承诺", ", which is not against this promise")
        each = Text("违不违反承诺，以上面各阶段的核对为准", "; the phases above tell whether a promise is broken")
        which = each if stages else tiers
        lines.append(Text(f"下面有{envious}人分高未得，{which.zh}。", f"{told} somebody justly{which.en}."))
    return Paragraph(_TITLE, tuple(lines))


def _weighed(case: Case) -> Text:
    if case.policy.goals.choice.weight != "score" or not any("choice" in tier for tier in case.tiers):
        return Text("", "")
    return Text(
        "目标“志愿”按得分加权：分高的人的志愿分量更重，但不排先后，分低的人仍可能先得到。",
        " Goal choices weighs by score: a higher score weighs more, but does not rank, and a lower one may still get a "
        "place first.",
    )


def _proven(record: Mapping[str, Any] | None) -> Text:
    if record is None:
        return Text(
            "只有调动名单，没有 plan.json：是否最优、当时未准的理由，都无从核对。",
            "There is a list of moves only and no plan.json: neither its tiers nor refusals can be looked at.",
        )
    tiers = [tier for tier in record.get("tiers", []) if isinstance(tier, dict)]
    open_ = [str(number) for number, tier in enumerate(tiers, 1) if tier.get("proven") is not True]
    if not open_:
        return Text(
            f"plan.json 记：{len(tiers)}级目标都已证明最优（本核查不求解；要复算证明，用 verify --proof）。",
            f"plan.json says all {len(tiers)} tiers are proven best (this audit solves nothing: verify --proof "
            "recomputes the proof).",
        )
    return Text(
        f"plan.json 记：{len(tiers)}级目标中，第{'、'.join(open_)}级还没有证明最优，承诺只做到一部分。",
        f"plan.json says: of {len(tiers)} tiers these are not proven best: {', '.join(open_)}. The promise is kept in "
        "part.",
    )


def _stage(recount: Recount, stage: StageFound) -> list[Text]:
    title = MODE_TITLES[stage.mode]
    name = Text(f"阶段“{stage.name}”（{title.zh}）", f"Phase '{stage.name}' ({title.en})")
    lines = [Text(f"{name.zh}{_PROMISES[stage.mode].zh}。", f"{name.en} {_PROMISES[stage.mode].en}.")]
    if not stage.told:
        lines.append(
            Text(
                f"{name.zh}：plan.json 没有这个阶段的记录，无从核对。",
                f"{name.en}: no plan.json tells how it went; nothing can be looked at.",
            )
        )
    elif isinstance(stage.found, RankWrongs):
        lines += _ranked(recount, name, stage.found)
    elif isinstance(stage.found, StageWrongs):
        lines += _both_ways(name, stage.found, stage.closed)
    return lines


def _ranked(recount: Recount, name: Text, found: RankWrongs) -> list[Text]:
    pairs, lost = len(found.overtaken), len(found.unexplained)
    head = Text(
        f"核对：{found.people}人参加，{found.matched}人选定{_changed(found.changed).zh}。",
        f"Looked at: {found.people} took part, {found.matched} were matched{_changed(found.changed).en}.",
    )
    if not pairs:
        return [
            Text(
                f"{head.zh}没有一个排在后面的人占着排在前面的人想去的位置。承诺做到了。",
                f"{head.en} Nobody of lower rank holds a place somebody of higher rank wanted. The promise is kept.",
            )
        ]
    zh, en = "", ""
    if found.unproven:
        zh += f"，其中{len(found.unproven)}对的理由没有证明"
        en += f", {len(found.unproven)} of them for a reason not proven"
    if found.later:
        zh += f"，{len(found.later)}对是择校之后统一安排时给的"
        en += f"; in {len(found.later)} the holder came by the tiers afterwards"
    counted = Text(
        f"{head.zh}排在后面的人占着排在前面的人想去的位置，有{pairs}对；{pairs - lost}对有当时记录的未准理由{zh}。",
        f"{head.en} In {many(pairs, 'case')} a lower rank holds a place a higher one wanted; for {pairs - lost} a "
        f"refusal with its reason is recorded{en}.",
    )
    if not lost:
        return [Text(f"{counted.zh}承诺做到了。", f"{counted.en} The promise is kept.")]
    told = [_overtaken(recount, pair) for pair in found.unexplained[:MOST]]
    said = Text(
        f"{counted.zh}有{lost}对没有任何理由，方案有误：",
        f"{counted.en} For {lost} there is no reason at all; the plan is at fault:",
    )
    return [said, *told, *_rest(lost)]


def _overtaken(recount: Recount, pair: Overtaken) -> Text:
    who, other = recount.say_person(pair.wanted.teacher_id), recount.say_person(pair.holder)
    post, choice = recount.say_post(pair.wanted[1:]), said_choice(pair.choice)
    return Text(
        f"{who.zh}{choice.zh}是{post.zh}，没有得到，也没有未准的理由；排在其后的{other.zh}去了那里。",
        f"{who.en} wanted {post.en} ({choice.en}), did not get it, and no refusal is recorded; {other.en}, of lower "
        "rank, went there.",
    )


def _both_ways(name: Text, found: StageWrongs, closed: int) -> list[Text]:
    head = Text(
        f"核对：{found.matched}人配成{_changed(found.changed).zh}，因规则关闭{closed}对（不算）。",
        f"Looked at: {found.matched} matched{_changed(found.changed).en}, {many(closed, 'pair')} closed by rules and "
        "left out.",
    )
    wrongs = len(found.blocking)
    if not wrongs:
        return [
            Text(
                f"{head.zh}没有一个人和一所学校都更想要对方。承诺做到了。",
                f"{head.en} No person and school would both rather have each other. The promise is kept.",
            )
        ]
    said = Text(
        f"{head.zh}有{wrongs}对都更想要对方，方案有误：",
        f"{head.en} {wrongs} would both rather have each other; the plan is at fault:",
    )
    return [said, *(pair.text for pair in found.blocking[:MOST]), *_rest(wrongs)]


def _changed(count: int) -> Text:
    if not count:
        return Text("", "")
    return Text(f"（其中{count}人在方案里已不是当时定的结果）", f" ({count} of them placed otherwise in the plan)")


def _rest(count: int) -> list[Text]:
    left = count - MOST
    return [Text(f"其余{left}对从略。", f"{left} more are not listed.")] if left > 0 else []
