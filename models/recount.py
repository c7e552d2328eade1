"""The independent recount: everything the check of a finished plan needs, one person and one move at a time.

It shares no arithmetic with the rows a solver is given: dicts and plain counting, straight from the rulebook,
so that a defect in one of the two ways shows as a difference. Source: rulebook 2 (who may move) and 3 (open pairs).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from models.district import District
from models.filter_columns import CATEGORIES
from models.filters import Filter
from models.intake.dates import month_text
from models.plan import Move, Plan
from models.policy import CLAUSE_KINDS, Policy, Route
from models.policy_score import item_column
from models.recount_filters import Cell, Month
from models.recount_roster import Person, Post, number, text
from models.recount_score import ScoreSheet, score_sheet
from models.recount_told import ToldRoster
from models.tables import OUTSIDE
from models.words import Text


class Standing(NamedTuple):
    """A person's category and the name of the clause that decided it, "" for settled."""

    category: str
    clause: str


class Closing(NamedTuple):
    """Why a move is not an open pair, and the rule under which that is a breach."""

    rule: str
    reason: Text


class Recount(ToldRoster):
    """A district under a policy, ready to count any plan.

    Parameters
    ----------
    district, policy : what the plan was made for.
    baseline : the plan that goal `changes` compares with, if any.
    granted : the moves earlier stages fixed, if any.
    """

    def __init__(
        self, district: District, policy: Policy, baseline: Plan | None = None, granted: tuple[Move, ...] = ()
    ) -> None:
        super().__init__(district, policy)
        self.policy = policy
        self.baseline = baseline
        self.granted = granted
        self.outgoing = {text(row["teacher_id"]) for row in self.tables["outgoing"]}
        self.named = bool(self.outgoing)
        self.must: dict[str, str] = {}
        self.never: defaultdict[str, set[str]] = defaultdict(set)
        self.stay: set[str] = set()
        for row in self.tables["locks"]:
            teacher, school = text(row["teacher_id"]), text(row["school_id"])
            if row["action"] == "must":
                self.must[teacher] = school
            elif row["action"] == "never":
                self.never[teacher].add(school)
            else:
                self.stay.add(teacher)
        score = policy.score
        self._minima = set() if score is None else {item_column(item.name) for item in score.items}
        self._sheets: dict[str, ScoreSheet] = {}
        self.standings = {p.code: self._stand(p) for p in self.people.values()}
        self.after_term = {p.code: self._after_term(p) for p in self.people.values()}
        """Person -> "return", "stay", "again", or "" for who serves no term that has ended."""
        staying = [p for p in self.people.values() if self.after_term[p.code] == "stay"]
        self.lent = {p.code: self._kept_post(p) for p in self.people.values() if self.after_term[p.code] == "return"}
        """Person who goes back -> the post kept for them, None where the personnel relation had left it."""
        self._came, self._gone = Counter(p.school for p in staying), Counter(p.payroll for p in staying)
        self.ranks = self._best_ranks()
        self._routes: dict[tuple[str, Post], int | None] = {}
        """Route taken by a person to a post, as far as asked."""

    def _stand(self, person: Person) -> Standing:
        for category in CLAUSE_KINDS:
            for clause in self.policy.clauses(category):
                waived = clause.waived_by_lock and person.code in self.must
                if not waived and self.person_holds(clause.asked, person, None):
                    return Standing(category, clause.name)
        return Standing("settled", "")

    def score_sheet(self, person: Person) -> ScoreSheet | None:
        """Return how a person's score was worked out; None where the policy leaves it to the roster."""
        score = self.policy.score
        if score is None:
            return None
        if person.code not in self._sheets:
            self._sheets[person.code] = score_sheet(
                score,
                lambda column: self.person_cell(column, person),
                lambda who: self.person_holds(who, person, None),
            )
        return self._sheets[person.code]

    def score(self, code: str) -> Decimal | None:
        """Return a person's score, the policy's where it works one out; None if there is none."""
        score = self.person_cell("score", self.people[code])
        return score if isinstance(score, Decimal) else None

    def person_cell(self, column: str, person: Person) -> Cell:
        """Look a column of the roster up, or a fact derived from it; the score is the policy's, where it has one."""
        if column == "score" or column in self._minima:
            sheet = self.score_sheet(person)
            if sheet is not None:
                return sheet.cell(column)
        return super().person_cell(column, person)

    def _after_term(self, person: Person) -> str:
        """Say what becomes of a person whose exchange term has ended, if the policy asks (rulebook 4, `returns`)."""
        rule, end, origin = self.policy.rules.returns, person.cells["term_end"], text(person.cells["origin_school"])
        if rule is None or not isinstance(end, Month) or end > self.month:
            return ""
        if origin == person.school or not (origin in self.schools or origin == OUTSIDE):
            return ""
        for unless in rule.unless:
            if self.matches(unless.who, person):
                return unless.then
        if rule.wish and person.cells["wish_return"] is False:
            return "stay"
        return "again" if person.code in self.stay else "return"

    def payroll_of(self, person: Person) -> str:
        """Return the school that holds a person's personnel relation; the present one, if they stay at term's end."""
        return person.school if self.after_term[person.code] == "stay" else person.payroll

    def _kept_post(self, person: Person) -> Post | None:
        origin = text(person.cells["origin_school"])
        return (origin, person.stage, person.subject) if person.payroll == origin else None

    def enrolled(self, school: str) -> int:
        """People on the payroll of a school once those who stay where their term ends are transferred there."""
        return self.headcount(school) + self._came[school] - self._gone[school]

    def _best_ranks(self) -> Mapping[str, Mapping[str, int]]:
        """Return teacher -> school -> best rank of a line that reaches it; a zone line reaches every school of it."""
        ranks: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for row in self.tables["choices"]:
            stated = ranks[text(row["teacher_id"])]
            rank = number(row["rank"]) or 1
            if row["school_id"] is not None:
                reached = [text(row["school_id"])]
            else:
                reached = [s.code for s in self.schools.values() if s.zone == row["zone"]]
            for school in reached:
                stated[school] = min(rank, stated.get(school, rank))
        return dict(ranks)

    def matches(self, who: Filter, person: Person) -> bool:
        """Test a `who` filter on a person, category included."""
        return self.person_holds(who, person, self.standings[person.code].category)

    def chosen(self, plan: Plan) -> dict[str, Move]:
        """Return teacher -> move, for moves of known teachers to known schools, or out of the district.

        A teacher listed more than once moves by the first line; the rest is a breach of `one_place`.
        """
        moves: dict[str, Move] = {}
        for move in plan.moves:
            if move.teacher_id in self.people and (move.to_school in self.schools or move.to_school == OUTSIDE):
                moves.setdefault(move.teacher_id, move)
        return moves

    def exchanges(self, plan: Plan) -> dict[str, Move]:
        """Return teacher -> move, of those who do not merely go back at the end of a term."""
        return {code: move for code, move in self.chosen(plan).items() if self.after_term[code] != "return"}

    def final_school(self, code: str, moves: Mapping[str, Move]) -> str:
        """Return where a person works after the moves."""
        return moves[code].to_school if code in moves else self.people[code].school

    def movable(self, code: str) -> bool:
        """Say whether a plan may move this person."""
        return self.fixed(code) is None

    def fixed(self, code: str) -> Closing | None:
        """Say why no plan may move this person; None if it may."""
        category, clause = self.standings[code]
        said = CATEGORIES[category]
        term_end = self.people[code].cells["term_end"]
        if self.after_term[code] == "return":
            return None
        if self.after_term[code] == "stay":
            return Closing("one_place", Text("交流期满，按方案留任", "stays for good, now that the term has ended"))
        if category in ("barred", "deferred"):
            return Closing("one_place", Text(f"属于{said.zh}（{clause}）", f"is {said.en} ({clause})"))
        if code in self.stay:
            return Closing("locks", Text("已锁定留任", "is locked to stay"))
        if isinstance(term_end, Month) and term_end > self.month:
            last = month_text(term_end)
            return Closing("one_place", Text(f"交流期未满（到{last}）", f"is inside a running term (until {last})"))
        if code in self.must:
            return None
        if self.named and code not in self.outgoing:
            return Closing("one_place", Text("不在流出名单上", "is not on the outgoing list"))
        if not self.named and category == "settled":
            return Closing("one_place", Text(said.zh, f"is {said.en}"))
        return None

    def closed(self, move: Move) -> Text | None:
        """Say why a move is not an open pair (rulebook 3); None if it is open."""
        closings = self.closings(move)
        return closings[0].reason if closings else None

    def closings(self, move: Move) -> list[Closing]:
        """Say why a move is not an open pair: at most one reason a rule, `one_place` first."""
        person, to = self.people.get(move.teacher_id), move.to_school
        if person is None:
            return [Closing("one_place", Text("花名册中没有这个工号", "is not in the roster"))]
        if to not in self.schools and to != OUTSIDE:
            return [
                Closing("one_place", Text("学校表中没有这所学校", "goes to a school that is not in the schools table"))
            ]
        if person.school == to:
            return [Closing("one_place", Text("调往的就是本校", "would move to the present school"))]
        fixed = self.fixed(person.code)
        place = self._place_closed(person, move)
        listed = [
            place and Closing("one_place", place),
            fixed,
            self._choice_closed(person, to),
            self._return_closed(person, to),
            Closing("locks", Text("已锁定不得去该校", "is locked never to go to that school"))
            if to in self.never[person.code]
            else None,
            self._route_closed(person, move[1:]),
        ]
        first_of_rule: dict[str, Closing] = {}
        for closing in listed:
            if closing is not None:
                first_of_rule.setdefault(closing.rule, closing)
        return list(first_of_rule.values())

    def _place_closed(self, person: Person, move: Move) -> Text | None:
        _, to_school, stage, subject = move
        goes_back = self.after_term[person.code] == "return"
        if goes_back and to_school != person.cells["origin_school"]:
            return Text("交流期满须返回原单位", "must go back to the school of origin, now that the term has ended")
        if not goes_back and person.school != OUTSIDE and not self.schools[person.school].outflow:
            return Text("现任教学校不允许流出", "leaves a school that allows no outflow")
        if to_school == OUTSIDE:
            return self._departure_closed(person, stage, subject)
        if (to_school, stage, subject) not in self.required:
            return Text("岗位表中没有这个岗位", "goes to a post that has no row in the posts table")
        if (stage, subject) not in person.teaches:
            return Text(f"不能任教{stage}{subject}", f"does not teach {stage} {subject}")
        if not goes_back and not self.schools[to_school].inflow:
            return Text("该校不接收流入", "goes to a school that takes no inflow")
        return None

    def _departure_closed(self, person: Person, stage: str, subject: str) -> Text | None:
        """Say why somebody may not leave the district; who is locked to, leaves by the main stage and subject."""
        if self.must.get(person.code) != OUTSIDE and self.after_term[person.code] != "return":
            return Text("没有锁定必须去系统外", "is not locked to leave the district")
        if (stage, subject) != (person.stage, person.subject):
            return Text("去系统外的，须写本人任教的学段学科", "leaves under another stage and subject than taught")
        return None

    def _choice_closed(self, person: Person, school: str) -> Closing | None:
        """On a selected plan, who is free and stated choices is not sent outside them (rulebook 5)."""
        if self.after_term[person.code] == "return":
            return None
        binds = self.policy.choices == "bind" and not self.named and self.standings[person.code].category == "free"
        if binds and school != OUTSIDE and person.code in self.ranks and school not in self.ranks[person.code]:
            return Closing("one_place", Text("该校不在本人志愿之内", "goes to a school outside the choices stated"))
        return None

    def _return_closed(self, person: Person, school: str) -> Closing | None:
        if self.after_term[person.code] == "again" and school == person.cells["origin_school"]:
            said = Text("须再次交流，不得回原单位", "serves another term and does not go back to the school of origin")
            return Closing("returns", said)
        return None

    def _route_closed(self, person: Person, to: Post) -> Closing | None:
        admitting = False
        if self.after_term[person.code] == "return":
            return None
        for i, route in enumerate(self.policy.rules.routes, 1):
            if route.forbid and self._route_fits(route, person, to):
                name = route.name or str(i)
                return Closing("routes", Text(f"交流范围“{name}”禁止", f"is forbidden by route '{name}'"))
            admitting |= not route.forbid
        if admitting and self.route(person, to) is None:
            return Closing("routes", Text("不在任何交流范围之内", "is admitted by no route"))
        return None

    def route(self, person: Person, to: Post) -> int | None:
        """Return the number of the first listed route that admits a person going to a post.

        Forbids are not asked; None if no route admits it, and for who goes back at the end of a term.
        """
        if self.after_term[person.code] == "return":
            return None
        key = (person.code, to)
        if key not in self._routes:
            self._routes[key] = next(
                (
                    i
                    for i, route in enumerate(self.policy.rules.routes)
                    if not route.forbid and self._route_fits(route, person, to)
                ),
                None,
            )
        return self._routes[key]

    def transfers(self, move: Move) -> bool:
        """Say whether the personnel relation 人事关系 goes along with a move; where no route says otherwise it does.

        Who goes back takes it along unless it never left.
        """
        person = self.people[move.teacher_id]
        if self.after_term[person.code] == "return":
            return person.payroll != move.to_school
        number = self.route(person, move[1:])
        return number is None or self.policy.rules.routes[number].transfer

    def term_end(self, move: Move) -> int | None:
        """Return the month in which the term of a move ends, by its route; None if the route sets no term.

        A term goes no further than retirement (the documents' 距退休不满的按实际).
        """
        person = self.people[move.teacher_id]
        number = self.route(person, move[1:])
        months = None if number is None else self.policy.rules.routes[number].term
        if months is None:
            return None
        retires = person.cells["retires"]
        end = self.month + months
        return min(end, retires) if isinstance(retires, Month) else end

    def route_starts(self, number: int, post: Post) -> bool:
        """Say whether a route leads away from a post, as its `from`, `schools` and `zones` tell."""
        route, zone = self.policy.rules.routes[number], self.zone(post[0])
        ends = [(0, route.origin)] + ([(1, route.to)] if route.both_ways else [])
        return any(
            self.place_holds(where, post[0], post)
            and (not route.schools or post[0] in {pair[end] for pair in route.schools})
            and (not route.zones or zone in {pair[end] for pair in route.zones})
            for end, where in ends
        )

    def _route_fits(self, route: Route, person: Person, to: Post) -> bool:
        origin = person.post
        along = self._fits_one_way(route, origin, to) or (route.both_ways and self._fits_one_way(route, to, origin))
        been = route.visited is None or self.has_visited(person, to[0]) == route.visited
        return along and been and self.matches(route.who, person)

    def _fits_one_way(self, route: Route, origin: Post, to: Post) -> bool:
        for column in route.same:
            here, there = self.place_cell(column, origin[0], origin), self.place_cell(column, to[0], to)
            if here is None or here != there:
                return False
        for column in route.differ:
            if len({None, self.place_cell(column, origin[0], origin), self.place_cell(column, to[0], to)}) < 3:
                return False
        zones = (self.zone(origin[0]), self.zone(to[0]))
        return (
            self.place_holds(route.origin, origin[0], origin)
            and self.place_holds(route.to, to[0], to)
            and (not route.schools or (origin[0], to[0]) in route.schools)
            and (not route.zones or zones in route.zones)
        )
