"""Deferred acceptance: people propose down their wishes, schools hold the best that fit, until nobody proposes.

A school goes down its order and holds whoever fits within every number beside those it likes better. Where its numbers
are nested (posts within the establishment, a confirmed number of a subject around its posts), who is once refused
would be refused for ever: then no person and school are left who would both rather have each other, and nobody could
have fared better in any other such outcome.

Where numbers cross (at most two seniors, at most two in mathematics), somebody refused may later be wanted again, and
an outcome that leaves no such two need not exist. Whoever is wanted again is called back, each wish at most once;
a wish wanted a second time is given up. So none is left but those given up, and they are told.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable

from models.district import BoolArray
from optimizer.modes.fair import Fair


class Holding:
    """Who is held where, as the proposing goes.

    Parameters
    ----------
    closed : wishes nobody may propose, shape (wishes,).
    """

    def __init__(self, fair: Fair, closed: BoolArray) -> None:
        self._fair = fair
        self._closed = closed.tolist()
        self._school = fair.school.tolist()
        self._person = fair.person.tolist()
        self._place = fair.place.tolist()
        self.held: dict[int, int] = {}
        """Teacher -> the wish the person is held at."""
        self.given_up: list[int] = []
        """Wishes given up because the numbers of their school cross."""
        self._next = dict.fromkeys(fair.liked, 0)
        self._at: dict[int, list[int]] = {}
        """School -> wishes held there, the one it likes best first."""
        self._used = [0] * len(fair.room)
        self._called: set[int] = set()
        self._loose: set[int] = set()
        """Schools that may want somebody they refused."""

    def run(self) -> Holding:
        """Let everybody propose until nobody does, and schools call back whom they want again."""
        self._propose(reversed(self._fair.liked))
        while self._loose:
            school = min(self._loose)
            wish = self._wanted(school)
            if wish is None:
                self._loose.discard(school)
            elif wish in self._called:
                self._closed[wish] = True
                self.given_up.append(wish)
            else:
                self._call_back(wish)
        return self

    def _propose(self, people: Iterable[int]) -> None:
        waiting = list(people)
        while waiting:
            person = waiting.pop()
            liked = self._fair.liked[person]
            while self._next[person] < len(liked):
                wish = liked[self._next[person]]
                self._next[person] += 1
                if self._closed[wish]:
                    continue
                lost = self._offer(wish)
                if lost != [wish]:
                    self.held[person] = wish
                    for other in lost:
                        del self.held[self._person[other]]
                        waiting.append(self._person[other])
                    break

    def _offer(self, wish: int) -> list[int]:
        """Let a school look at one more; return whom it does not hold, `wish` alone if it refuses it."""
        caps, room, used, school = self._fair.caps, self._fair.room, self._used, self._school[wish]
        at = self._at.setdefault(school, [])
        if all(used[c] < room[c] for c in caps[wish]):
            insort(at, wish, key=self._place.__getitem__)
            for c in caps[wish]:
                used[c] += 1
            return []
        asking = list(at)
        insort(asking, wish, key=self._place.__getitem__)
        for c in {c for w in asking for c in caps[w]}:
            used[c] = 0
        held, lost = [], []
        for w in asking:
            if all(used[c] < room[c] for c in caps[w]):
                held.append(w)
                for c in caps[w]:
                    used[c] += 1
            else:
                lost.append(w)
        self._at[school] = held
        if lost != [wish] and school in self._fair.crossing:
            self._loose.add(school)
        return lost

    def _wanted(self, school: int) -> int | None:
        """Return the wish a school likes best of those it would hold and whose people would rather come."""
        caps, room = self._fair.caps, self._fair.room
        used: dict[int, int] = {}
        for wish in self._fair.ranked[school]:
            held = self.held.get(self._person[wish])
            fits = all(used.get(c, 0) < room[c] for c in caps[wish])
            if held == wish:
                for c in caps[wish]:
                    used[c] = used.get(c, 0) + 1
            elif fits and not self._closed[wish] and self._likes_more(wish, held):
                return wish
        return None

    def _likes_more(self, wish: int, held: int | None) -> bool:
        liked = self._fair.liked[self._person[wish]]
        return held is None or liked.index(wish) < liked.index(held)

    def _call_back(self, wish: int) -> None:
        person = self._person[wish]
        held = self.held.pop(person, None)
        if held is not None:
            self._at[self._school[held]].remove(held)
            for c in self._fair.caps[held]:
                self._used[c] -= 1
            self._loose.add(self._school[held])
        self._called.add(wish)
        self._next[person] = self._fair.liked[person].index(wish)
        self._propose([person])
