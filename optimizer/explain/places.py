"""What stands between one person and one school, with the numbers, and what would have to change.

Counted one person and one post at a time, by no solver: a test holds it against the open pairs of the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from models.plan import Move, Plan
from models.recount import Recount
from models.recount_roster import Post, text
from models.tables import OUTSIDE
from models.words import Text


@dataclass(frozen=True)
class Barrier:
    """One reason why a person cannot go somewhere, and what would have to change; clauses without a full stop.

    `rule` is the rule of the policy that closes the way.
    """

    rule: str
    reason: Text
    repair: Text


@dataclass(frozen=True)
class Place:
    """A school as one person may or may not enter it.

    Attributes
    ----------
    barriers : what closes the whole school.
    posts : its posts that the person teaches, each with what closes that post.
    """

    school: str
    barriers: tuple[Barrier, ...]
    posts: tuple[tuple[Post, tuple[Barrier, ...]], ...]

    @property
    def open(self) -> bool:
        """Whether some way there is open."""
        return not self.barriers and any(not barriers for _, barriers in self.posts)

    @property
    def all_barriers(self) -> tuple[Barrier, ...]:
        """Every barrier once: those of the school, then those of its posts."""
        return tuple(dict.fromkeys([*self.barriers, *(b for _, barriers in self.posts for b in barriers)]))


@dataclass(frozen=True)
class Seats:
    """A post under a plan: its numbers, and who comes."""

    post: Post
    required: int
    before: int
    leaving: tuple[str, ...]
    coming: tuple[str, ...]

    @property
    def after(self) -> int:
        """People in it after the moves."""
        return self.before - len(self.leaving) + len(self.coming)


def place(recount: Recount, code: str, school: str) -> Place:
    """Say what closes a school to a person, all of it."""
    person = recount.people[code]
    posts = sorted(post for post in recount.required if post[0] == school and post[1:] in person.teaches)
    whole = list(_of_person(recount, code, school))
    if not posts:
        whole.append(_no_post(recount, code, school))
    told = tuple((post, tuple(_of_post(recount, code, post))) for post in posts)
    return Place(school, tuple(whole), told)


def places(recount: Recount, code: str) -> list[Place]:
    """Return every other school with a post that a person teaches, by code."""
    person = recount.people[code]
    schools = {post[0] for post in recount.required if post[1:] in person.teaches} - {person.school}
    return [place(recount, code, school) for school in sorted(schools)]


def seats(recount: Recount, plan: Plan, post: Post) -> Seats:
    """Count a post under a plan."""
    moves = recount.chosen(plan)
    leaving = tuple(sorted(c for c in moves if recount.people[c].post == post))
    coming = tuple(sorted(c for c, move in moves.items() if move[1:] == post))
    return Seats(post, recount.required.get(post, 0), recount.current(post), leaving, coming)


def _of_person(recount: Recount, code: str, school: str) -> Iterator[Barrier]:
    """Yield what closes a whole school: who may go, who may leave, whom the school takes."""
    person, there = recount.people[code], recount.say_school(school)
    who, back = recount.say_person(code), recount.after_term[code] == "return"
    fixed = recount.fixed(code)
    if fixed is not None:
        yield Barrier(
            fixed.rule, Text(f"{who.zh}{fixed.reason.zh}", f"{who.en} {fixed.reason.en}"), _loosen(fixed.rule)
        )
    if back and school != person.cells["origin_school"]:
        home = recount.say_school(text(person.cells["origin_school"]))
        yield Barrier(
            "returns",
            Text(f"交流期满，须返回{home.zh}", f"the term has ended, and {who.en} goes back to {home.en}"),
            Text("须由政策规定可以留任或再次交流", "the policy would have to let this person stay or serve again"),
        )
    must = recount.must.get(code, school)
    if must != school:
        named = recount.say_school(must)
        yield Barrier(
            "locks",
            Text(f"已锁定必须去{named.zh}", f"{who.en} is locked to move to {named.en}"),
            Text("须撤销这一锁定", "that lock would have to be lifted"),
        )
    if school in recount.never[code]:
        yield Barrier(
            "locks",
            Text(f"已锁定不得去{there.zh}", f"{who.en} is locked never to go to {there.en}"),
            Text("须撤销这一锁定", "that lock would have to be lifted"),
        )
    if not back and person.school != OUTSIDE and not recount.schools[person.school].outflow:
        here = recount.say_school(person.school)
        yield Barrier(
            "one_place",
            Text(f"现任教的{here.zh}不允许流出", f"{here.en}, the present school, lets nobody go"),
            Text("须在学校表中允许该校流出", "the schools table would have to allow outflow there"),
        )
    if not back and not recount.schools[school].inflow:
        yield Barrier(
            "one_place",
            Text(f"{there.zh}不接收流入", f"{there.en} takes nobody in"),
            Text("须在学校表中允许该校接收", "the schools table would have to allow inflow there"),
        )
    if _unchosen(recount, code, school):
        yield Barrier(
            "one_place",
            Text(
                "可交流的教师只去本人志愿中的学校，该校不在其中",
                "a free person goes only where they chose, and not this school",
            ),
            Text("须由本人填报该校", "the person would have to choose the school"),
        )
    if recount.after_term[code] == "again" and school == person.cells["origin_school"]:
        yield Barrier(
            "returns",
            Text(
                "须再次交流，不得回原单位", f"{who.en} serves another term and does not go back to the school of origin"
            ),
            Text("须由政策规定可以返回", "the policy would have to let this person go back"),
        )


def _loosen(rule: str) -> Text:
    if rule == "locks":
        return Text("须撤销留任的锁定", "the lock to stay would have to be lifted")
    return Text(
        "须所依据的名单、事实或规定有改变", "the list, the fact or the clause this rests on would have to change"
    )


def _unchosen(recount: Recount, code: str, school: str) -> bool:
    """Say whether a free person stated choices, and not this school, where the policy binds to them (rulebook 5)."""
    if recount.named or recount.policy.choices != "bind" or recount.after_term[code] == "return":
        return False
    stated = recount.ranks.get(code)
    return recount.standings[code].category == "free" and stated is not None and school not in stated


def _no_post(recount: Recount, code: str, school: str) -> Barrier:
    person, there = recount.people[code], recount.say_school(school)
    taught = "、".join(stage + subject for stage, subject in person.teaches)
    taught_en = ", ".join(f"{stage} {subject}" for stage, subject in person.teaches)
    return Barrier(
        "one_place",
        Text(
            f"{there.zh}没有本人能任教的岗位（能任教：{taught}）",
            f"{there.en} has no post that {recount.say_person(code).en} teaches ({taught_en})",
        ),
        Text(
            "须在岗位表中设这样的岗位，或本人另有可任教学科（花名册“可兼任教”）",
            "the posts table would have to hold one, or the roster another subject this person may teach (also)",
        ),
    )


def _of_post(recount: Recount, code: str, post: Post) -> Iterator[Barrier]:
    """Yield what closes one post: routes, the school's establishment, the post's own numbers."""
    move, there, name = Move(code, *post), recount.say_school(post[0]), recount.say_post(post)
    for closing in recount.closings(move):
        if closing.rule == "routes":
            here = recount.say_school(recount.people[code].school)
            yield Barrier(
                "routes",
                Text(
                    f"从{here.zh}到{there.zh}{closing.reason.zh}",
                    f"a move from {here.en} to {there.en} {closing.reason.en}",
                ),
                Text("须由政策的交流范围改为允许", "the policy's routes would have to admit it"),
            )
    rules = recount.policy.rules
    held, cap = recount.enrolled(post[0]), recount.schools[post[0]].establishment
    if rules.establishment.over == "closed" and held > cap and recount.transfers(move):
        yield Barrier(
            "establishment",
            Text(
                f"{there.zh}编制{cap}人，在编{held}人，已超编，不接收",
                f"{there.en} has {cap} establishment posts and {held} people: over its establishment, it takes nobody",
            ),
            _room(Text("编制", "an establishment of"), held + 1, cap, Text("在编", "a payroll of")),
        )
    required, current = recount.required[post], recount.current(post)
    if rules.subject_balance.over == "closed" and current > required and recount.lent.get(code) != post:
        yield Barrier(
            "subject_balance",
            Text(
                f"{name.zh}核定{required}人，现有{current}人，已超员，不接收",
                f"{name.en} requires {required} and has {current}: above its number, it takes nobody",
            ),
            _room(
                Text("核定人数", "a required number of"), current + 1, required, Text("现有人数", "a present one of")
            ),
        )


def _room(number: Text, least: int, now: int, held: Text) -> Text:
    """Say by which numbers there would be a free place: a larger one of posts, or fewer people."""
    fewer = (
        Text(f"，或{held.zh}先减到{now - 1}人", f", or {held.en} no more than {now - 1}") if now > 0 else Text("", "")
    )
    return Text(
        f"{number.zh}至少{least}人才有空位（现{now}人）{fewer.zh}",
        f"a free place needs {number.en} at least {least} (now {now}){fewer.en}",
    )
