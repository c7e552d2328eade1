"""A state of people being granted places one by one, each only if every hard rule can still be kept.

Modes ask it in the order they grant in. A plan that completes what is granted is kept and mended; what mending leaves
open goes to solvers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from models.district import BoolArray
from models.naming import post_name
from models.program import Objective
from models.proof import Region, nothing
from models.standing import lock_masks
from models.words import Text, joined
from optimizer.modes.completion import Completion, cyclic
from optimizer.modes.matched import Staged, StoppedError
from optimizer.modes.paths import Paths, exact_people
from optimizer.modes.question import ask, solved
from optimizer.modes.saying import say_row

_MOST_SECONDS = 60.0
"""What one question may take a solver."""
_SAID = 3
"""Rows of a contradiction that a reason names."""


@dataclass(frozen=True)
class No:
    """Why a choice is refused, and whether that is proven."""

    reason: Text
    proven: bool = True


class Chooser:
    """The state of a choice: what is granted, and a plan that still completes it.

    Parameters
    ----------
    region : what plans count; granting narrows a copy of it.
    chosen : the pairs of one of them, shape (pairs,).
    least : how many a plan may leave without a place, as `objective` counts them; None if that is no matter.
    """

    def __init__(
        self, staged: Staged, region: Region, chosen: BoolArray, objective: Objective, least: int | None
    ) -> None:
        self.staged, self.region, self.objective, self.least = staged, region, objective, least
        self.formulated = staged.formulated
        self.case = staged.formulated.case
        locked = lock_masks(self.case.district)["must"]
        self.plan = plan = Completion(region.copy(), chosen, locked)
        matrix = plan.matrix
        self.taken = np.zeros(matrix.pairs, dtype=bool)
        exact = exact_people(plan)
        self.exact = exact
        self.paths = Paths(plan, plan.region, plan.must, exact)
        self.at_all = Paths(plan, matrix, locked, exact)
        """Without regard to how many are left without a place."""
        parts = (matrix.rows.leaving, matrix.rows.entering, matrix.rows.own)
        self.adds = np.ones(len(matrix.row_upper), dtype=bool)
        """Rows whose total only grows as more people move: what is granted alone may already fill them."""
        for part in parts:
            self.adds[part.indices[part.data < 0]] = False

    @classmethod
    def begun(cls, staged: Staged, *, look_ahead: bool = True) -> Chooser | None:
        """Find a first plan to complete; None if there is none.

        Parameters
        ----------
        look_ahead : on a named plan, whether as few people as can be are to stay without a place.

        Raises
        ------
        StoppedError : if that took all the time.
        """
        program, case = staged.formulated.program, staged.formulated.case
        looks = case.district.named and look_ahead
        objective = program.goals["place"] if looks else nothing(program.matrix)
        seconds = None if staged.settings.seconds is None else max(0.1, staged.left())
        tiers, settled = solved(program.matrix, objective, replace(staged.settings, seconds=seconds, gap=0.0))
        if not settled.proven:
            raise StoppedError(
                Text(
                    "时间到，还没有算出至少多少人无法安置；可加大 --time-limit 再算",
                    "time was up before it was known how many can be placed; try a larger --time-limit",
                )
            )
        if settled.chosen is None:
            return None
        least = objective.at(program.matrix.complete(settled.chosen)) if looks else None
        return cls(staged, tiers.region, settled.chosen, objective, least)

    def anew(self) -> Chooser:
        """Return the state before anything was granted, with the plan of now to complete."""
        return Chooser(self.staged, self.region, self.plan.chosen, self.objective, self.least)

    def grant(self, teacher: int, pair: int) -> No | None:
        """Grant a pair if every rule can still be kept, or say why not."""
        refused = self._refused(teacher, pair)
        if refused is None:
            self.plan.grant(pair)
            self.taken[pair] = True
        return refused

    def _refused(self, teacher: int, pair: int) -> No | None:
        plan = self.plan
        first = self._by_what_is_granted(pair)
        if first is not None:
            return first
        if plan.seat[teacher] == pair:
            return None
        if plan.region.upper[pair] > 0:
            answer = self.paths.find(teacher, pair) if self.exact[teacher] else "unknown"
            if answer == "yes":
                return None
            if answer == "unknown":
                return self._by_solver(teacher, pair)
        if self.least is not None and (not self.exact.all() or self.at_all.leads(teacher, pair)):
            return No(_too_many(self.least))
        return No(
            Text(
                f"{post_name(self.case, int(self.formulated.pairs.node[pair])).zh}的位置都要留给排在前面的人，"
                "或别无去处的人",
                f"every seat of {post_name(self.case, int(self.formulated.pairs.node[pair])).en} is needed by people "
                "who chose before or can go nowhere else",
            )
        )

    def _by_what_is_granted(self, pair: int) -> No | None:
        """Refuse what the moves granted already forbid, whatever the others do."""
        plan, program = self.plan, self.formulated.program
        ids, data = plan.entries(pair)
        rows, at = np.unique(ids, return_inverse=True)
        total = np.zeros(len(rows), np.int64)
        np.add.at(total, at, data)
        over = plan.sure[rows] + total > plan.matrix.row_upper[rows]
        full = rows[over & (total > 0) & (self.adds[rows] | (self.paths.seats[rows] & (not self.case.district.named)))]
        if len(full):
            said = say_row(program, int(full[0]))
            if self.adds[full[0]]:
                return No(Text(f"前面已定的人已用满：{said.zh}", f"taken up by those before: {said.en}"))
            return No(Text(f"现在没有空位：{said.zh}", f"no seat is free now: {said.en}"))
        fixed = np.append(plan.seat[plan.granted], pair)
        if any(cyclic(arcs, fixed) for arcs in (*plan.matrix.acyclic, *self.staged.acyclic)):
            return No(
                Text(
                    "与前面已定的调动成环，无法逐个先出后进",
                    "forms a ring with moves granted before, which could not go one by one",
                )
            )
        return None

    def _by_solver(self, teacher: int, pair: int) -> No | None:
        """Put to solvers what paths leave open."""
        seconds = min(_MOST_SECONDS, self.staged.left())
        most = 0 if self.least is None else self.least
        settled = ask(self.plan, self.objective, most, teacher, pair, self.staged.settings, seconds)
        if settled.chosen is not None:
            self.plan.replace(settled.chosen)
            return None
        if not settled.proven:
            return No(
                Text(
                    "没有来得及证明可以，也没有证明不可以，按不可以处理",
                    "neither proven possible nor impossible in time, and so not granted",
                ),
                proven=False,
            )
        if settled.bound is not None:
            return No(_too_many(most))
        said = joined([say_row(self.formulated.program, row) for row in settled.rows[:_SAID]])
        if not settled.rows:
            return No(Text("其他规则就不能都遵守", "the other rules could not all be kept"))
        return No(Text(f"其他规则就不能都遵守：{said.zh}", f"the other rules could not all be kept: {said.en}"))


def _too_many(least: int) -> Text:
    return Text(
        f"否则至少{least + 1}人无处安置，本可只有{least}人",
        f"at least {least + 1} would be left without a place, where {least} need be",
    )
