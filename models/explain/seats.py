"""How many places there can be for those on the list, subject by subject: arithmetic anybody can redo.

A place is free at a post when it requires more people than it holds once everybody on the list has left it. Those who
teach a subject can take no other places than those their open pairs enter; where they are more than these, so many stay
without one, whatever plan is made.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.case import Case
from models.formulate import open_pairs
from models.standing import outgoing_mask
from models.words import Text, many


@dataclass(frozen=True)
class Seats:
    """One stage and subject.

    Attributes
    ----------
    people : on the list who may move and teach it by their main post.
    stuck : of these, people with no way at all; places : free places all the others can reach.
    """

    stage: str
    subject: str
    people: int
    stuck: int
    places: int

    @property
    def missing(self) -> int:
        """At least so many of them stay without a place."""
        return max(self.people - self.places, self.stuck)

    @property
    def text(self) -> Text:
        """Say it in one sentence."""
        stuck = (
            Text("", "")
            if not self.stuck
            else Text(
                f"（其中{self.stuck}人一个可去的岗位也没有）",
                f" ({many(self.stuck, 'person', 'people')} of them with no way at all)",
            )
        )
        return Text(
            f"{self.stage}{self.subject}：名单上可以调动的{self.people}人{stuck.zh}，他们可去范围内的空岗（含腾出的）"
            f"共{self.places}个，至少{self.missing}人安置不了。",
            f"{self.stage} {self.subject}: {many(self.people, 'person', 'people')} on the list may move{stuck.en}; "
            f"within their routes {many(self.places, 'place is', 'places are')} free, those they leave included: "
            f"at least {self.missing} cannot be placed.",
        )


def short_seats(case: Case) -> tuple[Seats, ...]:
    """Return the subjects whose people cannot all be placed, most missing first."""
    pairs, nodes = open_pairs(case), case.facts.nodes
    listed = outgoing_mask(case.district) & case.standing.movable
    left = case.facts.teacher_node
    leavers = np.bincount(left[listed], minlength=len(nodes))
    free = (nodes["required"] - nodes["current"]).to_numpy(np.int64) + leavers
    free = np.where(nodes["school"] == case.district.outside, np.bincount(pairs.node, minlength=len(nodes)), free)
    kinds = (nodes["stage"] + ":" + nodes["subject"]).to_numpy(object)
    has_way = np.zeros(len(listed), dtype=bool)
    has_way[pairs.people()] = True
    found = []
    for kind in dict.fromkeys(kinds[left[listed]]):
        group = listed & (kinds[left] == kind)
        reached = np.unique(pairs.node[group[pairs.teacher]])
        stage, _, subject = kind.partition(":")
        seats = Seats(
            stage, subject, int(group.sum()), int((group & ~has_way).sum()), int(np.maximum(free[reached], 0).sum())
        )
        if seats.missing > 0:
            found.append(seats)
    return tuple(sorted(found, key=lambda seats: -seats.missing))
