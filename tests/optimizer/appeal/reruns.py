"""Small published plans with appeals against them, drawn at random, and the best re-run found by trying every plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from random import Random

from models.appeals.appeal import Appeal, Kind, upheld
from models.appeals.cells import target
from models.appeals.hearing import heard
from models.case import Case
from models.district import District
from models.formulate import Formulated, formulate
from models.plan import Plan
from models.recount import Recount
from models.tables import KIN_KINDS
from optimizer.ripple import Near
from tests.models.random_districts import STAGES, SUBJECTS, TITLES, ZONES
from tests.models.random_policies import breaches, random_case
from tests.optimizer.engine import Told, every_plan, plans_there_are, run, worth

KINDS: tuple[Kind, ...] = (
    "deferral", "kin", "kin", "choice", "choice", "fact", "must", "never", "never", "never", "stay", "closed", "post",
    "establishment",
)  # fmt: skip
FACTS = {
    "also": (";".join(f"{a}:{b}" for a, b in zip(STAGES, SUBJECTS, strict=False)), ""),
    "sex": ("男", "女"), "title": TITLES[:2], "applies": ("是", "否"), "home_zone": ZONES, "honour": ("骨干", ""),
    "score": ("60", "88.5"), "birth_date": ("1976-08", "1996-01"), "joined": ("2010-08", "2026-02"),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Rerun:
    """A case as published, its plan, which keeps every rule, and what was ruled upon it since."""

    seed: int
    before: Case
    published: Plan
    appeals: tuple[Appeal, ...]

    @cached_property
    def case(self) -> Case:
        """The case with every appeal heard, the published plan to be changed least."""
        return self.hearing(self.appeals)

    def hearing(self, appeals: tuple[Appeal, ...]) -> Case:
        """Return the case with some appeals heard."""
        return replace(heard(self.before, appeals), baseline=self.published)

    @cached_property
    def formulated(self) -> Formulated:
        """Its program."""
        return formulate(self.case)

    @cached_property
    def recount(self) -> Recount:
        """The case counted one person at a time."""
        return Recount(self.case.district, self.case.policy, self.case.baseline, self.case.granted)

    @cached_property
    def tried(self) -> list[tuple[tuple[int, ...], Plan]]:
        """Every plan that keeps every rule, with the value of each tier, best first."""
        recount = self.recount
        kept = (plan for plan in every_plan(recount) if breaches(recount, plan) == 0)
        return sorted((worth(self.case, recount, plan), plan) for plan in kept)

    @property
    def movable(self) -> frozenset[str]:
        """Who may move once the appeals are heard."""
        return frozenset(self.case.district.teachers["teacher_id"][self.case.standing.movable])

    @property
    def at(self) -> int:
        """The tier of the changes."""
        return next(i for i, tier in enumerate(self.case.tiers) if "changes" in tier)

    @property
    def own(self) -> dict[str, tuple[int, ...]]:
        """Teacher -> rows of the upheld appeals about that very person."""
        found: dict[str, tuple[int, ...]] = {}
        for appeal in upheld(self.appeals):
            if appeal.teacher_id:
                found[appeal.teacher_id] = (*found.get(appeal.teacher_id, ()), appeal.row)
        return found


def solved(formulated: Formulated, *, near: bool = True) -> Told:
    """Solve a re-run in this process, with the ripple or without."""
    return run(formulated.program.matrix, near=Near.of(formulated) if near else None)


@cache
def reruns(first: int, count: int, most: int = 150, appeals: int = 4) -> tuple[Rerun, ...]:
    """Draw re-runs with at most so many plans to try, each with at least one appeal upheld."""
    return tuple(_drawn(first, count, most, appeals))


def _drawn(first: int, count: int, most: int, appeals: int) -> Iterator[Rerun]:
    seed = first
    while count:
        seed += 1
        rng = Random(seed)
        case = random_case(rng, gentle=True)
        recount = Recount(case.district, case.policy)
        if not 4 <= plans_there_are(recount) <= most:
            continue
        kept = [plan for plan in every_plan(recount) if breaches(recount, plan) == 0]
        kept = [plan for plan in kept if len(plan.moves) > 1] or kept  # plans that move nobody teach little
        if not kept:
            continue
        published = rng.choice(kept)
        if rng.random() < 0.5:  # as good as can be, as bureaus publish
            published = min(kept, key=lambda plan: worth(case, recount, plan))
        listed = random_appeals(rng, case, published, rng.randint(1, appeals))
        rerun = Rerun(seed, case, published, listed)
        if upheld(listed) and plans_there_are(rerun.recount) <= most:
            count -= 1
            yield rerun


def random_appeals(rng: Random, case: Case, published: Plan, count: int) -> tuple[Appeal, ...]:
    """Draw appeals that can be heard, mostly upheld, mostly about who moves."""
    found: list[Appeal] = []
    while count:
        appeal = random_appeal(rng, case.district, published, len(found) + 2)
        try:
            heard(case, [*found, appeal])
        except ValueError:  # about a post or a number there is none of
            continue
        found.append(appeal)
        count -= 1
    return tuple(found)


def random_appeal(rng: Random, district: District, published: Plan, row: int) -> Appeal:
    """Draw an appeal of any kind; it may ask for what cannot be."""
    kind = rng.choice(KINDS)
    codes = district.teachers["teacher_id"].tolist()
    moved = [move for move in published.moves if move.teacher_id in codes]
    move = rng.choice(moved) if moved and rng.random() < 0.8 else None
    teacher = rng.choice(codes) if move is None else move.teacher_id
    schools = district.schools["school_id"].tolist()
    home = district.teachers["school_id"].iloc[district.teacher_at[teacher]]
    school = rng.choice([s for s in schools if s != home])
    if move is not None and move.to_school in schools and kind in ("never", "closed") and rng.random() < 0.8:
        school = move.to_school
    plain = Appeal(row, teacher, kind, ruling="upheld" if rng.random() < 0.9 else "dismissed", ruled_by="王")
    if kind == "deferral":
        return replace(plain, value=rng.choice(("孕产期", "病:2027-01", "借调")))
    if kind == "kin":
        return replace(
            plain, other=rng.choice([c for c in codes if c != teacher]), relation=rng.choice(list(KIN_KINDS))
        )
    if kind == "fact":
        column = rng.choice([name for name in FACTS if target("fact", name) is not None])
        return replace(plain, column=column, value=rng.choice(FACTS[column]))
    if kind == "stay":
        return plain
    if kind == "choice":
        where = {"zone": rng.choice(ZONES)} if rng.random() < 0.2 else {"school_id": school}
        return replace(plain, rank=rng.choice((None, 1, 1, 2)), **where)
    if kind in ("must", "never"):
        return replace(plain, school_id=school)
    plain = replace(plain, teacher_id="", school_id=school)
    if kind == "post":
        posts = district["posts"]
        there = posts[posts["school_id"] == school]
        post = there.iloc[rng.randrange(len(there))] if len(there) else {"stage": STAGES[0], "subject": SUBJECTS[0]}
        return replace(plain, stage=post["stage"], subject=post["subject"], value=str(rng.choice((0, 1, 1, 2, 3))))
    if kind == "establishment":
        return replace(plain, value=str(rng.choice((0, 1, 2, 3, 4))))
    return plain
