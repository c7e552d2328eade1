"""The hard rules of a policy in sentences (rulebook 4), each with every parameter."""

from __future__ import annotations

from decimal import Decimal

from models.facts import POST_COLUMNS
from models.filter_columns import title_of
from models.filter_words import describe
from models.filters import Filter
from models.policy import Policy
from models.policy_return_words import return_sentences
from models.policy_rules import Avoidance, Balance, Quota, ReleaseFirst, Route, SplitCouples, SubjectBalance
from models.quota_counts import CANDIDATES, count_note
from models.tables import KIN_KINDS
from models.title_post_words import title_posts_sentence
from models.words import Text, joined, many

NOTHING = Text("", "")


def rule_sentences(policy: Policy) -> list[Text]:
    """Return what every plan keeps to, in sentences."""
    rules = policy.rules
    said = [
        Text(
            "一人一岗：每人至多调动一次，只到外校岗位表中列有、本人能任教的岗位；不接收流入的学校不进人，"
            "不允许流出的学校不出人。",
            "One post a person: nobody moves more than once, and only to a listed post elsewhere that the person "
            "teaches; "
            "schools without inflow take nobody, schools without outflow release nobody.",
        ),
        _establishment(rules.establishment.over),
        *_subject_balance(rules.subject_balance),
        _avoidance(rules.avoidance),
        _split_couples(rules.split_couples),
        *_release_first(rules.release_first),
        *_routes(rules.routes),
        *_quotas(rules.quotas),
        title_posts_sentence(rules.title_posts),
        *map(_balance, rules.balance),
        *return_sentences(rules.returns),
        Text(
            "锁定：锁定表中必须去、不得去、留任的，一律照办；必须去的人即使不在名单或范围内也要调动。",
            "Locks: must, never and stay of the locks table are kept; who must go moves even if not on the list or "
            "in scope.",
        ),
    ]
    return said


def percent(share: Decimal) -> str:
    """Write a share as a percentage, exactly."""
    whole = f"{share * 100:f}"
    return (whole.rstrip("0").rstrip(".") if "." in whole else whole) + "%"


def _establishment(over: str) -> Text:
    if over == "closed":
        return Text(
            "编制：已超编的学校不接收流入；其他学校流动后，在编在岗人数不超过编制数。",
            "Establishment: a school above its establishment takes nobody; no other ends above it.",
        )
    return Text(
        "编制：流动后各校在编在岗人数不超过编制数；已超编的学校，不比流动前更超。",
        "Establishment: no school ends above its establishment; one already above may take people but grows no "
        "further.",
    )


def _subject_balance(rule: SubjectBalance) -> list[Text]:
    if rule.over == "closed":
        said = [
            Text(
                "学科平衡：已超过核定人数的岗位不接收流入；其他岗位流动后不超过核定人数。",
                "Subjects: a post above its required number takes nobody; no other ends above it.",
            )
        ]
    else:
        said = [
            Text(
                "学科平衡：流动后各岗位不超过核定人数；已超过的岗位，不比流动前更超。",
                "Subjects: no post ends above its required number; one already above may take people but grows no "
                "further.",
            )
        ]
    if rule.floor:
        said.append(
            Text(
                f"岗位底线：流动后每个岗位不少于核定人数的{percent(rule.floor)}（向上取整）；原来就不足的，不再减少。",
                f"Floor of posts: none falls below {percent(rule.floor)} of its required number (rounded up), or, if "
                "already "
                "below, below what it has.",
            )
        )
    else:
        said.append(Text("岗位底线：不设。", "Floor of posts: none."))
    if rule.staff_floor:
        said.append(
            Text(
                f"学校底线：流动后每所学校在编在岗人数不少于编制数的{percent(rule.staff_floor)}（向上取整）；"
                "原来就不足的，不再减少。",
                f"Floor of schools: none falls below {percent(rule.staff_floor)} of its establishment (rounded up), "
                "or, if "
                "already below, below what it has.",
            )
        )
    else:
        said.append(Text("学校底线：不设。", "Floor of schools: none."))
    return said


def _avoidance(rule: Avoidance) -> Text:
    if not rule.kinds:
        return Text("亲属回避：不作要求。", "Relatives: nothing is asked.")
    kinds = Text("、".join(rule.kinds), ", ".join(KIN_KINDS[kind][0] for kind in rule.kinds))
    place = {
        "school": Text("同一所学校", "one school"),
        "unit": Text("同一单位（同一最上级中心校所属各校）", "one unit (the schools under one topmost central school)"),
        "line": Text(
            "同一所学校，或有直接领导关系的两所学校（中心校与其所属学校）",
            "one school, or two of which one directly leads the other",
        ),
    }[rule.scope]
    stay = Text("可以不动", "may")
    if rule.existing == "must-part":
        stay = Text("须有一人离开", "must part: one of them leaves")
    if rule.when == "lead":
        roles = Text("、".join(rule.leading), ", ".join(rule.leading))
        when = Text(f"（只限其中一人任{roles.zh}的）", f" if one of them is {roles.en}")
    else:
        when = NOTHING
    return Text(
        f"亲属回避：有{kinds.zh}关系的两人{when.zh}，不得因交流到{place.zh}；原来就在一起、两人都不动的，{stay.zh}。",
        f"Relatives ({kinds.en}) never come into {place.en} by a move{when.en}; two already there who both stay, "
        f"{stay.en}.",
    )


def _split_couples(rule: SplitCouples | None) -> Text:
    if rule is None:
        return Text("夫妻同校：不作分流要求。", "Couples in one school: nothing is asked.")
    many = Text("流出一人，也只流出一人", "exactly one leaves")
    if rule.leave == "at-least-one":
        many = Text("至少流出一人", "at least one leaves")
    return Text(
        f"夫妻分流：夫妻同校、其中有人应交流且可以调动的，{many.zh}，两人不得到同一所学校；"
        "有流出名单的由名单决定谁流出，锁定表另有规定的从其规定。",
        f"Couples in one school with a member who is due and movable: {many.en}, and never both to one school; an "
        "outgoing "
        "list, or locks, decide who leaves.",
    )


def _release_first(rule: ReleaseFirst) -> list[Text]:
    by_school = rule.scope == "school"
    node = Text("每所学校", "each school") if by_school else Text("每个岗位", "each post")
    if rule.mode == "pool":
        said = [
            Text(
                "先流出再流入：流出的人先统一离岗，再统一安排流入；几人互换岗位成环的允许，并在方案中注明。",
                "Release first: all who leave are released before anybody arrives; rings of people changing places are "
                "allowed, and marked.",
            )
        ]
    else:
        said = [
            Text(
                f"先流出再流入：调动逐个进行，{node.zh}先出后进；互换成环、无法逐个进行的不允许。",
                f"Release first: moves go one by one, and at {node.en} every departure comes before any arrival; "
                "rings are "
                "not allowed.",
            )
        ]
        if not by_school:
            said.append(
                Text(
                    "逐个调动的每一步，学校也不得超编：学校之间互换成环的也不允许。",
                    "No school stands over its establishment between two moves: rings between schools are not "
                    "allowed either.",
                )
                if rule.caps == "each-step"
                else Text(
                    "学校编制按全部调动完成后计算，过程中可以暂时超编。",
                    "Establishment is counted after all moves; a school may stand over it in between.",
                )
            )
    if rule.strict:
        said.append(
            Text(
                f"流出名单上的人没有安置之前，其所在的{'学校' if by_school else '岗位'}不接收流入。",
                f"While somebody of the outgoing list is unplaced, the {'school' if by_school else 'post'} takes "
                "nobody.",
            )
        )
    else:
        said.append(
            Text(
                "没有安置的人留在原岗位，不妨碍他人流入。",
                "Who is unplaced keeps the place, and hinders nobody's arrival.",
            )
        )
    return said


def _routes(routes: tuple[Route, ...]) -> list[Text]:
    said = [_route(r) for r in (*(r for r in routes if r.forbid), *(r for r in routes if not r.forbid))]
    if any(not r.forbid for r in routes):
        said.append(Text("不在上列允许范围内的，不交流。", "Nobody moves except by one of the allowed routes."))
    elif routes:
        said.append(Text("除此之外，各校之间都可以交流。", "Apart from that people may move between any schools."))
    else:
        said.append(Text("交流范围：各校之间都可以交流。", "Routes: people may move between any schools."))
    return said


def place(asked: Filter) -> Text:
    """Say a `where` filter as a noun: 城乡类别为“城区”的学校."""
    if not asked:
        return describe(asked, "places")
    said = describe(asked, "places")
    return (
        Text(f"{said.zh}的岗位", f"posts where {said.en}")
        if not set(POST_COLUMNS).isdisjoint(asked.columns())
        else Text(f"{said.zh}的学校", f"schools where {said.en}")
    )


def _route(route: Route) -> Text:
    parts = []
    if route.who:
        who = describe(route.who)
        parts.append(Text(f"限于{who.zh}", f"for {who.en}"))
    if route.origin or route.to or not (route.same or route.differ or route.schools or route.zones):
        here, there = place(route.origin), place(route.to)
        parts.append(Text(f"从{here.zh}到{there.zh}", f"from {here.en} to {there.en}"))
    for kind, pairs in ((Text("学校", "schools"), route.schools), (Text("片区", "zones"), route.zones)):
        if pairs:
            arrow = "↔" if route.both_ways else "→"
            listed = joined(Text(f"{a}{arrow}{b}", f"{a}{arrow}{b}") for a, b in pairs)
            parts.append(Text(f"限于下列{kind.zh}之间：{listed.zh}", f"between these {kind.en}: {listed.en}"))
    if route.same:
        columns = joined(title_of(column, "places") for column in route.same)
        parts.append(
            Text(f"两校的{columns.zh}相同（空的不算）", f"both of the same {columns.en} (empty is not the same)")
        )
    if route.differ:
        columns = joined(title_of(column, "places") for column in route.differ)
        parts.append(Text(f"两校的{columns.zh}不同（都不空）", f"of different {columns.en} (neither empty)"))
    if route.visited is not None:
        parts.append(
            Text("限于本人交流去过的学校", "only to schools the person was exchanged to before")
            if route.visited
            else Text("限于本人没有交流去过的学校", "only to schools the person was never exchanged to")
        )
    if route.both_ways:
        parts.append(Text("反方向同样适用", "the other way too"))
    if not route.transfer:
        parts.append(Text("人事关系不动", "the personnel relation stays"))
    if route.term is not None:
        years, months = divmod(route.term, 12)
        term = (
            Text(f"{route.term}个月", many(route.term, "month", "months"))
            if months
            else Text(f"{years}年", many(years, "year", "years"))
        )
        parts.append(Text(f"期限{term.zh}，不超过退休", f"for {term.en}, not beyond retirement"))
    name = Text(f"“{route.name}”", f" '{route.name}'") if route.name else NOTHING
    head = Text("不得交流", "Forbidden") if route.forbid else Text("允许交流", "Allowed")
    return Text(
        f"{head.zh}{name.zh}：{'；'.join(p.zh for p in parts)}。",
        f"{head.en}{name.en}: {'; '.join(p.en for p in parts)}.",
    )


_UNIT = Text("每个单位（最上级中心校及其所属各校）", "In each unit (a topmost central school and all it leads)")
_PER = {
    "district": (Text("全县", "In the county"), Text("交流", "move")),
    "origin": (Text("每所学校", "At each school"), Text("流出", "leave")),
    "destination": (Text("每所学校", "At each school"), Text("流入", "arrive")),
    "origin post": (Text("每个学校学科岗位", "At each post"), Text("流出", "leave")),
    "destination post": (Text("每个学校学科岗位", "At each post"), Text("流入", "arrive")),
    "unit": (_UNIT, Text("流出", "leave")),
    "destination unit": (_UNIT, Text("流入", "arrive")),
    "zone": (Text("每个片区", "In each zone"), Text("流出", "leave")),
    "destination zone": (Text("每个片区", "In each zone"), Text("流入", "arrive")),
    "route": (Text("每条路线", "On each route"), Text("交流", "move")),
}
_BASES = {
    "due": Text("应交流人数", "the people due"),
    "staff": Text("在编在岗人数", "the headcount"),
    "teachers": Text("花名册人数", "the people of the roster"),
    "leaders": Text("干部人数", "the leaders"),
    "moved": Text("同一范围内交流人数", "all who move there"),
}


def _quotas(quotas: tuple[Quota, ...]) -> list[Text]:
    issued = Text(
        "有指标表的，各校流出、流入的人数按表执行。", "Where a table quotas is given, its numbers hold for each school."
    )
    return [*([quota_sentence(q) for q in quotas] or [Text("比例与名额：不作要求。", "Quotas: none.")]), issued]


def quota_sentence(quota: Quota) -> Text:
    """Say a quota: 每所学校流出人数不超过在编在岗人数的15%（向下取整）."""
    group, verb = _PER[quota.per]
    verb = CANDIDATES if quota.count == "candidates" else verb
    grouped = quota.to if quota.per.startswith("destination") else quota.origin
    across = quota.origin if quota.per.startswith("destination") else quota.to
    ways = []
    if quota.per in ("district", "route"):
        if quota.origin or quota.to:
            here, there = place(quota.origin), place(quota.to)
            ways.append(Text(f"从{here.zh}到{there.zh}", f"from {here.en} to {there.en}"))
    else:
        if grouped:
            group = Text(f"{place(grouped).zh}，{group.zh}", f"{group.en} among {place(grouped).en}")
        if across:
            other = place(across)
            into = not quota.per.startswith("destination")
            ways.append(Text(f"{'去' if into else '来自'}{other.zh}的", f"{'to' if into else 'from'} {other.en}"))
    who = describe(quota.who)
    people = Text(f"{verb.zh}人数", f"people who {verb.en}")
    if ways:
        people = Text(f"{ways[0].zh}{people.zh}", f"{people.en} {ways[0].en}")
    if quota.who:
        people = Text(f"{people.zh}中，{who.zh}的人数", f"{people.en}, counting those for whom {who.en},")
    amount = _amount(quota)
    said = Text(
        f"“{quota.name}”：{group.zh}{people.zh}{amount.zh}。",
        f"'{quota.name}': {group.en}, {people.en} are {amount.en}.",
    )
    note = count_note(quota.count, quota.also, soft=quota.binding == "soft")
    said = Text(said.zh + note.zh, said.en + note.en)
    if quota.binding == "soft" and quota.count == "moves":
        note = Text(
            "原则上如此，不足或多出的人数计入目标“比例偏差”。", " As far as can be: a miss counts in goal 'quota'."
        )
        said = Text(said.zh + note.zh, said.en + note.en)
    if quota.of == "due":
        note = Text("有流出名单的，本条只作对照，不作限制。", " With an outgoing list this is compared, not enforced.")
        said = Text(said.zh + note.zh, said.en + note.en)
    return said


def _amount(quota: Quota) -> Text:
    if quota.of is None:
        if quota.exactly is not None:
            return Text(f"正好为{quota.exactly:f}人", f"exactly {quota.exactly:f}")
        if quota.min is not None and quota.max is not None:
            return Text(f"为{quota.min:f}至{quota.max:f}人", f"between {quota.min:f} and {quota.max:f}")
        if quota.min is not None:
            return Text(f"不少于{quota.min:f}人", f"at least {quota.min:f}")
        return Text(f"不超过{quota.max:f}人", f"at most {quota.max:f}")
    base = _BASES[quota.of]
    if quota.of == "staff" and quota.per.endswith("post"):
        base = Text("岗位现有人数", "the people in the post")
    if quota.of_who:
        who = describe(quota.of_who)
        base = Text(f"{base.zh}（只计{who.zh}的）", f"{base.en} (those for whom {who.en})")
    if quota.exactly is not None:
        return Text(
            f"正好为{base.zh}的{percent(quota.exactly)}（四舍五入）",
            f"exactly {percent(quota.exactly)} of {base.en} (rounded half up)",
        )
    if quota.min is not None and quota.max is not None:
        low, high = percent(quota.min), percent(quota.max)
        return Text(
            f"为{base.zh}的{low}至{high}（下限向上取整，上限向下取整；其间没有整数的，取不小于下限的最小整数）",
            f"between {low} and {high} of {base.en} (rounded up and down; where no whole number lies between, the "
            "smallest "
            "above the lower end)",
        )
    if quota.min is not None:
        return Text(
            f"不低于{base.zh}的{percent(quota.min)}（向上取整）",
            f"at least {percent(quota.min)} of {base.en} (rounded up)",
        )
    most = percent(quota.max or Decimal(0))
    return Text(f"不超过{base.zh}的{most}（向下取整）", f"at most {most} of {base.en} (rounded down)")


def _balance(rule: Balance) -> Text:
    here, there = place(rule.origin), place(rule.to)
    by = joined(title_of(column, "people") for column in rule.by)
    apart = Text(f"（按{by.zh}分别计）", f", of each {by.en},") if rule.by else NOTHING
    if rule.slack:
        equal = Text(f"相差不超过{rule.slack}人", f"differ by at most {rule.slack}")
    else:
        equal = Text("相等", "are equal")
    return Text(
        f"对等“{rule.name}”：从{here.zh}到{there.zh}的人数与反方向的人数{apart.zh}{equal.zh}。",
        f"Balance '{rule.name}': those who move from {here.en} to {there.en} and those who move back{apart.en} "
        f"{equal.en}.",
    )
