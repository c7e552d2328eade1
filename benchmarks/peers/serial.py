"""Serial choice by score 按量化得分依次选岗: what most bureaus do by hand today.

People come in the order of their scores, and each takes the seat liked best of those still possible under the hard
rules: choices by rank, then the nearest school.
"""

from __future__ import annotations

from benchmarks.peers.by_hand import Office
from benchmarks.peers.peer import Answer, Effort, Peer
from benchmarks.peers.program import read_program
from benchmarks.peers.record import Recorder
from models.case import Case
from models.words import Text

IGNORES = "the goals; minima that only several moves together can meet"


def answer(case: Case, effort: Effort, record: Recorder) -> Answer:
    """Assign everybody in turn."""
    with record.phase("build"):
        program = read_program(case)
        office = Office(case, program)
    with record.phase("search"):
        office.keep_locks()
        office.serve_waiting()
        office.send_back()
        office.undo_what_breaks()
        office.serve_the_rest()
    return Answer("feasible", program.plan(office.chosen()), (), len(program.pairs), IGNORES)


PEER = Peer(
    "serial",
    "serial choice",
    "by hand",
    Text(
        "按量化得分依次选岗，每人选仍可选的岗位中最想去的；不管目标，也不管要几个人一起才能满足的下限",
        "people in the order of their scores take the seat they like best of those still possible; ignores " + IGNORES,
    ),
    answer,
)
