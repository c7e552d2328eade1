"""Why a post stays short: everybody who could teach it, and what keeps each away. Counting; no solver.

Whoever is movable and teaches the subject falls into exactly one group. A group either names what closes the way, or
what the change would do if this person alone came instead: leave another post short, break a rule, cost a tier.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from models.filter_columns import CATEGORIES
from models.goals.registry import GOALS
from models.plan import Move, Plan
from models.recount import Recount
from models.recount_roster import Post
from models.rules.registry import RULES
from models.words import Text, joined

TRIED_KINDS = tuple(f"{stay}{kind}" for stay in ("", "stay ") for kind in ("breaks", "costs", "no worse"))
"""The kinds of groups that say what the change of one person would do."""
TRIED = 30
"""How many people are tried out one by one, over all posts asked about."""


@dataclass(frozen=True)
class Group:
    """People one reason keeps away, or, where `kind` is `came`, does not.

    Attributes
    ----------
    kind : `came`, `here` (at the school already, and not leaving this post), `closed` (no open pair), `over` (the post
        or the school was above its number, and takes nobody), `full` (establishment), `needed` (the post given up would
        then be as short), `untried`; and, tried out, `breaks` (a rule), `costs` (a tier), `no worse` (neither), the
        same with `stay ` before it of who leaves this very post and might have stayed.
    reason : as said of one of them; in English it begins with a verb.
    """

    kind: str
    reason: Text
    teachers: tuple[str, ...]


@dataclass(frozen=True)
class Shortage:
    """A post that stays short.

    Attributes
    ----------
    unmovable : of those who teach it, people no plan moves, by category or reason.
    movable : the others; every one in exactly one group.
    """

    post: Post
    short: int
    unmovable: tuple[Group, ...]
    movable: tuple[Group, ...]


class Shortages:
    """Looks for reasons, under one plan.

    Parameters
    ----------
    tiers : the tiers of goals, as `Case.tiers`.
    """

    def __init__(self, recount: Recount, plan: Plan, tiers: tuple[Mapping[str, int], ...]) -> None:
        self._recount = recount
        self._tiers = tiers
        self._moves = recount.chosen(plan)
        self._granted = {move.teacher_id for move in recount.granted}
        left = Counter(recount.people[code].post for code in self._moves)
        came = Counter(move[1:] for move in self._moves.values())
        self._after = {post: recount.current(post) - left[post] + came[post] for post in recount.required}
        self._change: Counter[str] = Counter()
        for move in self._moves.values():
            self._change.update(self._on_payroll(move))
        present = Plan.of(tuple(self._moves.values()))
        self._broken = {name: len(rule.check(recount, present)) for name, rule in RULES.items()}
        self._values = [self._worth(tier, present) for tier in tiers]
        self._tried = 0

    def of(self, post: Post) -> Shortage:
        """Explain a post of the posts table."""
        recount = self._recount
        teaching = sorted(p.code for p in recount.people.values() if post[1:] in p.teaches)
        movable = [code for code in teaching if recount.movable(code)]
        fixed = [("fixed", self._fixed(code), code) for code in teaching if not recount.movable(code)]
        told = [(*(self._plain(code, post) or self._tries(code, post)), code) for code in movable]
        short = recount.required[post] - self._after[post]
        return Shortage(post, short, _grouped(fixed), _grouped(told))

    def _tries(self, code: str, post: Post) -> tuple[str, Text]:
        self._tried += 1
        return self._by_trying(code, post) if self._tried <= TRIED else ("untried", _UNTRIED)

    def _fixed(self, code: str) -> Text:
        category, closing = self._recount.standings[code].category, self._recount.fixed(code)
        if category in ("barred", "deferred") or closing is None:
            word = CATEGORIES[category]
            return Text(f"属于{word.zh}", f"is {word.en}")
        return closing.reason

    def _plain(self, code: str, post: Post) -> tuple[str, Text] | None:
        """Return what plainly keeps somebody away: the tables, the policy, the establishment, another post."""
        recount, mine = self._recount, self._moves.get(code)
        move = Move(code, *post)
        if mine == move:
            return "came", Text("来了", "comes")
        if recount.people[code].school == post[0]:
            if mine is not None and recount.people[code].post == post:
                return None
            if mine is not None:
                return "here", Text("已从本校别的岗位流出", "leaves this school, from another post of it")
            return "here", Text("本来就在本校", "is at this school already")
        closings = recount.closings(move)
        if closings:
            return "closed", closings[0].reason
        if recount.must.get(code, post[0]) != post[0]:
            return "closed", Text("已锁定必须去别处", "is locked to go elsewhere")
        if code in self._granted:
            return "closed", Text("前面阶段已定去别处", "was matched elsewhere in an earlier stage")
        return self._over(move) or self._needed(code)

    def _over(self, move: Move) -> tuple[str, Text] | None:
        recount, rules, post = self._recount, self._recount.policy.rules, move[1:]
        closed = rules.subject_balance.over == "closed" and recount.lent.get(move.teacher_id) != post
        if closed and recount.current(post) > recount.required[post]:
            return "over", Text("因该岗位原来超员，不得流入", "may not come: the post was above its number before")
        if not recount.transfers(move):
            return None
        school = recount.schools[move.to_school]
        before, cap = recount.enrolled(school.code), school.establishment
        if rules.establishment.over == "closed" and before > cap:
            return "over", Text(
                "因该校原来超编，不得流入", "may not come: the school was above its establishment before"
            )
        if self._enrolled(move) > max(before, cap):
            return "full", Text("因该校编制已满，进不来", "finds the school's establishment full")
        return None

    def _enrolled(self, move: Move) -> int:
        """Return how many the school entered would have on its payroll with this move in place of the person's own."""
        school, mine = move.to_school, self._moves.get(move.teacher_id)
        instead = 0 if mine is None else self._on_payroll(mine)[school]
        return self._recount.enrolled(school) + self._change[school] - instead + self._on_payroll(move)[school]

    def _on_payroll(self, move: Move) -> Counter[str]:
        """Return school -> by how much a move changes the number on its payroll."""
        change: Counter[str] = Counter()
        if self._recount.transfers(move):
            change[move.to_school] += 1
            change[self._recount.people[move.teacher_id].payroll] -= 1
        return change

    def _needed(self, code: str) -> tuple[str, Text] | None:
        """Say whether the post this person has under the plan would be short without them."""
        mine = self._moves.get(code)
        if mine is None and code in self._recount.outgoing:
            return None  # who is listed is to leave, needed or not
        held = self._recount.people[code].post if mine is None else mine[1:]
        if held not in self._after or self._after[held] > self._recount.required[held]:
            return None
        if mine is None:
            return "needed", Text("留在原岗位，离开则那里同样缺人", "stays in a post that would then be as short")
        return "needed", Text("已派往别的岗位，改派则那里同样缺人", "goes to a post that would then be as short")

    def _by_trying(self, code: str, post: Post) -> tuple[str, Text]:
        """Return what the plan would come to if this person came, or had not left, and all others did as they do."""
        recount, leaves = self._recount, self._recount.people[code].post == post
        changed = {teacher: move for teacher, move in self._moves.items() if teacher != code}
        if not leaves:
            changed[code] = Move(code, *post)
        plan = Plan.of(tuple(changed.values()))
        stay, do = ("stay ", _STAYING) if leaves else ("", _COMING)
        for name, rule in RULES.items():
            if len(rule.check(recount, plan)) > self._broken[name]:
                said = Text(f"{do.zh}会违反“{rule.title.zh}”", f"{do.en} would break rule '{rule.title.en}'")
                return f"{stay}breaks", said
        for i, tier in enumerate(self._tiers):
            by = self._worth(tier, plan) - self._values[i]
            if by:
                better = Text("更好，也不违反规则", "better, and break no rule") if by < 0 else Text("变差", "worse")
                titles = joined(GOALS[goal].title for goal in tier)
                said = Text(
                    f"{do.zh}会使第{i + 1}级目标（{titles.zh}）{better.zh}",
                    f"{do.en} would make tier {i + 1} ({titles.en}) {better.en}",
                )
                return f"{stay}{'costs' if by > 0 else 'no worse'}", said
        said = Text(f"{do.zh}，各级目标不变，也不违反规则", f"{do.en} would change no tier and break no rule")
        return f"{stay}no worse", said

    def _worth(self, tier: Mapping[str, int], plan: Plan) -> int:
        return sum(weight * GOALS[goal].value(self._recount, plan) for goal, weight in tier.items())


_STAYING = Text("从本岗位流出，若留下", "leaves this post, and by staying")
_COMING = Text("若改派过来", "could come, and by that")
_UNTRIED = Text("没有逐一试算", "was not tried out")


def _grouped(told: list[tuple[str, Text, str]]) -> tuple[Group, ...]:
    """Gather people by reason: who came first, then the largest groups."""
    found: dict[tuple[str, Text], list[str]] = {}
    for kind, reason, code in told:
        found.setdefault((kind, reason), []).append(code)
    groups = [Group(kind, reason, tuple(codes)) for (kind, reason), codes in found.items()]
    return tuple(sorted(groups, key=lambda group: (group.kind != "came", -len(group.teachers))))
