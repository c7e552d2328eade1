"""A diagnosis and a count of places in words, for the screen, for plan.json, and for whoever must decide."""

from __future__ import annotations

from models.case import Case
from models.change import LAST_RESORT, Change
from models.explain.paragraph import Paragraph
from models.naming import teacher_name
from models.words import Text, joined, many
from optimizer.explain.impossible import Diagnosis, Repair
from optimizer.explain.placing import Placing

_LISTED = 20
"""Changes told one by one."""
_NAMED = 8


def diagnosed(case: Case, found: Diagnosis) -> tuple[Paragraph, ...]:
    """Say whether a plan can exist, and if not, why and what would help."""
    title = Text("有没有方案（只看硬规则）", "Is there a plan at all (hard rules only)")
    if found.possible is None:
        late = Text(
            "时间到，还没有判定；可加大 --time-limit 再问。",
            "Time was up before this was decided; try a larger --time-limit.",
        )
        return (Paragraph(title, (late,)),)
    if found.possible:
        return (
            Paragraph(
                title, (Text("有：至少有一个方案满足全部硬规则。", "Yes: at least one plan keeps every hard rule."),)
            ),
        )
    how = (
        Text("（由求解器证明）", " (a solver's proof)")
        if found.searched
        else Text("（以整数证明）", " (proven in exact integers)")
    )
    told = [
        Paragraph(
            title,
            (Text(f"没有：全部硬规则不能同时满足{how.zh}。", f"No: the hard rules cannot all be kept{how.en}."),),
        )
    ]
    if found.conflict:
        one = len(found.conflict) == 1
        head = Text("做不到的要求", "What cannot hold") if one else Text("互相矛盾的要求", "What excludes each other")
        told.append(Paragraph(head, found.conflict))
    if found.arithmetic:
        told.append(Paragraph(Text("算一算", "The arithmetic"), found.arithmetic))
    told += _mended(case, found)
    return tuple(told)


def placed(case: Case, found: Placing) -> tuple[Paragraph, ...]:
    """Say how many of the list can be placed, where places are short, and what would place everybody."""
    title = Text("名单上的人能否都安置", "Can everybody on the list be placed")
    if found.left is None:
        late = Text("时间到，还没有算出；可加大 --time-limit。", "Time was up; try a larger --time-limit.")
        return (Paragraph(title, (late,)),)
    most = found.listed - found.left
    proven = found.left == found.bound
    claim = (
        Text("已证明不能更多", "proven: no more can be")
        if proven
        else Text(f"至少{found.bound}人安置不了，尚未证明", f"at least {found.bound} cannot be; not proven best")
    )
    lines = [
        Text(
            f"名单{found.listed}人，至多安置{most}人，{found.left}人安置不了（{claim.zh}）。",
            f"{many(found.listed, 'person', 'people')} on the list: {most} can be placed, {found.left} cannot "
            f"({claim.en}).",
        )
        if found.left
        else Text(
            f"能：名单{found.listed}人都有岗位。",
            f"Yes: {many(found.listed, 'person', 'people')} on the list, a place for each.",
        )
    ]
    if found.fixed:
        lines.append(
            Text(
                f"其中{found.fixed}人按规定不能调动（交流期未满等），用 who 查看。",
                f"{many(found.fixed, 'of them is', 'of them are')} not movable by the rules (a running term, say): "
                "see who.",
            )
        )
    told = [Paragraph(title, tuple(lines))]
    if found.short:
        told.append(Paragraph(Text("缺在哪里", "Where places are short"), tuple(seats.text for seats in found.short)))
    if found.limits:
        head = Text(
            "除了岗位，还受这些规则限制（证明用到的）", "Beside places, these rules limit it (the proof rests on them)"
        )
        told.append(Paragraph(head, found.limits))
    if found.everybody is not None:
        told += _mended(case, found.everybody, everybody=True)
    if found.left:
        told.append(
            Paragraph(
                Text("逐个人看", "One person at a time"),
                (
                    Text(
                        "求解后用 explain 方案 --teacher 工号，看某一个人为什么没有安置。",
                        "After solving, explain PLAN --teacher ID says why one person is not placed.",
                    ),
                ),
            )
        )
    return tuple(told)


def _mended(case: Case, found: Diagnosis, *, everybody: bool = False) -> list[Paragraph]:
    """Say the least repair, and what would do instead; of a plan, or of a place for `everybody` on the list."""
    repair = found.repair
    if repair is None or not repair.changes:
        return _beyond(case, repair)
    tried = _goal_met(everybody) if repair.tried else Text("没有来得及试算", "not tried for want of time")
    last = repair.units >= LAST_RESORT
    count = (
        Text("", "")
        if last
        else Text(
            f"，共放宽{repair.units}人（处）", f", {many(repair.units, 'person or entry', 'people or entries')} in all"
        )
    )
    less = _less(everybody) if repair.proven else Text("；尚未证明最少", "; not proven least")
    aim = Text("要都安置，", " that places everybody") if everybody else Text("", "")
    head = Text(
        f"{aim.zh}最小的改动{count.zh}（{tried.zh}{less.zh}）",
        f"The least change{aim.en}{count.en} ({tried.en}{less.en})",
    )
    told = [Paragraph(head, _listed(repair.changes)), *_beyond(case, repair)]
    numbers = {change.about: number for number, change in enumerate(repair.changes, 1)}
    instead: dict[int, list[Text]] = {}
    for other in found.alternatives:
        at = 0 if other.instead_of is None else numbers.get(other.instead_of.about, 0)
        zh, en = "；".join(c.text.zh for c in other.changes), "; ".join(c.text.en for c in other.changes)
        instead.setdefault(at, []).append(Text(f"或：{zh}", f"or: {en}"))
    for at, lines in sorted(instead.items()):
        head = (
            Text(f"不改第{at}处，也可以（都已试算）", f"Instead of change {at} (each tried)")
            if at
            else Text("都不改，也可以（已试算）", "Instead of all of them (tried)")
        )
        told.append(Paragraph(head, tuple(lines)))
    return told


def _goal_met(everybody: bool) -> Text:
    if everybody:
        return Text("已照此改过试算：能都安置", "tried: everybody is placed")
    return Text("已照此改过试算：有方案", "tried: a plan exists")


def _less(everybody: bool) -> Text:
    if everybody:
        return Text("；已证明：再少1人（处）就不能都安置", "; proven: one less leaves somebody unplaced")
    return Text("；已证明：再少1人（处）就没有方案", "; proven: one less leaves no plan")


def _listed(changes: tuple[Change, ...]) -> tuple[Text, ...]:
    lines = [Text(f"{i}. {c.text.zh}", f"{i}. {c.text.en}") for i, c in enumerate(changes[:_LISTED], 1)]
    more = len(changes) - _LISTED
    return (*lines, *[Text(f"……另有{more}处", f"... and {more} more")] * (more > 0))


def _beyond(case: Case, repair: Repair | None) -> list[Paragraph]:
    """Name whom no change of a number would place."""
    if repair is None or not repair.beyond:
        return []
    named = joined(teacher_name(case.district, t) for t in repair.beyond[:_NAMED])
    count = len(repair.beyond)
    more = Text("等", " and others") if count > _NAMED else Text("", "")
    said = Text(
        f"{named.zh}{more.zh}共{count}人：改人数也没有可去的岗位，须改交流范围、可兼教学科或名单。",
        f"{named.en}{more.en}, {count} in all: no number gives them a way; routes, subjects taught or the list would.",
    )
    return [Paragraph(Text("改数也安置不了的人", "Whom no number would place"), (said,))]
