"""Quotas on candidates: how many people may be moved at all, told before any plan (the documents' 推举人数)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from models.case import Case
from models.intake.faults import Fault
from models.policy import Quota
from models.policy_uses import entry
from models.recount import Recount
from models.rules.quotas import Group, base, bounds, group_of, groups, say_bounds, say_group
from models.words import Text


def candidate_faults(case: Case) -> Iterator[Fault]:
    """Yield each group of each quota on candidates that has too few or too many.

    A soft quota, and, on a named plan, a share of the due, only warns: the list decides.
    """
    policy = case.policy
    asked = [(i, quota) for i, quota in enumerate(policy.rules.quotas) if quota.count == "candidates"]
    if not asked:
        return
    recount = Recount(case.district, policy)
    for i, quota in asked:
        counts = count_candidates(recount, quota)
        warns = quota.binding == "soft" or (quota.of == "due" and recount.named)
        for group in groups(recount, quota):
            whole = base(recount, quota, group, [])
            least, most = bounds(quota, whole)
            count = counts[group]
            if count >= (least or 0) and (most is None or count <= most):
                continue
            place, wanted = say_group(recount, group), say_bounds(least, most)
            of_base = Text("", "") if quota.of is None else Text(f"（基数{whole}人）", f" (base {whole})")
            yield Fault(
                policy.name,
                Text(
                    f"{place.zh}可以调动的有{count}人，{wanted.zh}{of_base.zh}",
                    f"{place.en} has {count} who may be moved; {wanted.en} asked{of_base.en}",
                ),
                Text("核对名单、申请或推荐人数，或改这一条", "check the list or the proposals, or change this quota"),
                level="warning" if warns else "fault",
                key=entry("rules.quotas", i, quota.name),
            )


def count_candidates(recount: Recount, quota: Quota) -> Counter[Group]:
    """Count, in each group, the people who may be moved and whom the quota speaks of."""
    found: Counter[Group] = Counter()
    for code, person in recount.people.items():
        if not recount.movable(code) or recount.after_term[code] == "return":
            continue  # who goes back begins no exchange
        if not recount.matches(quota.who, person):
            continue
        if recount.place_holds(quota.origin, person.school, person.post, for_posts=quota.per == "origin post"):
            found[group_of(recount, quota, person, person.post)] += 1
    return found
