"""Who chose which school at which rank, as arrays looked up for millions of pairs at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.district import BoolArray, District, IntArray


@dataclass(frozen=True)
class Choices:
    """The choices of a district (rulebook 1: a line naming a zone reaches every school of it).

    Attributes
    ----------
    stated : who stated at least one choice, shape (teachers,).
    key : teacher x places + school, ascending, each once; rank : the best rank of each, same shape.
    """

    stated: BoolArray
    places: int
    key: IntArray
    rank: IntArray

    @classmethod
    def of(cls, district: District) -> Choices:
        """Read the table `choices`."""
        table, size = district["choices"], district.places
        who = district.positions(table["teacher_id"], district.teacher_at)
        stated = np.zeros(len(district.teachers), dtype=bool)
        stated[who[who >= 0]] = True
        rank = table["rank"].fillna(0).to_numpy(np.int64)
        named = district.positions(table["school_id"], district.school_at)
        keys, ranks = [who[named >= 0] * size + named[named >= 0]], [rank[named >= 0]]
        zones = district.schools["zone"].to_numpy(object)
        in_zone = {zone: (zones == zone).nonzero()[0] for zone in set(zones) if zone}
        by_zone = (named < 0).nonzero()[0]
        for t, r, zone in zip(who[by_zone], rank[by_zone], table["zone"].to_numpy(object)[by_zone], strict=True):
            reached = in_zone.get(zone, np.zeros(0, dtype=np.int64))
            keys.append(t * size + reached)
            ranks.append(np.full(len(reached), r, dtype=np.int64))
        key, best = np.concatenate(keys), np.concatenate(ranks)
        order = np.lexsort((best, key))
        key, first = np.unique(key[order], return_index=True)
        return cls(stated, size, key, best[order][first])

    def ranks(self, teacher: IntArray, school: IntArray) -> IntArray:
        """Return the best rank at which each teacher chose each school, 0 where unlisted; shape of `teacher`."""
        if len(self.key) == 0:
            return np.zeros(len(teacher), dtype=np.int64)
        asked = teacher * self.places + school
        at = np.minimum(np.searchsorted(self.key, asked), len(self.key) - 1)
        return np.where(self.key[at] == asked, self.rank[at], 0)
