"""Which rules the published plan breaks because of which appeal.

A full recount of a large district takes seconds, so the plan is not checked once an appeal. It is checked once with
everything upheld, and each breach goes to the appeal it comes of, told by the people and schools the breach names
and by the rules an appeal of that kind can set at odds with a plan. Only where several appeals could be the cause, or
where the names tell nothing (a ratio names everybody who moves, not whose category changed), are those that could be
heard by halves, until one alone is found to do it or none does.

Two things follow. The published plan is taken to keep every rule of the case as published: it was checked before it
was published. And what one appeal would break while another mends it (an establishment cut, somebody's post moved
away) is no breach: the plan is judged as things stand once all are heard.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from models.appeals.appeal import Appeal, Kind, upheld
from models.appeals.hearing import heard
from models.case import Case
from models.plan import Breach, Plan
from models.recount import Recount
from models.rules.registry import RULES

TOGETHER = 0
"""In place of a row: what breaks only because several appeals are heard together."""

_OWN_RULES: Mapping[Kind, tuple[str, ...]] = {
    "deferral": ("one_place",),
    "kin": ("avoidance", "split_couples"),
    "choice": ("one_place",),
    "must": ("locks",),
    "never": ("locks",),
    "stay": ("locks",),
    "closed": ("one_place", "establishment", "subject_balance"),
    "post": ("subject_balance",),
    "establishment": ("establishment", "subject_balance"),
    "fact": tuple(rule for rule in RULES if rule != "locks"),
}
"""The rules an appeal sets at odds with a plan by itself; a corrected fact may touch any but a lock."""


_SUMS = ("quotas", "balance")
"""Rules about numbers of people: who is named there moves, and may have nothing to do with the number."""
_BY_SCHOOL = ("establishment", "subject_balance", "release_first", "title_posts")
"""Rules about how many a school or post holds: a corrected fact may change that without its person being named."""
_COUNTED: tuple[Kind, ...] = ("fact", "deferral", "stay", "must")
"""The kinds that change who counts in such a number, more often than others."""


def breaks(case: Case, appeals: Iterable[Appeal], published: Plan) -> Mapping[int, tuple[Breach, ...]]:
    """Return, for each upheld appeal by its row, what the published plan breaks because of it.

    Parameters
    ----------
    case : the case as published.
    published : the plan as published, which keeps every rule of that case.

    Returns
    -------
    Row -> breaches, () for an appeal the published plan can live with; under `TOGETHER`, if there are any, those
    that no appeal causes alone.
    """
    ruled = upheld(appeals)
    search = _Search(case, published)
    found: dict[int, list[Breach]] = {appeal.row: [] for appeal in ruled}
    for breach in search.of(ruled):
        suspects = _suspects(case, ruled, breach)
        if breach.rule in _SUMS or not suspects:
            rows = search.culprits((suspects, ruled), breach)
        else:
            rows = (suspects[0].row,) if len(suspects) == 1 else search.alone(suspects, breach) or (TOGETHER,)
        for row in rows:
            found.setdefault(row, []).append(breach)
    return {row: tuple(breaches) for row, breaches in found.items()}


def _suspects(case: Case, appeals: Sequence[Appeal], breach: Breach) -> tuple[Appeal, ...]:
    """Return the appeals a breach may come of: of those it touches, those of whose kind its rule is, if any.

    Of a sum, those that change who counts there; these are only likely.
    """
    if breach.rule in _SUMS:
        counted = [appeal for appeal in appeals if appeal.kind in _COUNTED]
        return tuple(a for a in counted if not breach.schools or _homes(case, a) & set(breach.schools))
    touched = [appeal for appeal in appeals if _touches(case, appeal, breach)]
    own = [appeal for appeal in touched if breach.rule in _OWN_RULES[appeal.kind]]
    return tuple(own or touched)


def _touches(case: Case, appeal: Appeal, breach: Breach) -> bool:
    """Whether a breach names the people or the schools an appeal is about."""
    if not appeal.teacher_id:
        return appeal.school_id in breach.schools
    if {appeal.teacher_id, appeal.other} & set(breach.teachers):
        return True
    counts = breach.rule in _BY_SCHOOL and appeal.kind == "fact"
    return counts and bool(_homes(case, appeal) & set(breach.schools))


def _homes(case: Case, appeal: Appeal) -> frozenset[str]:
    """Return the schools that count a person whose fact is corrected, before and after."""
    t = case.district.teacher_at[appeal.teacher_id]
    row = case.district.teachers.iloc[t]
    return frozenset({row["school_id"], row["payroll_school"], row["origin_school"], appeal.value} - {""})


@dataclass
class _Search:
    """Hears some of the appeals and checks the published plan, each set of them once."""

    case: Case
    plan: Plan
    known: dict[tuple[int, ...], tuple[Breach, ...]] = field(default_factory=dict)

    def of(self, appeals: Sequence[Appeal]) -> tuple[Breach, ...]:
        """Return what the plan breaks once these appeals are heard."""
        key = tuple(appeal.row for appeal in appeals)
        if key not in self.known:
            after = heard(self.case, appeals) if appeals else self.case
            recount = Recount(after.district, after.policy, granted=after.granted)
            self.known[key] = tuple(b for rule in RULES.values() for b in rule.check(recount, self.plan))
        return self.known[key]

    def culprits(self, circles: Sequence[Sequence[Appeal]], breach: Breach) -> tuple[int, ...]:
        """Return the rows that cause a breach by themselves, looking in one circle of appeals after the other.

        `TOGETHER` if none does alone; no row if the plan broke the rule there before anything was heard.
        """
        if self.shown(breach, ()):
            return ()
        return next((rows for circle in circles if circle and (rows := self.alone(circle, breach))), (TOGETHER,))

    def alone(self, suspects: Sequence[Appeal], breach: Breach) -> tuple[int, ...]:
        """Return the rows of those of the suspects who cause a breach by themselves."""
        if len(suspects) == 1:
            return (suspects[0].row,) if self.shown(breach, suspects) else ()
        middle = len(suspects) // 2
        halves = (suspects[:middle], suspects[middle:])
        guilty = (half for half in halves if len(half) == 1 or self.shown(breach, half))
        return tuple(row for half in guilty for row in self.alone(half, breach))

    def shown(self, breach: Breach, appeals: Sequence[Appeal]) -> bool:
        """Whether the same rule is broken in the same place; its numbers may differ."""
        return any(b.rule == breach.rule and b.schools == breach.schools and _meet(b, breach) for b in self.of(appeals))


def _meet(one: Breach, other: Breach) -> bool:
    """Whether two breaches name somebody in common, or nobody."""
    return one.teachers == other.teachers or bool(set(one.teachers) & set(other.teachers))
