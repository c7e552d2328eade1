"""Does a policy fit these tables? What would stop a solve is a fault; what would surprise its reader, a warning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from models.candidates import candidate_faults
from models.case import Case
from models.choice_fit import choice_faults
from models.district import District, Source
from models.empty_cells import decided_by_empty
from models.goals.distance import ways
from models.intake.faults import Fault
from models.lock_fit import closed_must_locks
from models.pairs import batches
from models.policy import CLAUSE_KINDS, Policy, Quota
from models.policy_fit_columns import ColumnFit
from models.policy_fit_facts import fact_faults
from models.policy_rule_words import percent
from models.policy_uses import entry
from models.recount import Recount
from models.return_fit import closed_returns, unknown_origins
from models.rules.quotas import Group, base, bounds, groups, holds_post, say_group
from models.score_fit import score_faults, score_limits
from models.standing import standing_faults
from models.tables import TABLES
from models.title_fit import title_faults, title_warnings
from models.words import Text, joined, same

__all__ = ["decided_by_empty", "fit", "policy_faults"]

MOST_LISTED = 8


def fit(district: District, policy: Policy, file: str = "", *, cells: bool = True) -> list[Fault]:
    """Return everything about a policy and a district that a planner should see before a solve.

    Faults come first: what the policy names and the tables lack, and people on `outgoing` or locked `must`
    whom the policy keeps. Then warnings: settings without effect, words that match nothing, quotas read in
    a special way, and people whose category an empty cell decides. What is wrong with the policy is said of
    `file`, the name of the file it was read from; without one, of the policy's title.

    Parameters
    ----------
    cells : whether to look for people whose category an empty cell decides, which takes longer than all else.
    """
    found = policy_faults(district, policy)
    if not any(f.level == "fault" for f in found):
        case = Case(district, policy)
        found += [*standing_faults(district, case.standing), *closed_must_locks(case)]
        found += decided_by_empty(case) if cells else []
        found += closed_returns(case)
    placed = [replace(f, file=file) if file and f.key is not None else f for f in found]
    return sorted(placed, key=lambda f: f.level)


def policy_faults(district: District, policy: Policy) -> list[Fault]:
    """Return the faults and warnings of a policy held against the tables of a district."""
    found = [*ColumnFit(district, policy).faults(), *fact_faults(district, policy)]
    found += [*_idle(policy), *_absent(district, policy), *unknown_origins(district, policy)]
    found += [*_unread(district, policy), *title_faults(district, policy)]
    found += [*choice_faults(district, policy), *score_faults(district, policy)]
    if not any(f.level == "fault" for f in found):
        case = Case(district, policy)
        found += [*score_limits(district, policy), *_quotas(case), *candidate_faults(case), *_ways(case)]
        found += title_warnings(case)
    return found


def _unread(district: District, policy: Policy) -> Iterator[Fault]:
    """Warn of tables that hold rows and that nothing in the policy reads."""
    unused = {}
    if all(step.mode != "two-way" for step in policy.steps):
        unused["school_choices"] = (
            Text("方案没有双向选择，学校意向表不起作用", "the policy has no two-way choosing: no effect"),
            Text(
                '需要的，写 mode = "two-way" 或这样的阶段', 'where it is meant, write mode = "two-way", or such a stage'
            ),
        )
    if policy.rules.title_posts is None:
        unused["title_posts"] = (
            Text("方案没有规定岗位职数，表中内容不起作用", "the policy has no rule on posts of titles: no effect"),
            Text("在方案中加上 [rules.title_posts] 小节", "add a section [rules.title_posts] to the policy"),
        )
    for name, (reason, repair) in unused.items():
        if len(district[name]):
            source = district.sources.get(name, Source(TABLES[name].zh))
            yield Fault(source.file, reason, repair, source.sheet, level="warning")


def _warning(policy: Policy, key: Text, reason: Text, repair: Text, value: str = "") -> Fault:
    return Fault(policy.name, reason, repair, value=value, level="warning", key=key)


def _idle(policy: Policy) -> Iterator[Fault]:
    """Warn of settings without effect, and of clauses that catch everybody."""
    used = {str(goal) for tier in policy.tiers for goal in tier}
    rules = policy.rules
    for name, listed in (("structure", policy.goals.structure), ("prefer", policy.goals.prefer)):
        if listed and name not in used:
            yield _warning(
                policy,
                same(f"goals.{name}"),
                Text(
                    f"列出了内容，但 tiers 没有用到 {name}，不起作用",
                    f"lists entries, but no tier names {name}: no effect",
                ),
                Text(f"把 {name} 加进 tiers，或删去这些小节", f"add {name} to tiers, or leave the sections out"),
            )
    for i, quota in enumerate(rules.quotas):
        if quota.may_be_missed and "quota" not in used:
            yield _warning(
                policy,
                entry("rules.quotas", i, quota.name),
                Text("是软性的，但 tiers 没有用到 quota，不起作用", "is soft, but no tier names quota: no effect"),
                Text("把 quota 加进 tiers，或去掉 binding", "add quota to tiers, or leave binding out"),
            )
    if policy.goals.choice.model_fields_set and "choice" not in used:
        yield _warning(
            policy,
            same("goals.choice"),
            Text("tiers 没有用到 choice，不起作用", "no tier names choice: no effect"),
            Text("把 choice 加进 tiers，或删去这一节", "add choice to tiers, or leave the section out"),
        )
    if policy.leaders and not any(q.of == "leaders" for q in rules.quotas):
        yield _warning(
            policy,
            same("leaders"),
            Text("没有比例以干部人数为基数，不起作用", "no quota counts leaders: no effect"),
            Text('在比例中写 of = "leaders"，或删去这一项', 'write of = "leaders" in a quota, or leave it out'),
        )
    if rules.avoidance.leading and rules.avoidance.when == "always":
        yield _warning(
            policy,
            same("rules.avoidance.leading"),
            Text('when = "always" 时不看职务，不起作用', 'with when = "always" roles do not matter: no effect'),
            Text('写 when = "lead"，或删去 leading', 'write when = "lead", or leave leading out'),
        )
    if rules.release_first.caps == "each-step" and (
        rules.release_first.mode == "pool" or rules.release_first.scope == "school"
    ):
        yield _warning(
            policy,
            same("rules.release_first.caps"),
            Text("只在按岗位逐个调动（chain、subject）时起作用", "acts only in chain mode by subject: no effect"),
            Text('写 mode = "chain"，或删去 caps', 'write mode = "chain", or leave caps out'),
        )
    for kind in CLAUSE_KINDS[:2]:
        for i, clause in enumerate(getattr(policy, kind)):
            if not clause.who:
                yield _warning(
                    policy,
                    entry(kind, i, clause.name),
                    Text("没有写 who，所有人都符合这一条", "without who it catches everybody"),
                    Text("写上 who = { … }", "write who = { ... }"),
                )
    yield from _same_names(policy)


def _same_names(policy: Policy) -> Iterator[Fault]:
    for kind in CLAUSE_KINDS:
        names = [clause.name for clause in getattr(policy, kind)]
        for i, name in enumerate(names):
            if name in names[:i]:
                yield _warning(
                    policy,
                    entry(kind, i, name),
                    Text(
                        "与前面一条同名，结果里分不清是哪一条",
                        "bears the name of an earlier clause; results cannot tell them apart",
                    ),
                    Text("换一个名称", "give it a name of its own"),
                )


def _absent(district: District, policy: Policy) -> Iterator[Fault]:
    """Warn of tables the policy lives on and the bureau did not give."""
    used = {str(goal) for tier in policy.tiers for goal in tier}
    if "choice" in used and policy.choices != "forbidden" and not len(district["choices"]):
        yield _warning(
            policy,
            same("tiers"),
            Text("没有志愿表，志愿这一目标恒为0", "there is no table choices: goal choice is always 0"),
            Text("交来志愿表，或从 tiers 去掉 choice", "hand in choices, or take choice off the tiers"),
            "choice",
        )
    if any(step.mode == "rank-order" for step in policy.steps) and not len(district["choices"]):
        yield _warning(
            policy,
            same("mode"),
            Text("没有志愿表，无人可以择校", "there is no table choices: nobody chooses"),
            Text("交来志愿表，或改用 optimise", "hand in choices, or use optimise"),
            "rank-order",
        )
    rule = policy.rules.release_first
    if rule.strict and not district.named:
        yield _warning(
            policy,
            same("rules.release_first.strict"),
            Text("没有流出名单，不起作用", "there is no outgoing list: no effect"),
            Text("交来流出名单，或删去 strict", "hand in outgoing, or leave strict out"),
        )


def _ways(case: Case) -> Iterator[Fault]:
    """Warn of people some of whose ways are unknown and would count 0."""
    if not any("distance" in tier for tier in case.policy.tiers):
        return
    somewhere = bool((case.district.teacher_school != case.district.outside).all())
    if somewhere and case.district.schools[["lon", "lat"]].notna().to_numpy().all():
        return  # from the present school, if from nowhere else, every way is known
    people, schools = set[int](), set[int]()
    for pairs in batches(case):
        unknown = ~ways(case, pairs.teacher, pairs.school)[1]
        people.update(pairs.teacher[unknown].tolist())
        schools.update(pairs.school[unknown].tolist())
    if people:
        yield _warning(
            case.policy,
            same("tiers"),
            Text(
                f"可调动的人中有{len(people)}人到某些学校（共{len(schools)}所）的路程不明，按0计，会显得最近",
                f"the way of {len(people)} movable people to some of {len(schools)} schools is unknown and counts 0, "
                "as if it were nearest",
            ),
            Text("在距离表补上，或在学校表填写经纬度", "add lines to distances, or longitude and latitude to schools"),
            "distance",
        )


def _quotas(case: Case) -> Iterator[Fault]:
    """Warn of shares a list overrides, and of ranges that hold no whole number."""
    quotas = [(i, q) for i, q in enumerate(case.policy.rules.quotas) if q.count == "moves"]
    overridden = [(i, q) for i, q in quotas if q.of == "due" and case.district.named]
    ranges = [(i, q) for i, q in quotas if q.of is not None and q.min is not None and q.max is not None]
    if not overridden and not ranges:
        return
    recount = Recount(case.district, case.policy)
    for i, quota in overridden:
        yield _against_list(recount, i, quota)
    for i, quota in ranges:
        if quota.of == "moved":
            yield from _moved_range(case, i, quota)
        elif (i, quota) not in overridden:
            yield from _empty_range(recount, i, quota)


def _against_list(recount: Recount, i: int, quota: Quota) -> Fault:
    """Compare the list with a share of the due, a group at a time; the list stands whatever comes out."""
    key = entry("rules.quotas", i, quota.name)
    repair = Text("核对流出名单；名单照办，不因此改变", "check the list; it stands as it is")
    rule = Text("有流出名单，应交流人数的比例不作限制", "with an outgoing list a share of the due is not enforced")
    if quota.per.startswith("destination") or quota.per == "route" or quota.to:
        said = Text(
            f"{rule.zh}；去向未定，无法先行比较", f"{rule.en}; where people go is open, so it cannot be compared yet"
        )
        return _warning(recount.policy, key, said, repair)
    off = []
    for group in groups(recount, quota):
        whole = base(recount, quota, group, [])
        least, most = bounds(quota, whole)
        count = sum(_counts(recount, quota, group, code) for code in recount.people)
        if count < (least or 0) or (most is not None and count > most):
            place = say_group(recount, group)
            off.append(
                Text(
                    f"{place.zh}应交流{whole}人，{_wanted(least, most).zh}，名单上{count}人",
                    f"{place.en}: {whole} due, {_wanted(least, most).en}, {count} on the list",
                )
            )
    listed = _some(off) if off else Text("名单符合这一比例", "the list keeps it")
    return _warning(recount.policy, key, Text(f"{rule.zh}；{listed.zh}", f"{rule.en}; {listed.en}"), repair)


def _counts(recount: Recount, quota: Quota, group: Group, code: str) -> bool:
    """Whether a person on the list leaves this group, or counts there as moved, and counts for the quota."""
    person = recount.people.get(code)
    if person is None:
        return False
    leaves = code in recount.outgoing and recount.after_term[code] != "return"
    listed = leaves or (quota.also is not None and recount.matches(quota.also, person))
    if not listed or not recount.matches(quota.who, person):
        return False
    if not recount.place_holds(quota.origin, person.school, person.post, for_posts=quota.per == "origin post"):
        return False
    return holds_post(recount, group, person.post)


def _empty_range(recount: Recount, i: int, quota: Quota) -> Iterator[Fault]:
    found = []
    for group in groups(recount, quota):
        whole = base(recount, quota, group, [])
        least = _no_integer(quota, whole)
        if least is not None:
            place = say_group(recount, group)
            found.append(Text(f"{place.zh}{whole}人，取{least}人", f"{place.en} of {whole} takes {least}"))
    if found:
        yield _range_warning(recount.policy, i, quota, found)


def _moved_range(case: Case, i: int, quota: Quota) -> Iterator[Fault]:
    """Name the numbers of moved people for which the range holds no whole number."""
    most = len(case.movers) + (0 if quota.also is None else int(case.who(quota.also).sum()))
    found = [(whole, _no_integer(quota, whole)) for whole in range(1, most + 1)]
    said = [
        Text(f"交流{whole}人时取{least}人", f"of {whole} moved {least}") for whole, least in found if least is not None
    ]
    if said:
        yield _range_warning(case.policy, i, quota, said)


def _no_integer(quota: Quota, whole: int) -> int | None:
    """Return the number used where no whole number lies in the range, else None."""
    if quota.min is None or quota.max is None:
        return None
    least = int((quota.min * whole).to_integral_value(rounding=ROUND_CEILING))
    most = int((quota.max * whole).to_integral_value(rounding=ROUND_FLOOR))
    return least if most < least else None


def _range_warning(policy: Policy, i: int, quota: Quota, found: list[Text]) -> Fault:
    low, high = percent(quota.min or Decimal(0)), percent(quota.max or Decimal(0))
    listed = _some(found)
    return _warning(
        policy,
        entry("rules.quotas", i, quota.name),
        Text(
            f"{low}–{high} 之间没有整数的，取不小于下限的最小整数：{listed.zh}",
            f"where no whole number lies in {low}–{high}, the smallest above its lower end is used: {listed.en}",
        ),
        Text("可以照此办理；不合意的放宽比例", "it may stand so; else widen the range"),
    )


def _some(texts: list[Text]) -> Text:
    """List the first few, and count the rest."""
    shown = Text("；".join(t.zh for t in texts[:MOST_LISTED]), "; ".join(t.en for t in texts[:MOST_LISTED]))
    rest = len(texts) - MOST_LISTED
    return Text(f"{shown.zh}；另有{rest}处", f"{shown.en}; and {rest} more") if rest > 0 else shown


def _wanted(least: int | None, most: int | None) -> Text:
    if least == most:
        return Text(f"应为{least}人", f"asks {least}")
    parts = [] if least is None else [Text(f"至少{least}人", f"at least {least}")]
    parts += [] if most is None else [Text(f"至多{most}人", f"at most {most}")]
    return joined(parts)
