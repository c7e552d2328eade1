"""Who may move: every teacher's category, the clause that decided it, and whether the plan may move them.

Source: rulebook 2. The first clause that holds decides, in the order barred, deferred, due, free.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.district import ROW, BoolArray, District
from models.facts import Fact, Facts
from models.filter_columns import CATEGORIES
from models.intake.faults import Fault
from models.policy import CLAUSE_KINDS, Category, Policy
from models.tables import Column
from models.terms import AfterTerms, after_term
from models.words import Text

_CATEGORY = Column("category", "类别", "word", words={name: (said.zh,) for name, said in CATEGORIES.items()})


@dataclass(frozen=True)
class Standing:
    """What the policy says of each teacher, by position.

    Attributes
    ----------
    category, clause : the category, and the name of the clause that decided it ("" if settled).
    movable : whether the plan may move the person, shape (teachers,).
    in_term : inside a running exchange term, shape (teachers,).
    after_term : what becomes of people whose term has ended, see `models.terms`; shape (teachers,).
    """

    category: tuple[Category, ...]
    clause: tuple[str, ...]
    movable: BoolArray
    in_term: BoolArray
    after_term: AfterTerms

    @property
    def returning(self) -> BoolArray:
        """Who goes back to the school of origin, shape (teachers,)."""
        back: BoolArray = self.after_term == "return"
        return back

    def of(self, *categories: Category) -> BoolArray:
        """Return the mask of people in any of these categories."""
        return np.isin(np.array(self.category, dtype=object).astype(str), categories)

    def fact(self) -> Fact:
        """Return the category as a fact filters can ask for."""
        return Fact("text", np.array(self.category, dtype=object), _CATEGORY)


def lock_masks(district: District) -> dict[str, BoolArray]:
    """Return, for each lock action, who has such a line; shape (teachers,) each."""
    locks = district["locks"]
    at = district.positions(locks["teacher_id"], district.teacher_at)
    masks = {}
    for action in ("must", "never", "stay"):
        mask = np.zeros(len(district.teachers), dtype=bool)
        chosen = at[(locks["action"] == action).to_numpy(bool)]
        mask[chosen[chosen >= 0]] = True
        masks[action] = mask
    return masks


def outgoing_mask(district: District) -> BoolArray:
    """Return who stands on `outgoing`, shape (teachers,)."""
    mask = np.zeros(len(district.teachers), dtype=bool)
    at = district.positions(district["outgoing"]["teacher_id"], district.teacher_at)
    mask[at[at >= 0]] = True
    return mask


def stand(district: District, policy: Policy, facts: Facts) -> Standing:
    """Give every teacher a category, its clause, and say who is movable (rulebook 2)."""
    size = len(district.teachers)
    category = np.full(size, "settled", dtype=object)
    clause = np.full(size, "", dtype=object)
    open_ = np.ones(size, dtype=bool)
    locked = lock_masks(district)
    for kind in CLAUSE_KINDS:
        for entry in policy.clauses(kind):
            hit = open_ & facts.who(entry.asked)
            if entry.waived_by_lock:
                hit &= ~locked["must"]
            category[hit], clause[hit] = kind, entry.name
            open_ &= ~hit
    ends = np.asarray(facts.people["term_end"].cells, dtype=np.float64)
    in_term = np.nan_to_num(ends, nan=-1) > facts.month
    chosen = outgoing_mask(district) if district.named else np.isin(category.astype(str), ("due", "free"))
    kept = np.isin(category.astype(str), ("barred", "deferred")) | locked["stay"] | in_term
    after = after_term(facts, policy.rules.returns, Fact("text", category, _CATEGORY), locked["stay"])
    movable = ((chosen | locked["must"]) & ~kept & (after != "stay")) | (after == "return")
    return Standing(tuple(category), tuple(clause), movable, in_term, after)


def standing_faults(district: District, standing: Standing) -> list[Fault]:
    """Name everyone on `outgoing` or locked `must` whom the policy or a lock keeps (rulebook 2)."""
    faults: list[Fault] = []
    stay = lock_masks(district)["stay"]
    for table in ("outgoing", "locks"):
        frame = district[table]
        if table == "locks":
            frame = frame[frame["action"] == "must"]
        source = district.sources.get(table)
        for code, row in zip(frame["teacher_id"], frame[ROW], strict=True):
            t = district.teacher_at.get(code, -1)
            why = _kept(t, standing, stay) if t >= 0 else None
            if why is None:
                continue
            # A running term alone leaves a listed person unplaced (rulebook 2); a `must` lock cannot be kept at all.
            in_term_only = why is _IN_TERM and table == "outgoing"
            name = district.teachers["name"].iloc[t]
            faults.append(
                Fault(
                    file=source.file if source else table,
                    sheet=source.sheet if source else "",
                    row=int(row),
                    column=source.letters.get("teacher_id", "") if source else "",
                    header=source.headers.get("teacher_id", "") if source else "teacher_id",
                    value=code,
                    reason=Text(f"{name}（{code}）{why.zh}", f"{name} ({code}) {why.en}"),
                    repair=Text(
                        "从表中去掉此人，或更正使其不能交流的事实", "take the person off the table, or correct the fact"
                    ),
                    level="warning" if in_term_only else "fault",
                )
            )
    return faults


_STAYS = Text("交流期满，按方案留任", "stays for good, now that the term has ended")
_IN_TERM = Text("交流期未满，不能再次交流", "is inside a running exchange term and cannot be moved")


def _kept(t: int, standing: Standing, stay: BoolArray) -> Text | None:
    category, clause, after = standing.category[t], standing.clause[t], standing.after_term[t]
    if after == "return":
        return None
    if after == "stay":
        return _STAYS
    if category in ("barred", "deferred"):
        word = CATEGORIES[category]
        return Text(f"属于{word.zh}对象（条款“{clause}”）", f"is {word.en} by clause '{clause}'")
    if stay[t]:
        return Text("在锁定表中为留任", "is locked to stay")
    return _IN_TERM if standing.in_term[t] else None
