"""What a re-run is told as: the appeals and what each changed, who was looked at again, who fares otherwise and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.documents.changed import fate, why
from app.rerun import Hearing, Rerun
from models.appeals.words import person, said, school
from models.explain.paragraph import Paragraph
from models.goals.registry import GOALS
from models.plan import Outcome
from models.recount import Recount
from models.words import Text, many
from optimizer.appeal.chain import changed_people
from optimizer.appeal.frontier import LOTTERIES, Step


def hearing_told(hearing: Hearing) -> list[Paragraph]:
    """Say each upheld appeal with what it changes in the tables, and what the planner should look at."""
    counts = [hearing.count(ruling) for ruling in ("upheld", "dismissed", "pending")]
    title = Text(
        f"申诉：成立{counts[0]}件，不成立{counts[1]}件，待定{counts[2]}件",
        f"Appeals: {counts[0]} upheld, {counts[1]} dismissed, {counts[2]} not ruled yet",
    )
    lines: list[Text] = []
    for appeal, changes in hearing.heard:
        asked = said(hearing.published.case.district, appeal)
        lines.append(Text(f"{asked.zh}。", f"{asked.en}."))
        lines += [Text(f"  {change.text.zh}。", f"  {change.text.en}.") for change in changes]
    told = [Paragraph(title, tuple(lines))]
    if hearing.warnings:
        head = Text(f"提示{len(hearing.warnings)}条", many(len(hearing.warnings), "warning"))
        told.append(Paragraph(head, tuple(Text(f.say("zh"), f.say("en")) for f in hearing.warnings)))
    return told


def again_told(made: Rerun) -> list[Paragraph]:
    """Say what looking again at people whose choices or facts were corrected came to."""
    asked = sorted({a.teacher_id for a, _ in made.hearing.heard if a.kind in ("choice", "fact")})
    if not asked or not made.reconsidered.possible:
        return []  # that there is no plan at all, the solve says
    lines = [_again(made, code) for code in asked]
    if not made.reconsidered.proven:
        lines.append(
            Text(
                "时间不够，没有证明这些就是最合方案的去处；可加大 --time-limit 再算。",
                "Time did not suffice to prove these places the best by the policy: try a larger --time-limit.",
            )
        )
    return [Paragraph(Text("重新看过的人", "Looked at again"), tuple(lines))]


def _again(made: Rerun, code: str) -> Text:
    who, to = person(made.case.district, code), made.places.get(code)
    if to is None:
        return Text(
            f"{who.zh}：按更正后的情况重新看过，在不多动别人的前提下没有更合方案的去处，不另外锁定。",
            f"{who.en}: looked at again; without changing more for others no place suits the policy better than the "
            "published one, and none is locked.",
        )
    where = school(made.case.district, to)
    published = {move.teacher_id: move.to_school for move in made.hearing.published.plan.moves}
    if to == published.get(code):
        return Text(
            f"{who.zh}：仍按公示的安排去{where.zh}（在锁定表中定下）。",
            f"{who.en}: as published, at {where.en} (held by a lock).",
        )
    return Text(
        f"{who.zh}：按更正后的情况重新安排到{where.zh}（在锁定表中定下）。",
        f"{who.en}: placed again, at {where.en} (held by a lock).",
    )


def changes_told(made: Rerun) -> Paragraph:
    """Say who fares otherwise than published, from what to what, because of which appeal, by what chain."""
    tier = next((tier for tier in made.outcome.tiers if "changes" in tier.goals), None)
    count = len(made.changed)
    proven = tier is not None and tier.proven
    bound = "" if tier is None else tier.bound
    least = (
        Text("（已证明最少）", ", proven the fewest")
        if proven
        else Text(f"（尚未证明最少，至少{bound}人）", f", not proven the fewest; at least {bound}")
    )
    title = Text(
        f"与公示不同的{count}人{least.zh}",
        f"{many(count, 'person fares', 'people fare')} otherwise than published{least.en}",
    )
    lines = []
    for one in made.changed:
        who, was, now = (
            made.recount.say_person(one.teacher), fate(one.before, made.recount), fate(one.after, made.recount)
        )  # fmt: skip
        because = why(one, made.recount)
        lines.append(
            Text(
                f"{who.zh}：公示{was.zh}，现在{now.zh}。因为：{because.zh}。",
                f"{who.en}: published {was.en}, now {now.en}. Because of {because.en}.",
            )
        )
    return Paragraph(title, tuple(lines))


def frontier_told(made: Rerun, steps: Iterable[Step]) -> Iterator[Paragraph]:
    """Say, as each is found, what the policy's goals come to with more changes, and whom these concern."""
    first: Outcome | None = None
    before: Outcome | None = None
    for step in steps:
        outcome = step.outcome
        if outcome.plan is None:
            yield Paragraph(Text("没有找到方案", "No plan found"), ())
            continue
        first = first or outcome
        least = Text("", "") if step.fewest else Text("，也许更少就够", ", perhaps fewer would do")
        zh, en = f"（{step.changes}人变动{least.zh}）", f" ({step.changes}{least.en})"
        if step.extra is None:
            title = Text(f"不限变动人数{zh}", f"Any number of changes{en}")
        elif step.extra:
            title = Text(f"多动{step.extra}人以内{zh}", f"Up to {step.extra} more changes{en}")
        else:
            title = Text(f"变动最少{zh}", f"The fewest changes{en}")
        yield Paragraph(title, tuple(_gains(outcome, before, first, made.recount)))
        before = outcome


def _gains(outcome: Outcome, before: Outcome | None, first: Outcome, recount: Recount) -> Iterator[Text]:
    for tier, then in zip(outcome.tiers, first.tiers, strict=True):
        if "changes" in tier.goals or set(tier.goals) & set(LOTTERIES):
            continue
        names = Text(
            "+".join(GOALS[goal].title.zh for goal in tier.goals), "+".join(GOALS[goal].title.en for goal in tier.goals)
        )
        by = tier.value - then.value
        proof = Text("", "") if tier.proven else Text(f"，下界{tier.bound}", f", bound {tier.bound}")
        yield Text(
            f"{names.zh}{tier.value}（{by:+}{proof.zh}）" if by else f"{names.zh}{tier.value}（不变{proof.zh}）",
            f"{names.en} {tier.value} ({by:+}{proof.en})" if by else f"{names.en} {tier.value} (as before{proof.en})",
        )
    if before is None or before.plan is None or outcome.plan is None:
        return
    differ = changed_people(before.plan, outcome.plan)
    listed = [recount.say_person(code) for code, _, _ in differ[:8]]
    more = len(differ) - len(listed)
    zh = "、".join(t.zh for t in listed) + (f"等{len(differ)}人" if more > 0 else "")
    en = ", ".join(t.en for t in listed) + (f" and {more} more" if more > 0 else "")
    if differ:
        yield Text(f"与上一行不同的：{zh}", f"Other than in the row before: {en}")
