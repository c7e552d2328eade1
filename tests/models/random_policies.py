"""Random policies, cases and plans for the districts of `random_districts`.

Every parameter of every rule varies; plans come wild (to break rules) and grown (to keep them).
"""

from __future__ import annotations

from random import Random
from typing import Any

from models.case import Case
from models.plan import Move, Plan
from models.policy import Policy
from models.recount import Recount
from models.rules.registry import RULES
from models.tables import KIN_KINDS, OUTSIDE
from tests.models.random_districts import (
    ROLES,
    STAGES,
    SUBJECTS,
    TITLES,
    ZONES,
    random_district,
)
from tests.models.random_returns import random_returns

Draw = dict[str, Any]
GOALS = ("fill", "choice", "distance", "reunite", "structure", "moves", "prefer")

WHO: dict[str, tuple[object, ...]] = {
    "teacher_id": ("000", "003"), "sex": ("男", "female", 2), "title": TITLES[:2], "role": ("校长", "副校长", "教研员"),
    "honour": ("骨干",), "degree": ("本科", "硕士"), "post_type": ("teacher", "管理"), "appraisals": ("优秀", "合格"),
    "status": ("孕产期", "病", "借调"), "applies": (True, False, "是"), "consent": (True, "否"), "home_zone": ZONES,
    "stage": STAGES, "subject": SUBJECTS, "teaches": ("语文", "小学:数学", "初中:英语"), "school_id": ("00", "01"),
    "payroll_school": ("00", "01"), "评定": ("5", "五", "是", True, 5), "kin_here": ("夫妻", "直系血亲", "spouse"),
    "listed": (True, False), "last_result": ("优秀", "合格", "拒绝"), "去过": ("外县中学", "学校00", "合格", "优秀"),
}  # fmt: skip
WHO_NUMBERS: dict[str, tuple[object, ...]] = {
    "age": (30, 50), "years_in_school": (1, 6), "years_in_unit": (6,), "years_in_post": (1,),
    "years_to_retirement": (0, 4, 5), "score": (60, 70.5), "exchange_years": (1,), "birth_date": ("1976-08",),
    "years_since_exchange": (0, 1, 3), "经历": (0, 1, 2, 6),
    "joined": ("2020-08", "2025-08"), "term_end": ("2026-08",), "评定": (5, 6, "2020-09", "2021-01"),
}  # fmt: skip
WHERE: dict[str, tuple[object, ...]] = {
    "school_id": ("00", "01", OUTSIDE), "zone": ZONES, "area": ("城区", "rural", "镇"), "kind": ("公办",),
    "level": ("县直", "乡镇"), "parent": ("00",), "unit": ("00", "01"), "alliance": ("甲", "乙"),
    "inflow": (True, False), "outflow": ("是", False), "层次": ("5", "是", True, 5),
}  # fmt: skip
WHERE_NUMBERS: dict[str, tuple[object, ...]] = {
    "establishment": (2, 4), "headcount": (2, 3), "vacancy": (0, 1), "school_vacancy": (0, 1), "post_vacancy": (0, 1),
    "层次": (5, 6, "2020-09"), "占比差": (-200, 0, 100),
}  # fmt: skip
POST: dict[str, tuple[object, ...]] = {"stage": STAGES, "subject": SUBJECTS, "紧缺": ("5", "是", 5)}
POST_NUMBERS: dict[str, tuple[object, ...]] = {"required": (0, 1, 2), "current": (1, 2), "紧缺": (5, "2020-09")}


def random_who(rng: Random, *, category: bool = True, depth: int = 1) -> Draw:
    """Draw a `who` filter; `category` is not known yet where clauses are read."""
    words = {**WHO, "category": ("due", "free", "应交流", "settled")} if category else WHO
    drawn = _filter(rng, words, WHO_NUMBERS)
    if rng.random() < 0.15:
        drawn["at"] = random_where(rng, depth=0)
    if depth and rng.random() < 0.3:
        drawn["any"] = [random_who(rng, category=category, depth=0) for _ in range(2)]
    return drawn


def random_where(rng: Random, depth: int = 1) -> Draw:
    """Draw a `where` filter, on schools or on posts."""
    about_posts = rng.random() < 0.35
    words, numbers = (WHERE | POST, WHERE_NUMBERS | POST_NUMBERS) if about_posts else (WHERE, WHERE_NUMBERS)
    drawn = _filter(rng, words, numbers)
    if depth and rng.random() < 0.25:
        drawn["any"] = [random_where(rng, depth=0) for _ in range(2)]
    return drawn


def _filter(rng: Random, words: dict[str, tuple[object, ...]], numbers: dict[str, tuple[object, ...]]) -> Draw:
    drawn: Draw = {}
    for _ in range(rng.choice((1, 1, 1, 2))):
        if rng.random() < 0.6:
            column = rng.choice(sorted(words))
            values = rng.sample(words[column], rng.randint(1, min(2, len(words[column]))))
            asked: object = values if len(values) > 1 or rng.random() < 0.3 else values[0]
            drawn[column] = {"not": asked} if rng.random() < 0.35 else asked
        else:
            column = rng.choice(sorted(numbers))
            bounds = numbers[column]
            at, op = rng.randrange(len(bounds)), rng.choice(("min", "max", "below", "above", "not"))
            drawn[column] = {op: bounds[at]}
            if op in ("min", "above") and at + 1 < len(bounds) and _alike(bounds[at], bounds[at + 1]):
                drawn[column][rng.choice(("max", "below"))] = bounds[at + 1]
            elif rng.random() < 0.2:
                drawn[column]["not"] = rng.choice(bounds)
    return drawn


def _alike(low: object, high: object) -> bool:
    """Whether two values are both months or both numbers."""
    return isinstance(low, str) == isinstance(high, str)


def random_policy(rng: Random, *, tiers: list[Any] | None = None, gentle: bool = False) -> Policy:
    """Draw a policy; a `gentle` one asks few quotas and routes, so that plans exist."""
    rules: Draw = {
        "establishment": {"over": rng.choice(("closed", "no-worse"))},
        "subject_balance": {
            "over": rng.choice(("closed", "no-worse")),
            "floor": rng.choice((0, 0, "30%") if gentle else (0, "50%", 0.67, 1)),
            "staff_floor": rng.choice((0, 0, 0.5, 0.5 if gentle else "95%")),
        },
        "avoidance": {
            "scope": rng.choice(("school", "unit", "line")),
            "when": rng.choice(("always", "always", "lead")),
            "existing": rng.choice(("may-stay", "may-stay", "may-stay" if gentle else "must-part", "must-part")),
            "leading": [r for r in ROLES[:2] if rng.random() < 0.6] or ["校长"],
            "kinds": [k for k in KIN_KINDS if rng.random() < 0.8],
        },
        "release_first": {
            "mode": rng.choice(("pool", "chain")),
            "scope": rng.choice(("subject", "school")),
            "strict": rng.random() < 0.4,
            "caps": rng.choice(("after", "each-step")),
        },
        "routes": [_route(rng) for _ in range(rng.choice((0, 0, 1) if gentle else (0, 1, 2, 3)))],
    }
    listed = any(not route.get("forbid") for route in rules["routes"])
    count = rng.choice((0, 0, 1) if gentle else (0, 1, 1, 2))
    rules["quotas"] = [_quota(rng, i, gentle, listed, rng.random() < 0.3) for i in range(count)]
    rules["balance"] = [_balance(rng, i) for i in range(rng.choice((0, 0, 0, 1) if gentle else (0, 1, 1, 2)))]
    if tiers is not None:
        rules["quotas"].append(_quota(rng, count, gentle, listed, soft=True))
    titles = Random(repr(rules))  # a draw of its own: what is drawn after stays as it was
    if tiers is not None or titles.random() < 0.6:
        rules["title_posts"] = _title_posts(titles, tiers is not None)
    rules |= random_returns(Random(repr(rules)), random_who, gentle=gentle)
    if rng.random() < 0.5:
        rules["split_couples"] = {"leave": rng.choice(("one", "at-least-one"))}
    return Policy.model_validate(
        {
            "name": "试行办法", "date": "2026-08", "seed": str(rng.randint(0, 9)), **_clauses(rng),
            **random_score(Random(repr(rules))), **_told(rng),
            "leaders": random_who(rng), "choices": rng.choice(("bind", "open", "forbidden")), "rules": rules,
            "goals": {
                "choice": {"weight": rng.choice(("one", "score")), "unlisted": rng.choice((0, 4, 10))},
                "structure": [{"name": f"属性{i}", "who": random_who(rng)} for i in range(rng.choice((1, 2)))],
                "prefer": [
                    {
                        "name": f"优先{i}", "who": random_who(rng) if rng.random() < 0.7 else {},
                        "weight": rng.randint(1, 3), "count": rng.choice(("moved", "not-moved")),
                    }
                    for i in range(2)
                ],
            },
            "tiers": _with_sense(random_tiers(rng) if tiers is None else tiers, rules),
        }
    )  # fmt: skip


POINTS = (0, 1, 2, 0.5, -1, 0.2857, 12.25)


def random_score(rng: Random) -> Draw:
    """Draw a score, half of the time; from a draw of its own, what is drawn after stays as it was."""
    if rng.random() < 0.5:
        return {}
    items = [{"name": f"项{i}", **_item(rng)} for i in range(rng.choice((1, 2, 3)))]
    score: Draw = {"items": items}
    return {"score": score | ({"minimum": rng.choice(POINTS)} if rng.random() < 0.2 else {})}


def _item(rng: Random) -> Draw:
    item: Draw = {}
    if rng.random() < 0.4:
        item["who"] = {k: v for k, v in random_who(rng, category=False, depth=0).items() if k != "score"}
    way = rng.choice(("points", "each", "entry", "table"))
    if way == "points":
        return item | {"points": rng.choice(POINTS)}
    if way == "entry":
        column = rng.choice(("appraisals", "honour", "role", "sex", "post_type", "评定"))
        item |= {"column": column, "entry": [str(rng.choice(WHO[column])) for _ in range(rng.choice((1, 2)))]}
    else:
        item["column"] = rng.choice(("years_in_school", "age", "exchange_years", "years_to_retirement", "面试"))
    if way == "table":
        item["table"] = list(zip(sorted(rng.sample((-1, 0, 1, 2.5, 6, 50), 2)), rng.sample(POINTS, 2), strict=True))
    elif rng.random() < 0.7:
        item["each"] = rng.choice(POINTS)
    for cap in ("most", "minimum") if way == "table" else ("most", "least", "minimum"):
        if rng.random() < 0.25:
            item[cap] = rng.choice((3, 5.5)) if cap == "most" else rng.choice((-1, 0.5, 2))
    return item


def _told(rng: Random) -> Draw:
    """Draw what the facts and the share that filters name are told from, and a gate."""
    told = Random(rng.random())
    people = {column: WHO[column] for column in ("sex", "title", "honour", "kin_here", "last_result")}
    return {
        "facts": [
            _fact(told, "经历", ("years", "months", "times", "units", "since")),
            _fact(told, "去过", ("places", "result")),
        ],
        "shares": [{"name": "占比差", "who": _filter(told, people, {"经历": (0, 1, 2)})}],
        "gates": [{"name": "门槛", "who": random_who(told), "passes": random_who(told)}],
    }


def _fact(rng: Random, name: str, counts: tuple[str, ...]) -> Draw:
    fact: Draw = {"name": name, "count": rng.choice(counts)}
    asked: dict[str, tuple[object, ...]] = {
        "type": ("支教", ["支教", "交流"], {"not": "支教"}), "transfer": (True, False, {"not": True}),
        "result": ("优秀", ["拒绝", "合格"], {"not": ["拒绝", "优秀"]}), "credited": (True,), "window": (1, 2, 6),
        "to": ({"area": "城区"}, {"school_id": {"not": "00"}}, {"vacancy": {"min": 0}}, {"层次": {"min": 5}}),
        "rows": ({"审批": True}, {"any": [{"审批": {"not": "否"}}, {"to_school": "外县中学"}]},
                 {"end": {"max": "2025-08"}}),
    }  # fmt: skip
    for key, values in asked.items():
        if rng.random() < (0.1 if key == "credited" else 0.3):
            fact[key] = rng.choice(values)
    return fact


def _with_sense(tiers: list[Any], rules: Draw) -> list[Any]:
    """Return tiers without a goal that would count nothing."""
    senseless = set() if any(quota.get("binding") == "soft" for quota in rules["quotas"]) else {"quota"}
    if rules.get("title_posts", {}).get("regime") != "downgrade":
        senseless.add("downgrade")
    kept = [{goal: weight for goal, weight in tier.items() if goal not in senseless} for tier in tiers]
    return [tier for tier in kept if tier]


def random_tiers(rng: Random) -> list[Any]:
    """Draw one to three tiers of one or two goals."""
    goals = rng.sample(GOALS, rng.randint(2, 5))
    tiers = []
    while goals:
        tiers.append({goals.pop(): rng.randint(1, 3) for _ in range(min(len(goals), rng.choice((1, 1, 2))))})
    return tiers


def _clauses(rng: Random) -> Draw:
    def clause(name: str) -> Draw:
        return {"name": name, "who": random_who(rng, category=False)}

    everybody = {"name": "人人"}
    waiving = {
        "certified": rng.choice(("", "", "consent")), "waived_by": ["applies", "lock"][rng.choice((2, 2, 1, 0)) :],
    }  # fmt: skip
    return {
        "barred": [clause("禁")] if rng.random() < 0.2 else [],
        "deferred": [clause("缓") | waiving] if rng.random() < 0.3 else [],
        "due": [everybody] if rng.random() < 0.4 else [clause("应一"), clause("应二")],
        "free": [everybody] if rng.random() < 0.8 else [clause("可")],
    }


def _route(rng: Random) -> Draw:
    forbid = rng.random() < 0.35
    route: Draw = {"both_ways": rng.random() < 0.5, "forbid": forbid}
    if rng.random() < 0.5:
        route["from"] = random_where(rng)
    if rng.random() < 0.4:
        route["to"] = random_where(rng)
    if rng.random() < 0.3:
        route["same"] = rng.sample(("zone", "alliance", "parent", "unit", "stage", "层次", "紧缺", "establishment"), 1)
    if rng.random() < 0.2:
        route["schools"] = [rng.sample(("00", "01", "02"), 2) for _ in range(2)]
    if rng.random() < 0.2:
        route["zones"] = [rng.choices(ZONES, k=2) for _ in range(2)]
    if not route.keys() - {"both_ways", "forbid"}:
        route["from"] = random_where(rng)
    aside = Random(repr(route))  # so that what is drawn after it stays as it was
    if not forbid:
        route |= {"transfer": aside.random() < 0.6, "term": aside.choice((3, "18个月"))}
    if aside.random() < 0.3:
        route["who"] = random_who(aside)
    if aside.random() < 0.05:
        route["differ"] = [aside.choice(("zone", "parent", "stage", "unit", "establishment"))]
    if aside.random() < 0.05:
        route["visited"] = aside.random() < 0.5
    return route


BOUNDS = ("max", "min", "both", "exactly", "max")
PER = (
    "district", "origin", "destination", "origin post", "destination post", "unit", "destination unit", "zone",
    "destination zone", "route",
)  # fmt: skip


def _quota(rng: Random, i: int, gentle: bool, routes: bool, soft: bool) -> Draw:
    base = rng.choice((None, "due", "staff", "teachers", "leaders", "moved", "moved"))
    per = rng.choice(PER if routes else PER[:-1])
    quota: Draw = {"name": f"名额{i}", "per": per}
    amounts = (0, 1, 2, 3) if base is None else (0, "20%", 0.34, "50%", 0.75, 1)
    kind = rng.choice(("max", "min", "exactly", "max") if soft and base == "moved" else BOUNDS)
    if kind == "exactly":
        quota["exactly"] = rng.choice(amounts[:3])
    else:
        low, high = sorted(rng.sample(range(len(amounts)), 2))
        if kind != "max":
            quota["min"] = amounts[low // 2 if gentle else low]
        if kind != "min":
            quota["max"] = amounts[high]
    if base is not None:
        quota["of"] = base
    if base not in (None, "staff") and rng.random() < 0.4:
        quota["of_who"] = random_who(rng)
    if soft:
        quota["binding"] = "soft"
    if rng.random() < 0.5:
        quota["who"] = random_who(rng)
    for end in ("from", "to"):
        if rng.random() < 0.3:
            quota[end] = random_where(rng)
    if rng.random() < 0.3 and not (per.startswith("destination") or per == "route"):
        if soft or base == "moved" or "to" in quota or rng.random() < 0.7:
            quota["also"] = random_who(rng)
        else:
            quota["count"] = "candidates"
    return quota


def _title_posts(rng: Random, asked: bool) -> Draw:
    ladder = rng.sample(TITLES[:3], rng.choice((2, 3, 3)))
    return {"regime": rng.choice(("hard", *["downgrade"] * (5 if asked else 1), "follow")), "ladder": ladder}


def _balance(rng: Random, i: int) -> Draw:
    by = rng.sample(("stage", "subject", "title"), rng.choice((0, 1, 1, 2)))
    return {
        "name": f"对等{i}", "from": random_where(rng), "to": random_where(rng) if rng.random() < 0.8 else {}, "by": by,
        "slack": rng.choice((0, 0, 0, 1)),
    }  # fmt: skip


def random_case(rng: Random, *, gentle: bool = False, baseline: bool = False, tiers: list[Any] | None = None) -> Case:
    """Draw a district and a policy for it, and, if asked for, an earlier plan to stay close to."""
    district = random_district(rng, most=7 if gentle else 9, roomy=gentle)
    policy = random_policy(rng, tiers=tiers, gentle=gentle)
    recount = Recount(district, policy)
    return Case(district, policy, _earlier(rng, recount) if baseline else None)


def _earlier(rng: Random, recount: Recount) -> Plan:
    """Draw a baseline; it may name a school or a person that is no more."""
    gone = [Move(code, "99", "小学", "语文") for code in (*recount.people, "999") if rng.random() < 0.1]
    return Plan.of((*random_plan(rng, recount).moves, *gone))


def random_plan(rng: Random, recount: Recount) -> Plan:
    """Draw a plan, mostly of moves that look right; now and then somebody moves twice, or nowhere there is."""
    share = rng.choice((0.0, 0.15, 0.3, 0.6, 0.9))
    moves = {random_move(rng, recount, code) for code in recount.people for _ in range(2) if rng.random() < share / 2}
    if rng.random() < 0.85:
        moves = set({move.teacher_id: move for move in sorted(moves)}.values())
    return Plan.of(tuple(moves))


def random_move(rng: Random, recount: Recount, code: str) -> Move:
    """Draw a move of one person: three times of four to an open post, if there is one."""
    openings = [m for m in openings_of(recount, code) if rng.random() < 0.75]
    if openings:
        return rng.choice(openings)
    posts = [*recount.required, *(p.post for p in recount.people.values())]
    if recount.after_term[code] == "again":  # who may go anywhere but back
        posts = [p for p in recount.required if p[0] == recount.people[code].cells["origin_school"]] or posts
    post = rng.choice(posts)
    return Move(code, *post)


def openings_of(recount: Recount, code: str) -> list[Move]:
    """Return every open move of one person."""
    person = recount.people[code]
    posts = [*recount.required, (OUTSIDE, person.stage, person.subject)]
    return [m for post in posts if recount.closed(m := Move(code, *post)) is None]


def breaches(recount: Recount, plan: Plan) -> int:
    """Count the breaches of a plan, over every rule."""
    return sum(len(rule.check(recount, plan)) for rule in RULES.values())


def grown_plan(rng: Random, recount: Recount) -> Plan | None:
    """Return a plan that keeps every rule, grown a change at a time; None if the walk found none."""
    moves: dict[str, Move] = {}
    worst = breaches(recount, Plan(()))
    openings = {code: openings_of(recount, code) for code in recount.people}
    movable = [code for code, listed in openings.items() if listed]
    for _ in range(4 * len(movable)):
        trial = dict(moves)
        for code in rng.choices(movable, k=rng.choice((1, 1, 2))):  # two at once may change places
            trial[code] = rng.choice(openings[code])
            if code in moves and rng.random() < 0.2:
                del trial[code]
        found = breaches(recount, Plan.of(tuple(trial.values())))
        if (found, -len(trial)) <= (worst, -len(moves)) or (found == worst and rng.random() < 0.1):
            moves, worst = trial, found
    return Plan.of(tuple(moves.values())) if worst == 0 else None
