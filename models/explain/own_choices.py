"""What came of one person's choices, in words that tell of posts and numbers and of nobody else.

A choice that was not met is tried: the plan, with this one person going there instead, is held against every rule.
What it breaks is the reason; a reason that may rest on a relative is told together with other grounds, never alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

from models.explain.discretion import ASK, Discretion
from models.plan import Move, Plan
from models.recount import Recount
from models.recount_filters import Cell
from models.recount_roster import Post, number, text
from models.rules.quotas import missed, say_bounds
from models.rules.registry import RULES
from models.rules.subject_balance import share_up
from models.tables import OUTSIDE
from models.title_posts import taken
from models.words import Text, many

Kind = Literal[
    "own", "post", "inflow", "outflow", "route", "origin", "over", "full", "rules", "left", "reserved", "open"
]
BRIEF: Mapping[Kind, Text] = {
    "own": Text("是您现任教的学校", "your present school"),
    "post": Text("没有设您任教的岗位", "with no post you teach"),
    "inflow": Text("今年不接收流入", "that take nobody this year"),
    "outflow": Text("因现任教学校今年不允许流出而不能安排", "your present school lets nobody leave"),
    "route": Text("不在方案规定的交流范围之内", "outside the routes of the policy"),
    "origin": Text("是您的原单位，须再次交流的不得返回", "your school of origin"),
    "over": Text("已经超编或超员而不接收", "over their numbers already"),
    "full": Text("调整后已满", "full under the plan"),
    "rules": Text("按方案的名额、次序等规定不能安排", "ruled out by quotas, order or the like"),
    "left": Text("因现任教岗位不能再少人而不能安排", "your present post cannot spare you"),
    "reserved": Text("按回避、锁定等规定不能安排", "ruled out by avoidance, locks or the like"),
    "open": Text("本身可以安排，整体安排中未能满足", "possible, but not met in the plan as a whole"),
}
"""How schools of a zone are counted by what came of them."""


MOST = 8
"""Choices told one by one: a notice has one page."""


class Answer(NamedTuple):
    """Why a school was not given, briefly and with its numbers."""

    kind: Kind
    said: Text


class OwnChoices:
    """One person's choices under a plan that keeps every rule.

    Parameters
    ----------
    recount : the district under its policy, without the moves fixed by stages: those are choices, not rules.
    turns : school -> the person's turn when it was asked for and not granted, where people chose in rank order.
    stated : the person's lines of the table of choices.
    """

    def __init__(
        self,
        recount: Recount,
        plan: Plan,
        code: str,
        discretion: Discretion,
        turns: Mapping[str, int],
        stated: Sequence[Mapping[str, Cell]],
    ) -> None:
        self._stated = stated
        self._recount, self._plan, self._code, self._discretion, self._turns = recount, plan, code, discretion, turns
        self._person = recount.people[code]
        self._moves = recount.chosen(plan)
        self._move = self._moves.get(code)
        self._others = [move for move in plan.moves if move.teacher_id != code]

    def lines(self) -> Iterator[Text]:
        """Say each line of the table of choices, by rank, and what came of it."""
        recount, code = self._recount, self._code
        rows = self._stated
        if not rows or recount.policy.choices == "forbidden":
            return
        if (settled := self._settled(len(rows))) is not None:
            yield settled
            return
        ranks, full = recount.ranks.get(code, {}), False
        met = ranks.get(self._move.to_school) if self._move is not None else None
        for row in sorted(rows, key=lambda row: number(row["rank"]) or 1)[:MOST]:
            rank, school = number(row["rank"]) or 1, text(row["school_id"])
            named = recount.say_school(school) if school else Text(f"片区“{row['zone']}”", f"zone '{row['zone']}'")
            if met is not None and rank > met:
                said = Text(f"已安排在第{met}志愿，不再考虑", f"not needed: you were given choice {met}")
            elif met == rank:
                said = self._met(school)
            elif school:
                kind, said = self.answer(school)
                full |= kind == "full"
            else:
                said = self._in_zone(text(row["zone"]))
            yield Text(f"第{rank}志愿 {named.zh}：{said.zh}。", f"Choice {rank}, {named.en}: {said.en}.")
        if len(rows) > MOST:
            left = len(rows) - MOST
            yield Text(f"其余{left}条志愿的情况请向主管部门查询。", f"Of {left} more choices ask the office in charge.")
        if full:
            yield Text(
                "岗位或编制有限时由谁调入，由方案按公布的规则和目标次序整体确定；可申请书面说明。",
                "Who comes where places are few is settled by the plan as a whole, by the rules and goals made public; "
                "you may ask for a written explanation.",
            )

    def answer(self, school: str) -> Answer:
        """Say why the person does not go to a school, given the numbers of the plan."""
        if school == self._person.school:
            return Answer("own", Text("就是您现任教的学校", "your present school"))
        posts = [(school, *taught) for taught in self._person.teaches if (school, *taught) in self._recount.required]
        answers = {post: self._at(post) for post in posts}
        if not answers:
            return Answer("post", Text("该校没有设您任教学段、学科的岗位", "it has no post of a subject you teach"))
        told = next((a for kind in ("open", "full") for a in answers.values() if a.kind == kind), answers[posts[0]])
        return told if told.kind == "open" else Answer(told.kind, _each(answers))

    def _settled(self, count: int) -> Text | None:
        """Say why no choice was looked at: nothing could be chosen any more."""
        recount, code = self._recount, self._code
        if recount.after_term[code] == "return":
            why = Text("交流期满须返回原单位", "you go back now that your term has ended")
        elif recount.fixed(code) is not None:
            why = Text("您今年不调动（见“依据”）", "you are not to be moved this year (see the grounds)")
        elif code in recount.must:
            why = Text("您的去向已由主管部门确定", "the office in charge had settled where you go")
            met = recount.ranks.get(code, {}).get(self._move.to_school) if self._move is not None else None
            if met is not None:
                return Text(f"{why.zh}，即第{met}志愿。", f"The place is your choice {met}: {why.en}.")
        else:
            return None
        chosen = many(count, "choice")
        return Text(f"所填{count}条志愿没有安排：{why.zh}。", f"Of your {chosen} none was looked at: {why.en}.")

    def _met(self, school: str) -> Text:
        if school or self._move is None:
            return Text("已按此安排", "given to you")
        to = self._recount.say_school(self._move.to_school)
        return Text(f"已按此安排到{to.zh}", f"given to you: {to.en}")

    def _in_zone(self, zone: str) -> Text:
        schools = [school.code for school in self._recount.schools.values() if school.zone == zone]
        kinds = Counter(self.answer(school).kind for school in schools)
        parts = [(kinds[kind], brief) for kind, brief in BRIEF.items() if kinds[kind]]
        zh = "、".join(f"{n}所{brief.zh}" for n, brief in parts)
        en = ", ".join(f"{n} {brief.en}" for n, brief in parts)
        asked = Text("；可申请书面说明", "; you may ask for a written explanation")
        more = asked if kinds["open"] else Text("", "")
        return Text(f"共{len(schools)}所学校，{zh}{more.zh}", f"{len(schools)} schools: {en}{more.en}")

    def _at(self, post: Post) -> Answer:
        """Say why the person does not go to a post that is there."""
        move = Move(self._code, *post)
        closed = self._closed(move)
        return self._tried(move) if closed is None else closed

    def _closed(self, move: Move) -> Answer | None:
        """Say why the move is not open to the person, whatever others do."""
        recount, person = self._recount, self._person
        if person.school != OUTSIDE and not recount.schools[person.school].outflow:
            return Answer("outflow", Text("您现任教的学校今年不允许流出", "your present school lets nobody leave"))
        if not recount.schools[move.to_school].inflow:
            return Answer("inflow", Text("该校今年不接收流入", "it takes nobody this year"))
        rules = {closing.rule for closing in recount.closings(move)}
        if "routes" in rules:
            said = Text("不在方案规定的交流范围之内", "no route of the policy leads there for you")
            return Answer("route", said)
        if "returns" in rules:
            said = Text("该校是您的原单位，须再次交流的不得返回", "who serves another term does not go back there")
            return Answer("origin", said)
        return self._reserved() if rules else None

    def _reserved(self) -> Answer:
        """Say that a rule on single people forbids it: which one is not told, since most of them tell of relatives."""
        said = Text(
            f"按回避、锁定等规定不能安排到该校（{ASK.zh}）",
            f"avoidance, locks or the like do not allow it ({ASK.en})",
        )
        return Answer("reserved", said)

    def _tried(self, move: Move) -> Answer:
        """Hold the plan with this move in it against the rules, and say what it breaks; numbers come first.

        A rule is looked at only once those before it have not answered: of most choices the numbers of the post do.
        """
        trial, found = Plan.of([*self._others, move]), dict[str, bool]()

        def broken(name: str) -> bool:
            if name not in found:
                found[name] = bool(RULES[name].check(self._recount, trial))
            return found[name]

        ways: tuple[tuple[str, Callable[[], Answer | None]], ...] = (
            ("subject_balance", lambda: self._post_full(move[1:])),
            ("establishment", lambda: self._school_full(move.to_school)),
            ("title_posts", lambda: self._title_full(move.to_school)),
            ("quotas", lambda: self._quota(trial)),
            ("subject_balance", self._needed_here),
        )
        for name, way in ways:
            if broken(name) and (answer := way()) is not None:
                return answer
        for name in ("balance", "release_first"):
            if broken(name):
                title = RULES[name].title
                return Answer("rules", Text(f"方案“{title.zh}”的规定不允许", f"the rule on {title.en} forbids it"))
        return self._reserved() if any(map(broken, RULES)) else Answer("open", self._open(move[1:]))

    @cached_property
    def _coming(self) -> Counter[Post]:
        return Counter(move[1:] for move in self._moves.values())

    @cached_property
    def _leaving(self) -> Counter[Post]:
        return Counter(self._recount.people[code].post for code in self._moves)

    def _after(self, post: Post) -> int:
        return self._recount.current(post) - self._leaving[post] + self._coming[post]

    def _post_full(self, post: Post) -> Answer | None:
        recount, required, after = self._recount, self._recount.required[post], self._after(post)
        now, name = recount.current(post), _its_post(post)
        if recount.policy.rules.subject_balance.over == "closed" and now > required:
            said = Text(
                f"{name.zh}核定{required}人，现有{now}人，已经超员，按方案不接收",
                f"{name.en} requires {required}, holds {now} and, being over, takes nobody",
            )
            return Answer("over", said)
        kept = sum(post == lent for lent in recount.lent.values())
        if after < max(required, now + kept):
            return None
        out, came = self._leaving[post], self._coming[post]
        said = Text(
            f"{name.zh}核定{required}人，现有{now}人，调出{out}人、调入{came}人后为{after}人，已满",
            f"{name.en} requires {required} and holds {now}; {out} leave and {came} come: {after}, full",
        )
        return Answer("full", said)

    def _school_full(self, school: str) -> Answer:
        recount = self._recount
        moves = [move for move in self._moves.values() if recount.transfers(move)]
        now, most = recount.enrolled(school), recount.schools[school].establishment
        out = sum(recount.people[move.teacher_id].payroll == school for move in moves)
        came = sum(move.to_school == school for move in moves)
        if recount.policy.rules.establishment.over == "closed" and now > most:
            said = Text(
                f"该校编制{most}人，在编{now}人，已经超编，按方案不接收",
                f"it holds {now} people on {most} establishment posts and, being over, takes nobody",
            )
            return Answer("over", said)
        said = Text(
            f"该校编制{most}人，在编{now}人，调出{out}人、调入{came}人后为{now - out + came}人，已满",
            f"it has {most} establishment posts and {now} people; {out} leave and {came} come: full",
        )
        return Answer("full", said)

    def _title_full(self, school: str) -> Answer:
        title = text(self._person.cells["title"])
        line = taken(self._recount, self._plan)[school, title]
        said = Text(
            f"该校{title}职数{line.posts}，空余{line.free}，本方案调入{len(line.coming)}人，已无空余",
            f"of its {line.posts} posts of {title} {line.free} are free and {len(line.coming)} people come: full",
        )
        return Answer("full", said)

    def _quota(self, trial: Plan) -> Answer:
        for quota in self._recount.policy.rules.quotas:
            if quota.binding == "soft":
                continue
            for miss in missed(self._recount, quota, trial):
                bounds, count = say_bounds(miss.least, miss.most), len(miss.codes)
                named = all(self._discretion.may_name(quota.name, who) for who in (quota.who, quota.of_who))
                which = f"“{quota.name}”" if quota.name and named else "比例与名额"
                told = f"'{quota.name}'" if quota.name and named else "a quota"
                said = Text(
                    f"方案规定的{which}（{bounds.zh}）不允许，改去该校就是{count}人",
                    f"{told} ({bounds.en}) does not allow it: there would be {count}",
                )
                return Answer("rules", said)
        return Answer("rules", Text("下达给学校的指标不允许", "the numbers issued to schools do not allow it"))

    def _needed_here(self) -> Answer:
        """Say that the post, or the school, that the person would leave cannot spare anybody."""
        recount, post, rule = self._recount, self._person.post, self._recount.policy.rules.subject_balance
        required, now = recount.required.get(post, 0), recount.current(post)
        least, left = min(now, share_up(rule.floor, required)), self._after(post) - (self._move is None)
        if left >= least:
            school = recount.say_school(self._person.payroll)
            said = Text(f"{school.zh}在编人数已到方案规定的底线", f"{school.en} is down to the least staff allowed")
            return Answer("left", said)
        said = Text(
            f"您现任教的岗位核定{required}人，您再调出只剩{left}人，少于方案要求的{least}人",
            f"the post you hold requires {required}; without you {left} are left, and {least} must stay",
        )
        return Answer("left", said)

    def _open(self, post: Post) -> Text:
        required, after, asked = (
            self._recount.required[post],
            self._after(post),
            "you may ask for a written explanation",
        )
        turn = self._turns.get(post[0])
        if turn is not None:
            return Text(
                f"按排名轮到您（第{turn}位）时，按已定的人选和方案规定不能安排；可申请书面说明",
                f"at your turn ({turn}) what was settled before and the rules left no place; {asked}",
            )
        return Text(
            f"该校{post[1]}{post[2]}岗位核定{required}人，调整后{after}人，这一志愿本身可以安排，"
            "但方案按全体人员整体安排，未能满足；可申请书面说明",
            f"its post {post[1]} {post[2]} requires {required} and ends with {after}; the choice is possible in "
            f"itself, but the plan as a whole does not meet it; {asked}",
        )


def _its_post(post: Post) -> Text:
    return Text(f"该校{post[1]}{post[2]}岗位", f"its post {post[1]} {post[2]}")


def _each(answers: Mapping[Post, Answer]) -> Text:
    """Say the reason of every post the person may take: the one of the subject taught now is not the whole truth."""
    reasons = list(dict.fromkeys(answer.said for answer in answers.values()))
    if len(reasons) == 1:
        return reasons[0]
    zh, en = [], []
    for post, (_, said) in answers.items():
        name = _its_post(post)
        zh.append(f"{post[1]}{post[2]}：{said.zh.removeprefix(name.zh)}")
        en.append(f"{post[1]} {post[2]}: {said.en.removeprefix(name.en).lstrip()}")
    return Text("；".join(zh), "; ".join(en))
