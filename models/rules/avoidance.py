"""Hard rule `avoidance` 回避 (rulebook 4): no two relatives end next to each other by a move of either."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import scipy.sparse as sp

from models.case import Case
from models.change import LAST_RESORT, LineDropped, kin_exempted, kin_of
from models.district import BoolArray, IntArray
from models.draft import Draft, Entry
from models.filters import Condition, Filter
from models.kin import related
from models.naming import school_name, teacher_name
from models.pairs import pairs_of
from models.plan import Breach, Plan
from models.program import FREE, Give
from models.recount import Recount
from models.recount_roster import Person, text
from models.rules.rule import NOT_ASKED, Kept, Rule
from models.tables import KIN_KINDS, OUTSIDE
from models.units import topmost
from models.words import Text, joined, many

NAME = "avoidance"
TITLE = Text("回避", "avoidance")
CLAUSE = Text(
    "有亲属关系的两人，不得因调动而到同一学校（或同一单位、有直接领导关系的学校）；本来就在一起且都不动的，可以不动，"
    "或须有一人离开。",
    "No move brings two relatives into one school (or unit, or two schools of which one leads the other); two who "
    "already share it and both stay may stay, or one must leave.",
)
_ONE: Mapping[str, Text] = {
    "school": Text("同一学校", "one school"),
    "unit": Text("同一单位", "one unit"),
    "line": Text("同一学校或有直接领导关系的学校", "one school, or two of which one leads the other"),
}


def check(recount: Recount, plan: Plan) -> list[Breach]:
    """Return a breach for each pair of relatives who end near each other by a move, or stay where they must part."""
    rule = recount.policy.rules.avoidance
    moves = recount.chosen(plan)
    breaches = []
    for pair, kind in _concerned(recount):
        stay = all(code not in moves for code in pair)
        here, there = (recount.final_school(code, moves) for code in pair)
        if not _near(recount, here, there) or (stay and rule.existing == "may-stay"):
            continue
        first, second = recount.say_person(pair[0]), recount.say_person(pair[1])
        ended = tuple(dict.fromkeys((here, there)))
        schools = [recount.say_school(recount.topmost(here) if rule.scope == "unit" else s) for s in ended]
        where, one = joined(schools[:1] if rule.scope == "unit" else schools), _ONE[rule.scope]
        how = Text("原在", "are") if stay else Text("调动后在", "end")
        must = Text("，须有一人离开", ", of whom one must leave") if stay else Text("", "")
        said = Text(
            f"{first.zh}与{second.zh}为{kind}，{how.zh}{one.zh}：{where.zh}{must.zh}。",
            f"{first.en} and {second.en} are related ({_in_english(kind)}) and {how.en} in {one.en}: "
            f"{where.en}{must.en}.",
        )
        breaches.append(Breach(NAME, said, pair, ended))
    return breaches


def kept(recount: Recount, plan: Plan) -> list[Kept]:
    """Count the pairs the rule speaks of, those of whom somebody moves, and those left together. Nobody is named."""
    if not recount.policy.rules.avoidance.kinds:
        return list(NOT_ASKED)
    moves, one = recount.chosen(plan), _ONE[recount.policy.rules.avoidance.scope]
    pairs = [pair for pair, _ in _concerned(recount)]
    if not pairs:
        return [Kept(("pairs",), 0, Text("没有须回避的亲属。", "There are no relatives to keep apart."), whole=True)]
    moved = [pair for pair in pairs if any(code in moves for code in pair)]
    near = [pair for pair in pairs if _near(recount, *(recount.final_school(code, moves) for code in pair))]
    stayed, met = (len([pair for pair in near if (pair in moved) is by_move]) for by_move in (False, True))
    said = [
        Text(f"须回避的{len(pairs)}对。", f"{many(len(pairs), 'pair')} must keep apart."),
        Text(
            f"其中{len(moved)}对有人调动；因调动到{one.zh}的{met}对。",
            f"Somebody moves in {len(moved)} of them; {met} come by that into {one.en}.",
        ),
        Text(f"原在{one.zh}、两人都不动的{stayed}对。", f"{stayed} were in {one.en} before, and neither moves."),
    ]
    counted = zip(("pairs", "moved", "stayed"), (len(pairs), len(moved), stayed), said, strict=True)
    return [Kept((key,), count, text, whole=True) for key, count, text in counted]


def _concerned(recount: Recount) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the related pairs the rule speaks of, and how they are related."""
    rule = recount.policy.rules.avoidance
    for row in recount.tables["relations"]:
        pair, kind = (text(row["teacher_a"]), text(row["teacher_b"])), text(row["kind"])
        leads = rule.when == "always" or any(_leads(recount.people[code], rule.leading) for code in pair)
        if kind in rule.kinds and leads:
            yield pair, kind


def _near(recount: Recount, here: str, there: str) -> bool:
    """Say whether two schools are one place as the rule sees it; 系统外 is none."""
    if OUTSIDE in (here, there):
        return False
    scope = recount.policy.rules.avoidance.scope
    if scope == "unit":
        return recount.topmost(here) == recount.topmost(there)
    leads = recount.schools[here].parent == there or recount.schools[there].parent == here
    return here == there or (scope == "line" and leads)


def _leads(person: Person, leading: tuple[str, ...]) -> bool:
    """Say whether a person holds a leading role; a mover keeps the role. Several roles stand between `;`."""
    return any(role.strip() in leading for role in person.role.split(";"))


def _in_english(kind: str) -> str:
    return KIN_KINDS[kind][0]


def rows(draft: Draft) -> None:
    """Add, for each related pair and place, a row that keeps them from ending near each other there by a move.

    People come to *places*, schools or units; a place is *near* itself and, by line, those it leads or is led by.
    """
    case, pairs = draft.case, draft.pairs
    related_ = _related(case)
    if not related_:
        return
    place, near = _places(case)
    two = np.array(related_, np.int64).T
    home = place[case.district.teacher_school[two]]
    coming = [pairs_of(pairs, t) for t in two]
    into = [place[pairs.school[ids]] for _, ids in coming]
    size = near.shape[0]

    # Where one may come and the other, not at home near there, could be near: at most one of them comes.
    (of, ids), (of_other, ids_other) = coming
    at, around = _around(near, into[1])
    keys, keys_other = of * size + into[0], of_other[at] * size + around
    both = np.intersect1d(keys, keys_other)
    owner, where = np.divmod(both, size)
    both = both[~_is_near(near, where, home[1][owner])]
    entries: list[Entry] = []
    for key, columns in ((keys, ids), (keys_other, ids_other[at])):
        inside = np.isin(key, both)
        entries.append((np.searchsorted(both, key[inside]), columns[inside], 1))
    upper, about = [np.ones(len(both), np.int64)], [np.stack(np.divmod(both, size))]

    # The guest may come near the host's home only if the host goes where the guest is not near.
    count = len(both)
    for guest, host in ((0, 1), (1, 0)):
        of, ids = coming[guest]
        visits = _is_near(near, into[guest], home[host][of])
        key = of[visits] * size + into[guest][visits]
        visited = np.unique(key)
        entries.append((count + np.searchsorted(visited, key), ids[visits], 1))
        # Each visit against each way of the host that leads away from it.
        owner, where = np.divmod(visited, size)
        of, ids = coming[host]
        first, last = np.searchsorted(of, owner), np.searchsorted(of, owner, side="right")
        row = np.repeat(np.arange(len(visited)), last - first)
        way = np.arange(len(row)) - np.repeat(np.cumsum(last - first) - last, last - first)
        away = ~_is_near(near, where[row], into[host][way])
        entries.append((count + row[away], ids[way[away]], -1))
        upper.append(np.zeros(len(visited), np.int64))
        about.append(np.stack([owner, where]))
        count += len(visited)
    told = np.concatenate(about, axis=1)

    def say(i: int) -> Text:
        p = int(told[1, i])
        x, y = _names(case, related_[int(told[0, i])])
        s = school_name(case.district, p)
        if case.policy.rules.avoidance.scope == "unit":
            s = Text(f"{s.zh}所在单位", f"the unit of {s.en}")
        return Text(
            f"{x.zh}与{y.zh}须回避，不能因交流同在{s.zh}", f"{x.en} and {y.en} may not end together at {s.en} by a move"
        )

    def exempted(i: int, _: int) -> LineDropped:
        return _exempted(case, related_[int(told[0, i])])

    gives = [Give(1, exempted, price=LAST_RESORT, most=1, of=lambda i: kin_of(related_[int(told[0, i])]))]
    draft.add_rows(NAME, entries, -FREE, np.concatenate(upper), count, say, gives=gives)
    if case.policy.rules.avoidance.existing == "must-part":
        _must_part(draft, related_, _is_near(near, home[0], home[1]))


def _must_part(draft: Draft, related_: list[tuple[int, int]], together: BoolArray) -> None:
    """Add a row for each related pair who are together now: one of them moves, and so, by the others, away."""
    parting = [pair for pair, near in zip(related_, together.tolist(), strict=True) if near]
    people = np.array(parting, np.int64).reshape(len(parting), 2)
    rows_of = np.repeat(np.arange(len(parting)), 2)

    def say(i: int) -> Text:
        x, y = _names(draft.case, parting[i])
        return Text(f"{x.zh}与{y.zh}原在一处，须有一人离开", f"{x.en} and {y.en} are together: one must leave")

    exempted = lambda i, _: _exempted(draft.case, parting[i])  # noqa: E731
    gives = [Give(-1, exempted, price=LAST_RESORT, most=1, of=lambda i: kin_of(parting[i]))]
    draft.add_rows(NAME, [], 1, FREE, len(parting), say, leaving=[(rows_of, people.ravel(), 1)], gives=gives)


def _exempted(case: Case, pair: tuple[int, int]) -> LineDropped:
    x, y = _names(case, pair)
    return kin_exempted(case, *pair, Text(f"{x.zh}与{y.zh}", f"{x.en} and {y.en}"))


def _names(case: Case, pair: tuple[int, int]) -> tuple[Text, Text]:
    return teacher_name(case.district, pair[0]), teacher_name(case.district, pair[1])


def _places(case: Case) -> tuple[IntArray, sp.csr_array]:
    """Return the place of each school, and which places are near which, shape (places, places), symmetric.

    A place is a school or, by unit, the topmost school above it; by line a school is near the one that leads it.
    系统外 is a place where nobody is near anybody.
    """
    scope, count, outside = case.policy.rules.avoidance.scope, case.district.places, case.district.outside
    place = np.append(topmost(case.district), outside) if scope == "unit" else np.arange(count)
    itself = np.arange(outside)
    near = sp.csr_array((np.ones(outside, np.int8), (itself, itself)), shape=(count, count))
    if scope == "line":
        above = case.district.positions(case.district.schools["parent"], case.district.school_at)
        led = np.flatnonzero(above >= 0)
        ties = sp.csr_array((np.ones(len(led), np.int8), (led, above[led])), shape=near.shape)
        near = near + ties + ties.T
    return place, sp.csr_array(near)


def _around(near: sp.csr_array, places: IntArray) -> tuple[IntArray, IntArray]:
    """Return, for every place near each of some places: a position in `places`, and that place."""
    counts = np.diff(near.indptr)[places]
    at = np.repeat(np.arange(len(places)), counts)
    first = near.indptr[places] - (np.cumsum(counts) - counts)
    return at, near.indices[np.arange(len(at)) + np.repeat(first, counts)].astype(np.int64)


def _is_near(near: sp.csr_array, here: IntArray, there: IntArray) -> BoolArray:
    """Say, place by place, whether one is near the other."""
    ties, size = near.tocoo(), near.shape[0]
    return np.isin(here * size + there, ties.row.astype(np.int64) * size + ties.col)


def _related(case: Case) -> list[tuple[int, int]]:
    """Return the related pairs the rule speaks of, as positions."""
    rule, found = case.policy.rules.avoidance, related(case.district, case.policy.rules.avoidance.kinds)
    if rule.when == "always":
        return found
    leads = case.who(Filter((Condition("role", one_of=rule.leading),)))
    return [(a, b) for a, b in found if leads[a] or leads[b]]


RULE = Rule(NAME, TITLE, CLAUSE, check, kept, rows=rows)
