"""What a notice holds, in the reader's language: worked out once, written as Word and as HTML."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from app.claims import false_claims
from app.documents.summary import gap, gap_words, goal_words, run_id
from app.made_plan import MadePlan
from models.check import CheckResult
from models.explain.own_case import OwnCase, short
from models.plan import TierResult
from models.policy_schedule import Step
from models.words import Lang, Text

_PUBLIC = re.compile(
    r"公示|申诉|复核|复议|异议|申辩|公布.*(?:名单|结果|安排)|publication|appeal|objection|review", re.IGNORECASE
)
"""What names a step in which people may speak up."""
MOST_STEPS = 3
SIZES = (10.5, 9.5, 8.5, 7.5)
"""Font sizes in points: the largest at which a notice stays on one page is taken."""
_ROOM, _WIDTH = 560.0, 400.0
"""Points of height that the parts may take on A4, and of width that a line has, both with a little to spare."""


@dataclass(frozen=True)
class Section:
    """A part of the notice: a label, and lines beside it."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class NoticePage:
    """The text of a notice, top to bottom.

    Attributes
    ----------
    facts : who it is about: label and value. foot : where it came from.
    """

    lang: Lang
    title: str
    policy: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    receipt: str
    seal: str
    date: str
    foot: tuple[str, ...]

    @property
    def size(self) -> float:
        """The font size in points at which all of it stays on one page."""
        return next((size for size in SIZES[:-1] if self._height(size) <= _ROOM), SIZES[-1])

    def _height(self, size: float) -> float:
        """Estimate the height of the parts in points; a Latin letter is half as wide as a Chinese character."""
        lines = [line for section in self.sections for line in section.lines]
        widths = [sum(1.0 if ord(character) > 0x2000 else 0.55 for character in line) * size for line in lines]
        rows = sum(max(1, ceil(width / _WIDTH)) for width in widths)
        return rows * size * 1.5 + 10 * len(self.sections)


def notice_page(
    made: MadePlan, own: OwnCase, checked: CheckResult, lang: Lang, until: Text | None = None
) -> NoticePage:
    """Put together the text of one person's notice.

    Parameters
    ----------
    checked : the plan held against every rule; it breaks none.
    until : the last day for questions and objections, if it is known.
    """
    facts = [(Text("姓名", "Name"), own.name), (Text("工号", "Number"), own.number or Text("略", "left out").say(lang))]
    facts += [
        (Text("现学校", "Present school"), own.school.say(lang)),
        (Text("学段学科", "Stage, subject"), own.post.say(lang)),
    ]
    asked = made.case.policy.choices != "forbidden"
    told = (
        (Text("结果", "Outcome"), own.outcome),
        (Text("依据", "Grounds"), own.grounds),
        (Text("志愿", "Choices"), own.choices or (Text("没有填报。", "None stated."),) * asked),
        (Text("量化得分", "Score"), own.score),
        (Text("摇号", "Lottery"), own.draw),
        (Text("方案证明", "Proof"), (_proof(made, checked),)),
        (Text("查询与异议", "Questions"), tuple(whom_to_ask(made.case.policy.calendar, until))),
    )
    return NoticePage(
        lang,
        Text("教师交流轮岗个人通知书", "Notice of your own case").say(lang),
        made.case.policy.name,
        tuple((label.say(lang), value) for label, value in facts),
        tuple(Section(label.say(lang), tuple(line.say(lang) for line in lines)) for label, lines in told if lines),
        Text("本人签收：", "Received by:").say(lang),
        Text("（盖章）", "(Seal)").say(lang),
        Text("　　　年　　月　　日", "Date: ____________").say(lang),
        tuple(line.say(lang) for line in _foot(made)),
    )


def _proof(made: MadePlan, checked: CheckResult) -> Text:
    """Say how good the plan is known to be, as plan.json tells and the count made afresh bears out."""
    kept = Text(
        f"{len(checked.counts)}条硬规则经独立复核，违反0处。",
        f"An independent check of {len(checked.counts)} hard rules finds 0 breaches.",
    )
    said = _quality(made, checked)
    return Text(said.zh + kept.zh, f"{said.en} {kept.en}")


def _quality(made: MadePlan, checked: CheckResult) -> Text:
    record = made.record
    if record is None:
        return Text(
            "本方案没有附带求解记录，是否最优没有证明。",
            "No record of a solve comes with the plan: it is not proven best.",
        )
    if false_claims(record, made.case, made.plan, checked):
        return Text(
            "方案在求解之后有改动，是否最优没有证明。", "The plan was changed after the solve: it is not proven best."
        )
    tiers = [TierResult(t["goals"], t["value"], t["bound"], t["proven"]) for t in record["tiers"]]
    if record.get("status") == "optimal":
        return Text(
            f"已证明最优：{len(tiers)}级目标逐级证明，在方案的规定和目标次序之下没有更好的安排。",
            f"Proven optimal: all {len(tiers)} tiers of goals are proven; by these rules and goals no plan is better.",
        )
    at = next((i for i, tier in enumerate(tiers) if not tier.proven), None)
    if at is None:
        return Text(
            f"可行，尚未证明最优：列出的{len(tiers)}级目标已证明，其他没有证明。",
            f"Feasible, not proven optimal: the {len(tiers)} tiers listed are proven, what is beyond them is not.",
        )
    tier, names = tiers[at], [goal_words(goal)[0] for goal in tiers[at].goals]
    zh, en, share = "+".join(n.zh for n in names), " + ".join(n.en for n in names), gap_words(gap(tier))
    return Text(
        f"可行，尚未证明最优：前{at}级目标已证明；第{at + 1}级“{zh}”为{tier.value:,}，已证明不低于{tier.bound:,}"
        f"（差距{share}）。",
        f"Feasible, not proven optimal: {at} tiers are proven; tier {at + 1}, {en}, is {tier.value:,}, provably not "
        f"below {tier.bound:,} (gap {share}).",
    )


def whom_to_ask(calendar: tuple[Step, ...], last: Text | None) -> Iterator[Text]:
    """Say whom to ask and until when: the policy's own steps, or lines the bureau fills in."""
    steps = [step for step in calendar if _PUBLIC.search(f"{step.name} {step.words}")][:MOST_STEPS]
    for step in steps:
        words = short(step.words)
        zh, en = "，".join(filter(None, (step.when.zh, words))), ", ".join(filter(None, (step.when.en, words)))
        yield Text(
            f"{step.name}{'：' * bool(zh)}{zh}".rstrip("。") + "。",
            f"{step.name}{': ' * bool(en)}{en}".rstrip("。.") + ".",
        )
    blank = "＿" * 10, "_" * 24
    until = Text("", "") if steps else Text("；截止：＿＿＿＿年＿＿月＿＿日", "; until: ____________")
    if last is not None:
        until = Text(f"；截止：{last.zh}", f"; until: {last.en}")
    yield Text(f"联系部门和电话：{blank[0]}{until.zh}。", f"Office and telephone: {blank[1]}{until.en}.")
    yield Text(
        "您可以要求说明，并有权拒绝仅通过自动化决策的方式作出的决定（《个人信息保护法》第二十四条）。",
        "You may demand an explanation and refuse a decision made by automated means alone (Personal Information "
        "Protection Law, article 24).",
    )


def _foot(made: MadePlan) -> Iterator[Text]:
    yield Text("本通知只载本人情况。", "This notice holds your own case only.")
    record = made.record
    if record is not None and {"inputs", "policy", "started"} <= record.keys():
        yield Text(f"运行编号 {run_id(record)}", f"Run {run_id(record)}")
    inputs = inputs_digest(made.case.district.inputs if record is None else record.get("inputs", {}))
    yield Text(f"输入 SHA-256 {inputs}", f"Inputs SHA-256 {inputs}")


def inputs_digest(inputs: Mapping[str, Any]) -> str:
    """Return the SHA-256 of `inputs` of plan.json, as compact JSON with sorted keys, in groups of eight hex digits.

    The groups keep it from ever holding a run of digits that looks like an identity number.
    """
    text = json.dumps(dict(inputs), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return " ".join(digest[i : i + 8] for i in range(0, 64, 8))
