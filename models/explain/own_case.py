"""One person's own case: what a plan does with them, by which clause, and what came of their choices.

Article 24 of the Personal Information Protection Law lets a person whom an automated decision affects demand an
explanation. It holds that person's facts only: nobody else's name, number, score or kinship, and of a deferral not
even the ground, since a notice may lie on a desk.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from models.case import Case
from models.explain.discretion import ASK, PRIVATE, Discretion
from models.explain.own_choices import OwnChoices
from models.goals.lottery import drawn
from models.plan import Move, Plan
from models.recount import Recount
from models.recount_filters import Cell, Month
from models.recount_roster import Person, text
from models.rounds import RingError, arrows, rings, rounds
from models.score_words import plain
from models.tables import OUTSIDE, OUTSIDE_NAME
from models.title_posts import lowered
from models.words import Text, same

LONGEST = 150
"""Characters of the policy's own words that are quoted: a notice has one page."""
_IDENTITY = re.compile(r"\d{15}|\d{17}[\dXx]")


@dataclass(frozen=True)
class OwnCase:
    """What a notice tells one person.

    Attributes
    ----------
    name, number : of the person; the number is "" where it is an identity number, which is never printed.
    school, post : the present ones.
    outcome : what the plan does with the person. grounds : by which clause.
    choices, score, draw : empty where there are none.
    """

    name: str
    number: str
    school: Text
    post: Text
    outcome: tuple[Text, ...]
    grounds: tuple[Text, ...]
    choices: tuple[Text, ...]
    score: tuple[Text, ...]
    draw: tuple[Text, ...]


def own_case(
    case: Case, plan: Plan, code: str, record: Mapping[str, Any] | None = None, recount: Recount | None = None
) -> OwnCase:
    """Tell one person's case under a plan that keeps every rule.

    Parameters
    ----------
    code : the person's staff number.
    record : what plan.json holds, if there is one; of it, only the turns at which this person was refused a choice.
    recount : the case as the check counts it, if it is at hand; without moves fixed by stages.

    Raises
    ------
    KeyError : if nobody has that staff number.
    """
    return OwnCases(case, plan, record, recount).of(code)


class OwnCases:
    """Tells people's own cases under one plan; what they have in common is worked out once.

    Parameters as those of `own_case`.
    """

    def __init__(
        self, case: Case, plan: Plan, record: Mapping[str, Any] | None = None, recount: Recount | None = None
    ) -> None:
        self._case, self._record = case, record
        self.plan, self.recount = plan, recount or Recount(case.district, case.policy)

    def of(self, code: str) -> OwnCase:
        """Tell one person's case.

        Raises
        ------
        KeyError : if nobody has that staff number.
        """
        recount, told = self.recount, self.discretion
        person, move = recount.people[code], self.moves.get(code)
        choices = OwnChoices(recount, self.plan, code, told, self._turns.get(code, {}), self._choices.get(code, []))
        return OwnCase(
            person.name,
            "" if _IDENTITY.fullmatch(code) else code,
            OUTSIDE_NAME if person.school == OUTSIDE else recount.say_school(person.school),
            same(f"{person.stage} {person.subject}"),
            tuple(_outcome(self, person, move)),
            tuple(_grounds(self, person, move)),
            tuple(choices.lines()),
            tuple(_score(recount, person, told)),
            tuple(_draw(self._case, person, move)),
        )

    @cached_property
    def discretion(self) -> Discretion:
        """What of the policy's wording may be told."""
        return Discretion(self.recount)

    @cached_property
    def moves(self) -> dict[str, Move]:
        """Person -> the move."""
        return self.recount.chosen(self.plan)

    @cached_property
    def rounds(self) -> dict[str, int]:
        """Person -> round of the move; empty where moves lie on a ring that the policy forbids."""
        try:
            return rounds(self.recount, self.plan)
        except RingError:  # no order to tell; the check of the plan says so
            return {}

    @cached_property
    def last_round(self) -> int:
        """The last round of all."""
        return max(self.rounds.values(), default=0)

    @cached_property
    def circling(self) -> frozenset[str]:
        """Who changes places with others at once."""
        scope = self.recount.policy.rules.release_first.scope
        return frozenset[str]().union(*rings(arrows(self.recount, self.plan, scope)))

    @cached_property
    def lowered(self) -> Mapping[str, str]:
        """Person -> the lower title hired at."""
        return lowered(self.recount, self.plan)

    @cached_property
    def movable(self) -> int:
        """How many people the plan might move."""
        return sum(map(self.recount.movable, self.recount.people))

    @cached_property
    def _choices(self) -> Mapping[str, list[Mapping[str, Cell]]]:
        """Person -> the lines of the table of choices."""
        lines: defaultdict[str, list[Mapping[str, Cell]]] = defaultdict(list)
        for row in self.recount.tables["choices"]:
            lines[text(row["teacher_id"])].append(row)
        return lines

    @cached_property
    def _turns(self) -> Mapping[str, dict[str, int]]:
        """Person -> school -> the person's turn, for each choice refused in rank order."""
        turns: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for stage in (self._record or {}).get("stages", []):
            for refused in stage.get("refused", []) if stage.get("mode") == "rank-order" else ():
                turns[str(refused.get("teacher_id"))][str(refused["to_school"])] = int(refused["turn"])
        return turns


def _month(month: int) -> Text:
    year, number = divmod(month - 1, 12)
    return Text(f"{year}年{number + 1}月", f"{year:04d}-{number + 1:02d}")


def _outcome(cases: OwnCases, person: Person, move: Move | None) -> Iterator[Text]:
    recount = cases.recount
    here, after = recount.say_school(person.school), recount.after_term[person.code]
    if move is not None:
        yield from _moved(cases, person, move)
    elif after == "stay":
        yield Text(
            f"交流期满，留任{here.zh}，人事关系转入该校。",
            f"Your term has ended; you stay at {here.en}, and the personnel relation follows.",
        )
    elif person.code in recount.outgoing:
        yield Text(
            "已列入流出名单，本方案没有安置，暂留原岗位。", "You are on the list and not placed; you stay for now."
        )
    elif person.school == OUTSIDE:
        yield Text("本方案没有安排岗位。", "The plan gives you no post.")
    else:
        yield Text(f"留在{here.zh}，不调动。", f"You stay at {here.en} and are not moved.")


def _moved(cases: OwnCases, person: Person, move: Move) -> Iterator[Text]:
    recount = cases.recount
    to, after = recount.say_school(move.to_school), recount.after_term[person.code]
    post = f"{move.stage}{move.subject}"
    if move.to_school == OUTSIDE:
        yield Text(f"离开，去往{OUTSIDE_NAME.zh}。", f"You leave for {OUTSIDE_NAME.en}.")
    elif after == "return":
        yield Text(
            f"交流期满，返回原单位{to.zh}，任教{post}。",
            f"Your term has ended; you go back to {to.en} to teach {move.stage} {move.subject}.",
        )
    else:
        yield Text(f"调往{to.zh}，任教{post}。", f"You move to {to.en} to teach {move.stage} {move.subject}.")
    yield from _round(cases, person.code)
    number = recount.route(person, move[1:])
    if number is not None:
        route = recount.policy.rules.routes[number]
        if route.name and cases.discretion.may_name(route.name, route.who):
            yield Text(f"交流范围：{route.name}。", f"Route: {route.name}.")
    end = recount.term_end(move)
    if end is not None:
        yield Text(f"交流期到{_month(end).zh}。", f"The term ends in {_month(end).en}.")
    if recount.transfers(move):
        yield Text("人事关系一并调动。", "Your personnel relation moves along.")
    else:
        at = OUTSIDE_NAME if person.payroll == OUTSIDE else recount.say_school(person.payroll)
        yield Text(f"人事关系不动，在{at.zh}。", f"Your personnel relation stays at {at.en}.")
    title = cases.lowered.get(person.code)
    if title is not None:
        yield Text(
            f"调入学校没有空余的{person.cells['title']}职数，按{title}聘用。",
            f"No post of {person.cells['title']} is free there: you are hired as {title}.",
        )


def _round(cases: OwnCases, code: str) -> Iterator[Text]:
    mine, last = cases.rounds.get(code), cases.last_round
    if mine is None:
        return
    yield Text(f"在第{mine}轮办理（共{last}轮）。", f"It is carried out in round {mine} of {last}.")
    if code in cases.circling:
        yield Text("与相关岗位的调动同时办理。", "It is carried out together with the moves it hangs on.")


def _grounds(cases: OwnCases, person: Person, move: Move | None) -> Iterator[Text]:
    recount = cases.recount
    code, after = person.code, recount.after_term[person.code]
    category, name = recount.standings[code]
    if after in ("return", "stay"):
        yield Text("按方案关于交流期满的规定。", "By the policy's clause on terms that end.")
        return
    if category in ("barred", "deferred"):
        yield Text(
            f"按方案关于暂缓交流、不得交流的规定（{ASK.zh}）。",
            f"By the policy's clauses on who is deferred or barred ({ASK.en}).",
        )
        return
    yield from _clause(recount, category, name, cases.discretion)
    term_end = person.cells["term_end"]
    if code in recount.must:
        yield Text("去向已由主管部门确定（锁定）。", "The office in charge had settled where you go (a lock).")
    elif code in recount.stay:
        yield Text("已由主管部门确定留任（锁定）。", "The office in charge had settled that you stay (a lock).")
    elif isinstance(term_end, Month) and term_end > recount.month:
        last = _month(term_end)
        yield Text(f"交流期未满，到{last.zh}。", f"You are inside a running term, until {last.en}.")
    elif recount.named:
        listed = code in recount.outgoing
        yield (
            Text("列入流出名单。", "You are on the outgoing list.")
            if listed
            else Text("不在流出名单上。", "You are not on the outgoing list.")
        )
    if move is None and recount.movable(code):
        movable, moved = cases.movable, len(cases.moves)
        yield Text(
            f"可以调动的{movable}人中，本方案按整体安排调动{moved}人；可申请书面说明。",
            f"Of {movable} people who may be moved the plan, as a whole, moves {moved}; you may ask for a written "
            "explanation.",
        )


def _clause(recount: Recount, category: str, name: str, told: Discretion) -> Iterator[Text]:
    """Say the clause that puts the person in range, in the document's words; not by name where it tells too much."""
    if category == "settled":
        yield Text("不属于方案规定的交流对象。", "The policy does not name you among those to be exchanged.")
        return
    said = Text("应交流人员", "due to move") if category == "due" else Text("可交流人员", "free to move")
    clause = next(clause for clause in recount.policy.clauses(category) if clause.name == name)
    if not told.may_name(name, clause.asked):
        yield Text(f"按方案的规定属于{said.zh}（{ASK.zh}）。", f"By the policy you are {said.en} ({ASK.en}).")
        return
    words = short(clause.words) if told.may_quote(clause.words) else ""
    yield Text(f"按方案“{name}”的规定，属于{said.zh}。", f"By the clause '{name}' you are {said.en}.")
    if words:
        yield Text(f"条文：{words}", f"Its words: {words}")


def short(words: str) -> str:
    """Return words of the policy on one line, cut where they are long."""
    line = " ".join(words.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 2] + "……"


def _score(recount: Recount, person: Person, told: Discretion) -> Iterator[Text]:
    """Say the score and its items; those that would tell of health or family are added up without a name."""
    sheet, score = recount.score_sheet(person), recount.policy.score
    if sheet is None or score is None:
        points = recount.score(person.code)
        if points is not None:
            yield Text(f"量化得分{plain(points)}分（花名册所载）。", f"Your score in the roster: {plain(points)}.")
        return
    parts, others = [], []
    for item, line in zip(score.items, sheet.lines, strict=True):
        if line.points is None or (line.value is None and not line.points):
            continue
        if item.column not in PRIVATE and told.may_name(item.name, item.who):
            parts.append((item.name, line.points))
        else:
            others.append(line.points)
    zh = [f"{name}{plain(points)}分" for name, points in parts]
    en = [f"{name} {plain(points)}" for name, points in parts]
    if others:
        rest = plain(sum(others, Decimal(0)))
        zh, en = [*zh, f"其他项目{rest}分（{ASK.zh}）"], [*en, f"other items {rest} ({ASK.en})"]
    total = plain(sheet.total)
    told_zh = f"：{'；'.join(zh)}" if zh else ""
    told_en = f": {'; '.join(en)}" if en else ""
    yield Text(f"合计{total}分{told_zh}。", f"{total} in all{told_en}.")


def _draw(case: Case, person: Person, move: Move | None) -> Iterator[Text]:
    """Say how ties are drawn, and the number of the person's own move, so that it can be worked out again."""
    if not any("lottery" in tier for tier in case.tiers):
        return
    seed = case.policy.draw_seed
    zh = f"其他目标都相同时摇号决定，公布的种子为“{seed}”"
    en = f"Where all else is equal the lottery decides; its published seed is '{seed}'"
    if move is None or _IDENTITY.fullmatch(person.code):
        yield Text(f"{zh}，任何人都可以复算。", f"{en}; anybody can work it out again.")
        return
    digits = drawn(seed, move)[:5]
    number, cells = int(digits, 16), "种子、工号、调往学校代码、学段、学科"
    yield Text(
        f"{zh}。您这一调动的号为{number}：{cells}各占一行，取SHA-256的前五位（{digits}）化为十进制，可以复算。",
        f"{en}. The number of your move is {number}: the first five digits ({digits}) of the SHA-256 of the seed, your "
        "number, the code of the school you go to, stage and subject, a line each; you can work it out again.",
    )
