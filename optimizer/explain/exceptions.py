"""Ways that only an exception would open: to or from a school the table shuts, or to a school somebody must go to.

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
from models.words import Text

_WAYS = ("routes", "locks", "choices")
"""What an exception can set aside; what else closes a pair, a rule that gives way says by rows."""


class Exceptions:
    """The pairs of a case, those that take an exception included, and what each of these takes.

    Attributes
    ----------
    pairs : open pairs, and the others, sorted by teacher, then post.
    price : how many exceptions each pair takes, shape (pairs,).
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        known = open_pairs(case, giving=True)
        locked = _must(case)
        extra = [_released(case, locked), _wanted(case, locked), _unshut(case)]
        self.pairs = _sorted(case, Pairs.joined([known, *extra]))
        self._closed = self._closings()
        self.price: IntArray = np.sum(list(self._closed.values()), axis=0, dtype=np.int64)

    def _closings(self) -> dict[str, BoolArray]:
        """Return what closes each pair of those who must go somewhere, one mask a way; shape (pairs,) each."""
        case, pairs = self.case, self.pairs
        district = case.district
        mine = np.isin(pairs.teacher, _must(case)[0])
        found = {way: np.zeros(len(pairs), dtype=bool) for way in _WAYS}
        for name, shut in closers(case, pairs.keep(mine)).items():
            if name in found:
                found[name][mine] = shut
        # A lock elsewhere closes nothing here: that row gives way by itself.
        teacher, school = locks.lines(case, "never")
        size = district.places
        found["locks"] &= np.isin(pairs.teacher * size + pairs.school, teacher * size + school)
        return found

    def shut(self, draft: Draft) -> None:
        """Add a row a school the table shuts: nobody comes, or goes, unless that cell says yes."""
        case, pairs = self.case, self.pairs
        # Who goes back at the end of a term does, whatever the two schools allow.
        asks = ~case.standing.returning[pairs.teacher]
        for column, end in (("inflow", pairs.school), ("outflow", pairs.home)):
            ids = np.flatnonzero(asks & ~np.append(case.district.schools[column].to_numpy(bool), True)[end])
            schools, row = np.unique(end[ids], return_inverse=True)
            say, change = _shut_in_words(case, column, schools)
            draft.add_rows(one_place.NAME, [(row, ids, 1)], -FREE, 0, len(schools), say, gives=[Give(1, change)])

    def changes(self, pair: int) -> Iterator[Change]:
        """Yield the exceptions a pair takes."""
        district, pairs = self.case.district, self.pairs
        t, s = int(pairs.teacher[pair]), int(pairs.school[pair])
        who, where = teacher_name(district, t), school_name(district, s)
        teacher, school = str(district.teachers["teacher_id"].iloc[t]), str(district.schools["school_id"].iloc[s])
        for way, shut in self._closed.items():
            if not shut[pair]:
                continue
            if way == routes.NAME:
                yield _routed(teacher, school, who, where)
            elif way == locks.NAME:
                yield lock_dropped(teacher, "never", school, who, where)
            else:
                said = Text(
                    f"志愿表：{who.zh}同意去{where.zh}，补填一个志愿", f"table choices: {who.en} agrees to {where.en}"
                )
                row = (("teacher_id", teacher), ("rank", 1), ("school_id", school))
                yield LineAdded("choices", (row,), said)


def _shut_in_words(
    case: Case, column: str, schools: IntArray
) -> tuple[Callable[[int], Text], Callable[[int, int], CellChange]]:
    """Return how to say that a school is shut, and how to open it."""
    names = [school_name(case.district, s) for s in schools.tolist()]
    codes = [str(case.district.schools["school_id"].iloc[s]) for s in schools.tolist()]
    what = Text("不接收流入", "takes no inflow") if column == "inflow" else Text("不允许流出", "allows no outflow")

    def say(i: int) -> Text:
        return Text(f"{names[i].zh}{what.zh}", f"{names[i].en} {what.en}")

    def change(i: int, _: int) -> CellChange:
        return CellChange("schools", (("school_id", codes[i]),), column, False, True, names[i])

    return say, change


def _must(case: Case) -> tuple[IntArray, IntArray]:
    """Return teacher and school of the `must` lines whose teacher may move, to schools of the district."""
    teacher, school = locks.lines(case, "must")
    kept = (school != case.district.outside) & case.standing.movable[teacher]
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


def _wanted(case: Case, locked: tuple[IntArray, IntArray]) -> Pairs:
    """Return every pair of the people locked and a post they teach at the school they must go to."""
    nodes, places = case.facts.nodes, candidates(case, np.zeros(0, np.int64)).places
    posts = nodes[nodes["has_row"].to_numpy(bool)]
    named = (posts["stage"] + ":" + posts["subject"]).to_numpy(object)
    of_school = posts["school"].to_numpy(np.int64)
    teaches = case.facts.people["teaches"].cells
    found = [
        (t, int(n))
        for t, s in zip(*(part.tolist() for part in locked), strict=True)
        for n in np.flatnonzero(of_school == s)
        if named[n] in teaches[t] and s != case.district.teacher_school[t]
    ]
    teacher, node = np.array(found, np.int64).reshape(-1, 2).T
    return Pairs(teacher, node, np.zeros(len(teacher), np.int64), places)


def _sorted(case: Case, pairs: Pairs) -> Pairs:
    """Return pairs by teacher and post, each once, with their choice ranks."""
    size = len(pairs.places.school)
    key = np.unique(pairs.teacher * size + pairs.node)
    teacher, node = np.divmod(key, size)
    return Pairs(teacher, node, case.choices.ranks(teacher, pairs.places.school[node]), pairs.places)


def _routed(teacher: str, school: str, who: Text, where: Text) -> PolicyChange:
    """Let one person go to one school, whatever the routes say."""
    said = Text(
        f"政策：交流范围为{who.zh}去{where.zh}设一条例外",
        f"policy: an exception in the routes for {who.en} to {where.en}",
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
