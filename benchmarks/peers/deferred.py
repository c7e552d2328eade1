"""Deferred acceptance 双向择优: people propose down their choices, posts hold the best scores, until nobody proposes.

People like their choices by rank, then the nearest schools; posts like the higher score, ties by code. Posts hold as
many as they may end with, schools as many as their establishment allows; on a named plan those leaving have left.
Kinship, quotas and rings are looked at afterwards: of what breaks a rule the lowest score goes back, and whoever is
left is assigned from the seats then free.
"""

from __future__ import annotations

import heapq

import numpy as np

from benchmarks.peers.by_hand import Office
from benchmarks.peers.peer import Answer, Effort, Peer
from benchmarks.peers.program import read_program
from benchmarks.peers.record import Recorder
from models.case import Case
from models.district import IntArray
from models.standing import outgoing_mask
from models.words import Text

IGNORES = "the goals; kinship, quotas and rings until everybody has proposed"


def propose(office: Office) -> IntArray:
    """Return the pair each person is held at in the end, -1 for none: the best any stable matching gives them.

    A school takes the best scores its posts and its establishment allow together, so holding the best at the post
    and then the best at the school is the same.
    """
    node_of, school_of = office.program.pairs.node, office.program.pairs.school
    rank = np.empty(len(office.people), np.int64)
    rank[office.turn] = np.arange(len(office.turn))
    post_room, school_room = rooms(office)
    at_post: dict[int, list[tuple[int, int]]] = {}
    at_school: dict[int, list[tuple[int, int]]] = {}
    held = np.full(len(office.people), -1, np.int64)
    filled = np.zeros(len(school_room), np.int64)
    manned = np.zeros(len(post_room), np.int64)
    asked = np.zeros(len(office.people), np.int64)

    def worst(heap: list[tuple[int, int]]) -> int:
        """Return the lowest of those still held here; the top of the heap may have gone elsewhere since."""
        while held[office.person[heap[0][1]]] != heap[0][1]:
            heapq.heappop(heap)
        return int(office.person[heap[0][1]])

    waiting = office.turn.tolist()[::-1]
    while waiting:
        person = waiting.pop()
        liked = office.liked(person)
        if asked[person] == len(liked):
            continue
        pair = int(liked[asked[person]])
        asked[person] += 1
        node, school = int(node_of[pair]), int(school_of[pair])
        held[person] = pair
        for heaps, place in ((at_post, node), (at_school, school)):
            heapq.heappush(heaps.setdefault(place, []), (-int(rank[person]), pair))
        manned[node] += 1
        filled[school] += 1
        full = manned[node] > post_room[node]
        if full or filled[school] > school_room[school]:
            loser = worst(at_post[node] if full else at_school[school])
            manned[node_of[held[loser]]] -= 1
            filled[school] -= 1
            held[loser] = -1
            waiting.append(loser)
    return held


def rooms(office: Office) -> tuple[IntArray, IntArray]:
    """Return how many each post and each school may take in, named leavers gone."""
    case = office.case
    nodes, district = case.facts.nodes, case.district
    gone = outgoing_mask(district)[office.people]
    leavers = office.people[gone]
    posts = np.maximum((nodes["required"] - nodes["current"]).to_numpy(np.int64), 0)
    posts += np.bincount(case.facts.teacher_node[leavers], minlength=len(posts))
    # 系统外 comes last, and takes everybody a lock sends there.
    schools = np.append(np.maximum(district.establishment - district.headcount, 0), len(office.people))
    schools = schools + np.bincount(district.teacher_payroll[leavers], minlength=len(schools))
    return posts, schools


def answer(case: Case, effort: Effort, record: Recorder) -> Answer:
    """Match, then undo what breaks a rule, then assign whoever is left."""
    with record.phase("build"):
        program = read_program(case)
        office = Office(case, program)
    with record.phase("search"):
        for pair in propose(office).tolist():
            if pair >= 0:
                office.give(pair)
        office.send_back()
        office.undo_what_breaks()
        office.serve_the_rest()
    return Answer("feasible", program.plan(office.chosen()), (), len(program.pairs), IGNORES)


PEER = Peer(
    "deferred",
    "deferred acceptance",
    "by hand",
    Text(
        "依志愿顺序申报，岗位择优暂留，直到无人再申报；不管目标，回避、比例、成环在申报结束后才处理",
        "people propose down their choices, posts hold the best scores; ignores " + IGNORES,
    ),
    answer,
)
