"""Ways that only an exception would open: to or from a school the table shuts, or where a lock sends somebody.

They stand in the program of an explanation beside the open pairs, each at the price of the exceptions it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from models.case import Case
from models.change import CellChange, Change, LineAdded, PolicyChange, lock_dropped
from models.district import BoolArray, IntArray
from models.draft import Draft
from models.filters import Condition, Filter
from models.formulate import open_pairs
from models.lock_fit import closers
from models.naming import school_name, teacher_name
from models.pairs import Pairs, candidates
from models.policy import Policy, Route
from models.program import FREE, Give
from models.rules import locks, one_place, routes
from models.rules.registry import RULES
from models.words import Text

_WAYS = ("routes", "locks", "choices", "inflow", "outflow")
"""What an exception can set aside; what else closes a pair, a rule that gives way says by rows."""
_FLOWS = {"inflow": Text("不接收流入", "takes nobody in"), "outflow": Text("不允许流出", "lets nobody go")}


class Exceptions:
    """The pairs of a case, those that take an exception included, and what each of these takes.

    Attributes
    ----------
    pairs : open pairs, and the others, sorted by teacher, then post.
    price : how many exceptions each pair takes, shape (pairs,); what schools must open for it is counted by rows.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        known = open_pairs(case, giving=True)
        locked = _lines(case, "must")
        wanted = _wanted(case, *(np.concatenate(both) for both in zip(locked, _lines(case, "never"), strict=True)))
        self.pairs = _sorted(case, Pairs.joined([known, _released(case, locked), wanted, _unshut(case)]))
        self._closed = self._closings()
        own = [shut for way, shut in self._closed.items() if way not in _FLOWS]
        self.price: IntArray = np.sum(own, axis=0, dtype=np.int64)

    @property
    def shut(self) -> BoolArray:
        """Which pairs something closes as it is, shape (pairs,)."""
        shut: BoolArray = np.logical_or.reduce(list(self._closed.values()))
        return shut

    def rows(self, draft: Draft) -> None:
        """Add a row a school that takes nobody in, or lets nobody go: one change opens it for all."""
        for way, place in (("inflow", self.pairs.school), ("outflow", self.pairs.home)):
            ids = np.flatnonzero(self._closed[way])
            schools, row = np.unique(place[ids], return_inverse=True)
            give, say = Give(1, _opened(self.case, way, schools)), _say_flow(self.case, way, schools)
            draft.add_rows(one_place.NAME, [(row, ids, 1)], -FREE, 0, len(schools), say, gives=[give])

    def _closings(self) -> dict[str, BoolArray]:
        """Return what closes each pair, one mask a way; shape (pairs,) each.

        What is no school's own to open is asked of those alone whom a lock speaks of.
        """
        case, pairs = self.case, self.pairs
        district = case.district
        people = np.concatenate([_lines(case, action)[0] for action in ("must", "never")])
        # Who goes back has no way but back, and no exception opens another.
        mine = np.isin(pairs.teacher, people) & ~case.standing.returning[pairs.teacher]
        found = {way: np.zeros(len(pairs), dtype=bool) for way in _WAYS}
        for name, shut in closers(case, pairs.keep(mine)).items():
            if name in found:
                found[name][mine] = shut
        # A lock elsewhere closes nothing here: that row gives way by itself.
        teacher, school = locks.lines(case, "never")
        size = district.places
        found["locks"] &= np.isin(pairs.teacher * size + pairs.school, teacher * size + school)
        asks = ~case.standing.returning[pairs.teacher]
        found["inflow"] = asks & ~np.append(district.schools["inflow"].to_numpy(bool), True)[pairs.school]
        found["outflow"] = asks & ~np.append(district.schools["outflow"].to_numpy(bool), True)[pairs.home]
        return found

    def changes(self, pair: int, *, flows: bool = False) -> Iterator[Change]:
        """Yield the exceptions a pair takes, with `flows` also what schools must open for it."""
        district, pairs = self.case.district, self.pairs
        t, s, home = int(pairs.teacher[pair]), int(pairs.school[pair]), int(pairs.home[pair])
        who, where = teacher_name(district, t), school_name(district, s)
        teacher, school = str(district.teachers["teacher_id"].iloc[t]), str(district.at_places("school_id")[s])
        for way, shut in self._closed.items():
            if not shut[pair] or (way in _FLOWS and not flows):
                continue
            if way == routes.NAME:
                yield _routed(teacher, school, who, where)
            elif way == locks.NAME:
                yield lock_dropped(teacher, "never", school, who, where)
            elif way == "choices":
                said = Text(
                    f"志愿表：{who.zh}加一行，填{where.zh}（须本人同意）",
                    f"table choices: add a line, {where.en} for {who.en} (who must agree)",
                )
                row = (("teacher_id", teacher), ("rank", 1), ("school_id", school))
                yield LineAdded("choices", (row,), said)
            else:
                yield _opened(self.case, way, np.array([s if way == "inflow" else home]))(0, 1)


def _opened(case: Case, way: str, schools: IntArray) -> Callable[[int, int], CellChange]:
    """Return what opens one of some schools: it takes people in, or lets them go."""

    def change(i: int, _: int) -> CellChange:
        s = int(schools[i])
        key = (("school_id", str(case.district.schools["school_id"].iloc[s])),)
        return CellChange("schools", key, way, False, True, school_name(case.district, s))

    return change


def _say_flow(case: Case, way: str, schools: IntArray) -> Callable[[int], Text]:
    def say(i: int) -> Text:
        name = school_name(case.district, int(schools[i]))
        return Text(f"{name.zh}{_FLOWS[way].zh}", f"{name.en} {_FLOWS[way].en}")

    return say


def _lines(case: Case, action: str) -> tuple[IntArray, IntArray]:
    """Return teacher and school of the lock lines with that action whose teacher may move."""
    teacher, school = locks.lines(case, action)
    kept = case.standing.movable[teacher]
    return teacher[kept], school[kept]


def _released(case: Case, locked: tuple[IntArray, IntArray]) -> Pairs:
    """Return what is open to the people locked once their locks are dropped."""
    table = case.district["locks"]
    codes = case.district.teachers["teacher_id"].iloc[locked[0]]
    rest = table[~((table["action"] == "must") & table["teacher_id"].isin(codes))].reset_index(drop=True)
    free = Case(case.district.with_table("locks", rest), case.policy, case.baseline, case.granted)
    return open_pairs(free, np.unique(locked[0]), giving=True)


def _unshut(case: Case) -> Pairs:
    """Return what is open once every school takes and lets go."""
    schools = case.district.schools
    if schools["inflow"].all() and schools["outflow"].all():
        return open_pairs(case, np.zeros(0, np.int64))
    shut = np.flatnonzero(~schools["outflow"].to_numpy(bool))
    among = None if not schools["inflow"].all() else np.flatnonzero(np.isin(case.district.teacher_school, shut))
    district = case.district.with_table("schools", schools.assign(inflow=True, outflow=True))
    return open_pairs(replace(case, district=district), among, giving=True)


def _wanted(case: Case, teacher: IntArray, school: IntArray) -> Pairs:
    """Return every pair of people and a post they teach at the school a lock speaks of, which an exception could open.

    Who goes back at the end of a term has no way but back. A way out of the district is open anyway.
    """
    nodes, places = case.facts.nodes, candidates(case, np.zeros(0, np.int64)).places
    posts = nodes[nodes["has_row"].to_numpy(bool)]
    named = (posts["stage"] + ":" + posts["subject"]).to_numpy(object)
    of_school, number = posts["school"].to_numpy(np.int64), posts.index.to_numpy(np.int64)
    teaches = case.facts.people["teaches"].cells
    found = [
        (t, int(number[n]))
        for t, s in zip(teacher.tolist(), school.tolist(), strict=True)
        for n in np.flatnonzero(of_school == s)
        if named[n] in teaches[t] and s != case.district.teacher_school[t] and not case.standing.returning[t]
    ]
    teachers, node = np.array(found, np.int64).reshape(-1, 2).T
    pairs = Pairs(teachers, node, case.choices.ranks(teachers, places.school[node]), places)
    final = np.zeros(len(pairs), dtype=bool)
    for name, shut in closers(case, pairs).items():
        if name not in _WAYS and (name not in RULES or RULES[name].instead is None):
            final |= shut
    return pairs.keep(~final)


def _sorted(case: Case, pairs: Pairs) -> Pairs:
    """Return pairs by teacher and post, each once, with their choice ranks."""
    size = len(pairs.places.school)
    key = np.unique(pairs.teacher * size + pairs.node)
    teacher, node = np.divmod(key, size)
    return Pairs(teacher, node, case.choices.ranks(teacher, pairs.places.school[node]), pairs.places)


def _routed(teacher: str, school: str, who: Text, where: Text) -> PolicyChange:
    """Let one person go to one school, whatever the routes say."""
    said = Text(
        f"政策：交流范围加一条例外，准许{who.zh}去{where.zh}",
        f"policy, routes: add an exception that lets {who.en} go to {where.en}",
    )

    def edit(policy: Policy) -> Policy:
        others = Condition("teacher_id", none_of=(teacher,))
        kept = [
            r.model_copy(update={"who": Filter((*r.who.conditions, others), r.who.any_of, r.who.at)}) if r.forbid else r
            for r in policy.rules.routes
        ]
        only = Filter((Condition("teacher_id", one_of=(teacher,)),))
        there = Filter((Condition("school_id", one_of=(school,)),))
        listed = any(not r.forbid for r in policy.rules.routes)
        added = [Route.model_construct(**{**Route(to=there).__dict__, "who": only, "name": teacher})] if listed else []
        return policy.model_copy(update={"rules": policy.rules.model_copy(update={"routes": (*kept, *added)})})

    return PolicyChange((routes.NAME, teacher, school), said, edit)
