"""Measures of a plan that everybody understands, whatever the policy's goals: people, shares and minutes.

Counted by the recount alone, from a plan and the tables it was made for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from models.explain.envy import envies
from models.explain.minutes import ways
from models.explain.worse_off import worse_off
from models.filters import Filter
from models.goals import fill, moves, place, surplus
from models.goals.distance import lines_of
from models.plan import Plan
from models.policy import Policy
from models.recount import Recount
from models.tables import OUTSIDE
from models.words import Text

Better = Literal["less", "more", "neither"]
RURAL = ("乡村", "教学点")
"""Values of a school's `area` that count as rural."""
PEOPLE, PERCENT, SCHOOLS = Text("人", "people"), Text("%", "%"), Text("所", "schools")
MINUTES = Text("分钟", "minutes")


@dataclass(frozen=True)
class Measure:
    """One measure of a plan.

    Attributes
    ----------
    meaning : one sentence.
    unit : what follows the number.
    better : which way is better; `neither` where it only informs.
    count : the number, shares in whole per cent, halves up; None where the tables or the policy do not tell.
    goal : the goal that counts the very same; "" if none does.
    of_movers : whether it counts, or averages over, people moved only: fewer of them make it look better, or worse.
    """

    name: str
    title: Text
    meaning: Text
    unit: Text
    better: Better
    count: Callable[[Recount, Plan], int | None]
    goal: str = ""
    of_movers: bool = False


def rounded(top: int, bottom: int) -> int | None:
    """Divide, and round to a whole number, halves up; None where nothing is divided by."""
    return (2 * top + bottom) // (2 * bottom) if bottom else None


def _moved(recount: Recount, plan: Plan) -> int:
    return len(recount.chosen(plan))


def _unplaced(recount: Recount, plan: Plan) -> int | None:
    return place.value(recount, plan) if recount.named else None


def _over(recount: Recount, plan: Plan) -> int:
    return len(surplus.parts(recount, plan))


def _ranks(recount: Recount, plan: Plan) -> list[int | None]:
    """Return the rank each mover who stated choices got, None outside them."""
    chosen = recount.chosen(plan).items()
    return [recount.ranks[code].get(move.to_school) for code, move in chosen if code in recount.ranks]


def _first_choice(recount: Recount, plan: Plan) -> int | None:
    ranks = _ranks(recount, plan)
    return rounded(100 * sum(rank == 1 for rank in ranks), len(ranks))


def _a_choice(recount: Recount, plan: Plan) -> int | None:
    ranks = _ranks(recount, plan)
    return rounded(100 * sum(rank is not None for rank in ranks), len(ranks))


def _outside(recount: Recount, plan: Plan) -> int | None:
    return _ranks(recount, plan).count(None) if recount.ranks else None


def _minutes(recount: Recount, plan: Plan) -> int | None:
    lines = lines_of(recount)
    found = [ways(recount, lines, code, move.to_school).known for code, move in recount.chosen(plan).items()]
    known = [minutes for minutes in found if minutes is not None]
    return rounded(sum(known), len(known))


def _worse_off(recount: Recount, plan: Plan) -> int:
    return len(worse_off(recount, plan).people)


def _envious(recount: Recount, plan: Plan) -> int | None:
    scored = any(recount.score(code) is not None for code in recount.ranks if code in recount.people)
    return len(envies(recount, plan)) if scored else None


def _across_zones(recount: Recount, plan: Plan) -> int | None:
    if not any(school.zone for school in recount.schools.values()):
        return None
    ends = [
        (recount.zone(recount.people[code].school), recount.zone(move.to_school))
        for code, move in recount.chosen(plan).items()
    ]
    return sum(bool(left and entered) and left != entered for left, entered in ends)


def _to_rural(recount: Recount, plan: Plan) -> int | None:
    return len(_rural_arrivals(recount, plan)) if _tells_area(recount) else None


def _backbone_to_rural(recount: Recount, plan: Plan) -> int | None:
    backbone = backbone_of(recount.policy)
    if backbone is None or not _tells_area(recount):
        return None
    return sum(recount.matches(backbone, recount.people[code]) for code in _rural_arrivals(recount, plan))


def _tells_area(recount: Recount) -> bool:
    return any(school.cells["area"] is not None for school in recount.schools.values())


def _rural_arrivals(recount: Recount, plan: Plan) -> list[str]:
    """Return who moves to a rural school from one that is not."""

    def rural(school: str) -> bool:
        return school != OUTSIDE and recount.schools[school].cells["area"] in RURAL

    return [
        code
        for code, move in recount.chosen(plan).items()
        if rural(move.to_school) and not rural(recount.people[code].school)
    ]


def backbone_of(policy: Policy) -> Filter | None:
    """Return whom a policy calls backbone teachers: the first of its filters on people that asks for honours alone.

    Looked for in the attributes of goal `structure`, then in the quotas; None if there is none.
    """
    asked = [attribute.who for attribute in policy.goals.structure] + [quota.who for quota in policy.rules.quotas]
    return next((who for who in asked if set(who.columns()) == {"honour"}), None)


MEASURES: Mapping[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure(
            "moved",
            Text("调动人数", "people moved"),
            Text("方案调动的人数。", "People the plan moves."),
            PEOPLE, "neither", _moved, moves.NAME,
        ),
        Measure(
            "unplaced",
            Text("未安置", "not placed"),
            Text("流出名单中没有安置的人数。", "People of the outgoing list who are not placed."),
            PEOPLE, "less", _unplaced, place.NAME,
        ),
        Measure(
            "shortage",
            Text("流动后缺员", "shortage after"),
            Text("流动后各岗位缺员人数之和。", "People the posts lack after the moves, added up."),
            PEOPLE, "less", fill.value, fill.NAME,
        ),
        Measure(
            "over",
            Text("流动后超编学校", "schools over establishment after"),
            Text("流动后在编人数超过编制的学校数。", "Schools with more people than establishment after the moves."),
            SCHOOLS, "less", _over,
        ),
        Measure(
            "first_choice",
            Text("得第一志愿", "first choice"),
            Text("填报志愿的调动教师中，得第一志愿的占比。", "Of movers who stated choices, those who got the first."),
            PERCENT, "more", _first_choice, of_movers=True,
        ),
        Measure(
            "a_choice",
            Text("在志愿之内", "one of the choices"),
            Text(
                "填报志愿的调动教师中，去了所填学校的占比。", "Of movers who stated choices, those who got one of them."
            ),
            PERCENT, "more", _a_choice, of_movers=True,
        ),
        Measure(
            "outside",
            Text("在志愿之外", "outside the choices"),
            Text("填了志愿、却调往志愿之外的人数。", "People who stated choices and are moved outside them."),
            PEOPLE, "less", _outside, of_movers=True,
        ),
        Measure(
            "minutes",
            Text("平均路程", "mean way"),
            Text(
                "调动教师到新学校的平均分钟数（只计距离表中查得到的）。",
                "Mean minutes of movers to the new school, of those the distances tell.",
            ),
            MINUTES, "less", _minutes, of_movers=True,
        ),
        Measure(
            "worse_off",
            Text("比现在差", "worse off than today"),
            Text(
                "志愿之外、路程变长、降级聘用，或与配偶不再同片区的调动教师。",
                "Movers sent outside their choices, farther, hired lower, or parted from the spouse's zone.",
            ),
            PEOPLE, "less", _worse_off, of_movers=True,
        ),
        Measure(
            "envious",
            Text("分高而未得", "justified envy"),
            Text(
                "更想去的岗位给了同学段同学科得分更低的人，这样的人数。",
                "People who would rather have a place that went to a lower score of the same stage and subject.",
            ),
            PEOPLE, "less", _envious,
        ),
        Measure(
            "across_zones",
            Text("跨片区调动", "moved across zones"),
            Text("调往另一片区的人数。", "People moved to another zone."),
            PEOPLE, "neither", _across_zones,
        ),
        Measure(
            "to_rural",
            Text("调往乡村", "moved to rural schools"),
            Text("从其他学校调往乡村学校和教学点的人数。", "People moved from other schools to rural ones."),
            PEOPLE, "neither", _to_rural,
        ),
        Measure(
            "backbone_to_rural",
            Text("骨干教师调往乡村", "backbone teachers to rural schools"),
            Text("其中方案所称的骨干教师。", "Of these, the backbone teachers of the policy, by honour."),
            PEOPLE, "more", _backbone_to_rural,
        ),
    )
}  # fmt: skip
"""In the order of a report."""
