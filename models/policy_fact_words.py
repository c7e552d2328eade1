"""The facts a policy declares and the gates it reads them for, in plain sentences."""

from __future__ import annotations

from models.filter_words import describe
from models.policy import Policy
from models.policy_facts import HistoryFact
from models.words import Text

_COUNTED = {
    "years": Text("交流的年数（按月累计，重叠的月份只计一次，满12个月为一年）",
                  "years of exchange (months added up, each once, twelve to a year)"),
    "months": Text("交流的月数（重叠的月份只计一次）", "months of exchange, each once"),
    "times": Text("次数", "how many"),
    "units": Text("工作过的单位数（同一中心校所属各校为一个单位，现单位计在内）",
                  "units worked in (schools under one leading school are one), the present one too"),
    "places": Text("去过的单位", "places gone to"),
    "since": Text("最近一次结束至今的整年数（没有的为空）", "full years since the last one ended (empty where none)"),
    "result": Text("最近一次的考核等次", "result of the last one"),
}  # fmt: skip


def fact_sentences(policy: Policy) -> list[Text]:
    """Say each declared fact and share."""
    return [
        *(_fact(fact) for fact in policy.facts),
        *(
            Text(
                f"“{share.name}”：该校花名册中{describe(share.who).zh}的人所占千分比，减去全县的千分比。",
                f"'{share.name}': per mille of the school's roster rows where {describe(share.who).en}, less the "
                "district's.",
            )
            for share in policy.shares
        ),
    ]


def _fact(fact: HistoryFact) -> Text:
    """Say what a fact counts; refusals and applications not placed are left out unless asked for."""
    zh, en = [], []
    if fact.credited:
        zh, en = ["自愿报名并公示、未能安置的申请"], ["applications published and not placed"]
    if fact.asked:
        said = describe(fact.asked, "history")
        zh, en = [*zh, said.zh], [*en, said.en]
    if fact.to:
        said = describe(fact.to, "places")
        zh, en = [*zh, f"去的学校{said.zh}"], [*en, f"of the school gone to, {said.en}"]
    if fact.window is not None:
        zh, en = [*zh, f"只计最近{fact.window}年"], [*en, f"within the last {fact.window} years"]
    counted = _COUNTED[fact.count]
    words = (fact.words, f" {fact.words}") if fact.words else ("", "")
    what_zh, what_en = ("，".join(zh), ", ".join(en)) if zh else ("全部交流经历", "all exchanges")
    return Text(
        f"“{fact.name}”：{words[0]}由交流经历表计算{counted.zh}；计算范围：{what_zh}。",
        f"'{fact.name}':{words[1]} from history, {counted.en}; counting {what_en}.",
    )


def gate_sentences(policy: Policy) -> list[Text]:
    """Say each gate: whom it concerns and who passes."""
    said = []
    for gate in policy.gates:
        who, passes = describe(gate.who), describe(gate.passes)
        zh, en = (gate.words, f" {gate.words}") if gate.words else ("", "")
        said.append(
            Text(
                f"“{gate.name}”：{zh}涉及：{who.zh}；达到：{passes.zh}。只作记载，不决定调动。",
                f"'{gate.name}':{en} Concerns: {who.en}; passes: {passes.en}. Kept on record, it moves nobody.",
            )
        )
    return said
