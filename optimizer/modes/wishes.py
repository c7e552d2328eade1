"""What each person of a stage asks for, best first: every place a stated choice reaches, and why some are closed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.case import Case
from models.district import BoolArray, IntArray
from models.goals.distance import ways
from models.goals.lottery import drawn
from models.pairs import Pairs, batches, bound_by_choice
from models.plan import Move
from models.ranking import applied
from models.recount import Recount
from models.rules.registry import RULES
from models.words import Text
from optimizer.modes.matched import Staged

_NOWHERE = -1


@dataclass(frozen=True)
class Wish:
    """A place somebody chose.

    Attributes
    ----------
    choice : the rank of the choice.
    pair : its number in the stage's program; `closed` says why there is none to be had.
    """

    choice: int
    move: Move
    pair: int = _NOWHERE
    closed: Text | None = None


def wishes_of(staged: Staged) -> dict[int, list[Wish]]:
    """Return teacher -> wishes: the better rank first, then the nearer, then by the numbers of the lottery."""
    case, law = staged.formulated.case, staged.formulated.pairs
    people = np.flatnonzero(staged.among & case.choices.stated)
    found = [part.keep(part.rank > 0) for part in batches(case, people)]
    pairs = Pairs.joined(found)
    nodes = len(case.facts.nodes)
    at = np.searchsorted(law.teacher * nodes + law.node, pairs.teacher * nodes + pairs.node)
    at = np.minimum(at, max(0, len(law) - 1))
    there = np.zeros(len(pairs), dtype=bool)
    if len(law):
        there = (law.teacher[at] == pairs.teacher) & (law.node[at] == pairs.node)
    why = _closed(case, pairs, ~there)
    elsewhere = _not_applied_for(case, pairs)
    way, _ = ways(case, pairs.teacher, pairs.school)
    listed: dict[int, list[tuple[int, int, str, Wish]]] = {}
    for i in range(len(pairs)):
        move, closed = _move(case, pairs, i), why.get(i)
        if closed is None and elsewhere[i]:
            closed = Text("不是申报的学段学科", "is not the stage and subject applied for")
        elif closed is None and not staged.allowed[at[i]]:
            closed = Text("不在本阶段的交流范围", "is on no route of this stage")
        wish = Wish(int(pairs.rank[i]), move, int(at[i]) if closed is None else _NOWHERE, closed)
        draw = drawn(case.policy.draw_seed, move)[:10]
        listed.setdefault(int(pairs.teacher[i]), []).append((wish.choice, int(way[i]), draw, wish))
    for teacher, wish in _without_post(case, people, pairs):
        listed.setdefault(teacher, []).append((wish.choice, 0, "", wish))
    return {teacher: [entry[-1] for entry in sorted(entries, key=_key)] for teacher, entries in listed.items()}


def _key(entry: tuple[int, int, str, Wish]) -> tuple[object, ...]:
    return (*entry[:3], entry[3].move)


def _move(case: Case, pairs: Pairs, i: int) -> Move:
    row = case.facts.nodes.iloc[int(pairs.node[i])]
    code = case.district.teachers["teacher_id"].iloc[int(pairs.teacher[i])]
    return Move(str(code), str(row["school_id"]), str(row["stage"]), str(row["subject"]))


def _not_applied_for(case: Case, pairs: Pairs) -> BoolArray:
    """Return the pairs into another post than the one their teacher names in `apply_for`."""
    post = (case.facts.nodes["stage"] + ":" + case.facts.nodes["subject"]).to_numpy(object)
    named = (case.district.teachers["apply_for"] != "").to_numpy(bool)
    wanted = np.array(applied(case), dtype=object)
    return np.asarray(named[pairs.teacher] & (wanted[pairs.teacher] != post[pairs.node]), dtype=bool)


def _closed(case: Case, pairs: Pairs, gone: BoolArray) -> dict[int, Text]:
    """Return, for pairs that are not open, the clause of the rule that closes them."""
    ids = np.flatnonzero(gone)
    asked = pairs.keep(gone)
    found: dict[int, Text] = {}
    outside = Text("在本人志愿之外", "is outside the choices stated")
    closings = [(bound_by_choice(case, asked), outside)]
    closings += [(rule.closes(case, asked), rule.clause) for rule in RULES.values() if rule.closes is not None]
    for mask, clause in closings:
        for i in ids[mask].tolist():
            found.setdefault(i, Text(clause.zh.rstrip("。"), clause.en.rstrip(".")))
    return found


def _without_post(case: Case, people: IntArray, pairs: Pairs) -> list[tuple[int, Wish]]:
    """Return the schools chosen by name in which a person could take no post whatever the rules say, and why."""
    size, lines = len(case.district.schools), case.district["choices"]
    lines = lines[lines["school_id"] != ""]
    teacher = case.district.positions(lines["teacher_id"], case.district.teacher_at)
    school = case.district.positions(lines["school_id"], case.district.school_at)
    lost = np.isin(teacher, people) & ~np.isin(teacher * size + school, pairs.teacher * size + pairs.school)
    if not lost.any():
        return []
    recount, posts = Recount(case.district, case.policy), applied(case)
    found = []
    for who, line in zip(teacher[lost].tolist(), lines[lost].to_dict("records"), strict=True):
        stage, _, subject = posts[who].partition(":")
        move = Move(str(line["teacher_id"]), str(line["school_id"]), stage, subject)
        why = recount.closed(move) or Text("没有可去的岗位", "has no post the person may take")
        found.append((who, Wish(int(line["rank"]), move, closed=why)))
    return found
