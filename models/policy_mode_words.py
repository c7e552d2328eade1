"""Who chooses, and in which order, in sentences (rulebook 5b): modes, stages and the ranking."""

from __future__ import annotations

from models.filter_columns import title_of
from models.filter_words import describe
from models.policy import Policy
from models.policy_stages import MODE_TITLES, Mode, Ranking, Stage, StageReleaseFirst
from models.words import Text, joined

_HOW: dict[Mode, Text] = {
    "optimise": Text(
        "由各级目标统一安排本阶段的人：涉及个人的目标只计本阶段的人，其他人只在规则需要时才动，留给以后的阶段。",
        "The tiers place the people of this stage: what they count of single movers counts of these only; others move "
        "only as the rules need, and wait for later stages.",
    ),
    "rank-order": Text(
        "按排名依次择校，各人得到所填志愿中最靠前、且其他硬规则仍都能遵守的一个；同一志愿顺序的，先近后远，再按摇号的号。"
        "有流出名单的，不得使无处安置的人多于不可避免的人数；没有名单的，只能选当时空着的位置。未准的志愿写明理由。",
        "In rank order each takes the best of the choices stated under which every hard rule can still be kept; within "
        "a rank the nearer, then by the numbers of the lottery. With an outgoing list no choice may leave more people "
        "without a place than must be; without one it must be a seat free at that moment. What is refused is recorded "
        "with its reason.",
    ),
    "two-way": Text(
        "双向选择：本人按志愿依次提出，学校在名额内留下名单上靠前的人，直到没有人再提出。",
        "People propose down their choices, schools hold the best of their lists within their numbers, until nobody "
        "proposes.",
    ),
}
_RELEASE = {
    "chain": Text("逐个调动，不成环", "moves go one by one, without rings"),
    "pool": Text("统一流出后再统一流入", "all are released before anybody arrives"),
    "school": Text("按学校先出后进", "first out, then in, by school"),
    "subject": Text("按岗位先出后进", "first out, then in, by post"),
    "each-step": Text("每一步都不超编", "no school above its establishment at any step"),
    "after": Text("编制按全部调动完成后计算", "establishment counted after all moves"),
}


def mode_sentences(policy: Policy) -> list[Text]:
    """Return who chooses, stage by stage, and how people are ranked."""
    if policy.stages:
        said = [_stage(number, stage) for number, stage in enumerate(policy.stages, 1)]
        said.append(
            Text(
                "前一阶段已定的调动不再改动；各阶段都不得使整个方案的规则无法遵守；最后仍未定的人由各级目标统一安排。",
                "What a stage matched stays; no stage may make the rules of the whole plan impossible to keep; whoever "
                "is left is placed by the tiers.",
            )
        )
    elif policy.mode == "optimise":
        said = [
            Text(
                "不分阶段：所有人由各级目标统一安排。",
                "No stages: the tiers decide over everybody at once.",
            )
        ]
    else:
        said = [
            _HOW[policy.mode],
            Text("没有选到的人由各级目标统一安排。", "Who is granted nothing is placed by the tiers."),
        ]
    ranks = any(step.mode == "rank-order" for step in policy.steps)
    return said + _ranking(policy.ranking, idle=not ranks)


def _stage(number: int, stage: Stage) -> Text:
    who, title, how = describe(stage.who), MODE_TITLES[stage.mode], _HOW[stage.mode]
    zh, en = "", ""
    if stage.routes:
        zh = f"只走：{'、'.join(stage.routes)}。"
        en = f" By these routes only: {', '.join(stage.routes)}."
    release = _released(stage.rules.release_first)
    if release is not None:
        zh += f"到本阶段为止的调动：{release.zh}。"
        en += f" Of the moves up to this stage: {release.en}."
    return Text(
        f"第{number}阶段“{stage.name}”，{title.zh}：{who.zh}。{how.zh}{zh}",
        f"Stage {number} '{stage.name}', {title.en}: {who.en}. {how.en}{en}",
    )


def _released(rule: StageReleaseFirst) -> Text | None:
    told = [_RELEASE[word] for word in (rule.mode, rule.scope, rule.caps) if word is not None]
    return joined(told) if told else None


def _ranking(ranking: Ranking, *, idle: bool) -> list[Text]:
    if idle and ranking == Ranking():
        return []
    among = Text("同一申报学段学科的人中", "those who apply for the same stage and subject")
    if ranking.by == "merged":
        among = Text("所有人中", "everybody")
    said = [
        Text(
            f"排名：在{among.zh}按量化得分从高到低，没有得分的在后；"
            "各学科共用的名额，按所有人的得分先后。未填申报学段学科的，以任教学段学科为准。",
            f"Ranks are told among {among.en}: the larger score first, none last; a number several subjects share goes "
            "by everybody's scores. Who applies for none goes by the main stage and subject.",
        )
    ]
    if ranking.ties:
        told = [_tie(tie) for tie in ranking.ties]
        said.append(
            Text(
                f"得分相同的，依次比：{'，'.join(t.zh for t in told)}；空的在后。",
                f"Equal scores are decided in turn by: {', '.join(t.en for t in told)}; empty cells last.",
            )
        )
    said.append(
        Text(
            "仍相同的，摇号：种子、工号各占一行（末尾不换行），按 UTF-8 编码求 SHA-256，十六进制前10位小的在前。",
            "What is still equal is drawn: seed and staff number, a line each, no line break at the end, in UTF-8; of "
            "their SHA-256 the smaller first ten hex digits go first.",
        )
    )
    if idle:
        said.append(Text("没有阶段按排名择校，排名不起作用。", "No stage chooses in rank order: ranks have no effect."))
    return said


def _tie(tie: str) -> Text:
    title = title_of(tie.removeprefix("-"), "people")
    if tie.startswith("-"):
        return Text(f"{title.zh}（小的、早的在前）", f"{title.en} (smaller first)")
    return Text(f"{title.zh}（大的、晚的在前）", f"{title.en} (larger first)")
