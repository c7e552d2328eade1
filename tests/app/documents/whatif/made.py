"""Made-up comparisons and sweeps: figures that hang together, every name and code invented."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from models.explain.gains import Changed, Ground, Lot, Verdict
from models.plan import Move, TierResult
from models.rules.registry import RULES
from models.words import Text, same
from scenarios.whatif.comparison import By, Comparison, Frontier, Group, Line, Point, Price, Row
from scenarios.whatif.result import Result, RuleResult, Status
from scenarios.whatif.sweep import Sweep, SweepRow

ZONES = ("城关片区", "城东片区", "青禾镇", "柳河镇", "石桥镇", "云岭乡")
PLACES = {zone: (103.0 + 0.11 * (i % 3) + 0.02 * i, 30.0 + 0.09 * (i // 3) - 0.015 * i) for i, zone in enumerate(ZONES)}
SUBJECTS = ("语文", "数学", "英语", "物理", "体育")
SCHOOLS = {f"21990000{i:02d}": f"{ZONES[i % 6][:2]}第{i // 6 + 1}小学" for i in range(18)}
PEOPLE = {
    f"7{i:05d}": (
        f"{'赵钱孙李周吴郑王'[i % 8]}{'文志秀建晓宇丽思'[i // 8 % 8]}{'静远兰国梅航华源'[i // 64 % 8]}",
        code,
        SUBJECTS[i % 5],
    )
    for i, code in enumerate(list(SCHOOLS) * 20)
}
"""360 people by code: name, school, subject."""
MADE = {
    "inputs": {"青禾县.xlsx": "ab" * 32, "policy.toml": "cd" * 32},
    "versions": {"lungang": "0.1.0", "ortools": "9.15.6755"},
    "started": "2026-08-01T09:30:00+08:00",
    "seconds": 41.25,
}
FIGURES = (
    ("moved", Text("调动人数", "people moved"), Text("人", "people"), "neither"),
    ("shortage", Text("流动后缺员", "shortage after"), Text("人", "people"), "less"),
    ("first_choice", Text("得第一志愿", "first choice"), Text("%", "%"), "more"),
    ("minutes", Text("平均路程", "mean way"), Text("分钟", "minutes"), "less"),
    ("over", Text("流动后超编学校", "schools over establishment after"), Text("所", "schools"), "less"),
)
"""Key, title, unit and which way is better, of the measures made up here."""


def result(name: str, movers: int, status: Status = "optimal", seed: int = 1, values: Sequence[int] = ()) -> Result:
    """Return a plan that moves that many, drawn by the seed, with figures as given or drawn."""
    if status not in ("optimal", "feasible"):
        return Result(
            name,
            status,
            3.5,
            said=(Text("编制和比例互相矛盾：空编只有 3 人。", "Establishment and quotas contradict."),),
        )
    rng = random.Random(seed)
    codes = sorted(rng.sample(sorted(PEOPLE), movers))
    moves = tuple(
        Move(code, rng.choice([s for s in SCHOOLS if s != PEOPLE[code][1]]), "小学", PEOPLE[code][2]) for code in codes
    )
    figures = list(values) or [movers, 320 - movers, 55 + seed, 17 + seed, 4]
    measures = {key: value for (key, *_), value in zip(FIGURES, figures, strict=True)}
    goals = {"fill": measures["shortage"], "choice": 900 - seed, "distance": measures["minutes"] * movers}
    open_tier = 0 if status == "optimal" else max(1, goals["choice"] // 50)
    tiers = tuple(
        TierResult({goal: value}, value, value - open_tier * (goal == "choice"), not open_tier or goal != "choice")
        for goal, value in goals.items()
    )
    flows = Counter((zone_of(PEOPLE[move.teacher_id][1]), zone_of(move.to_school)) for move in moves)
    return Result(
        name, status, 4.0 + seed, tiers, goals,
        {"establishment": RuleResult(0, 7), "quotas": RuleResult(0, 3 + seed % 2)},
        measures, moves, flows=tuple((a, b, n) for (a, b), n in sorted(flows.items())),
    )  # fmt: skip


def zone_of(school: str) -> str:
    return ZONES[list(SCHOOLS).index(school) % 6]


def against(base: Result, other: Result, seed: int) -> Result:
    """Return the other result with everybody who fares otherwise, the verdicts drawn."""
    if not base.planned or not other.planned:
        return other
    rng = random.Random(seed)
    was, now = ({move.teacher_id: move for move in r.moves} for r in (base, other))
    changed = []
    for code in sorted(was.keys() | now.keys()):
        if was.get(code) != now.get(code):
            verdict: Verdict = rng.choice(("gains", "gains", "loses", "differs"))
            ground: Ground = "none" if verdict == "differs" else rng.choice(("choice", "minutes"))
            changed.append(Changed(code, verdict, ground, lot(code, was.get(code)), lot(code, now.get(code))))
    return replace(other, changed=tuple(changed))


def lot(code: str, move: Move | None) -> Lot:
    if move is None:
        return Lot(PEOPLE[code][1], "小学", PEOPLE[code][2], False, minutes=12)
    return Lot(move.to_school, move.stage, move.subject, True, 1, 25, together=True)


def lines_of(results: Sequence[Result]) -> tuple[Line, ...]:
    lines = [
        Line("measure", key, title, Text(f"{title.zh}。", f"{title.en}."), unit, better,  # type: ignore[arg-type]
             tuple(r.measures.get(key) for r in results), (None,) * len(results))
        for key, title, unit, better in FIGURES
    ]  # fmt: skip
    for goal, title in (("fill", "缺额"), ("choice", "志愿"), ("distance", "距离")):
        bounds = tuple(next((t.bound for t in r.tiers if goal in t.goals and not t.proven), None) for r in results)
        lines.append(
            Line("goal", goal, Text(title, goal), Text("越少越好。", "Less is better."), same(""), "less",
                 tuple(r.goals.get(goal) for r in results), bounds)
        )  # fmt: skip
    for rule in ("establishment", "quotas"):
        values = tuple(r.rules[rule].at_limit if rule in r.rules else None for r in results)
        lines.append(
            Line(
                "rule",
                rule,
                RULES[rule].title,
                same(""),
                Text("处", "places"),
                "neither",
                values,
                (None,) * len(results),
            )
        )
    return tuple(lines)


def groups_of(results: Sequence[Result]) -> dict[str, Mapping[By, tuple[Group, ...]]]:
    if not results[0].planned:
        return {}
    found: dict[str, Mapping[By, tuple[Group, ...]]] = {}
    for r in results[1:]:
        if r.planned:
            of: dict[By, dict[str, Counter[str]]] = {
                "all": {},
                "zone": {},
                "subject": {},
                "sex": {},
                "age": {},
                "score": {},
            }
            for one in r.changed:
                _, school, subject = PEOPLE[one.teacher_id]
                n = int(one.teacher_id)
                for by, name in (
                    ("all", "all"), ("zone", zone_of(school)), ("subject", subject), ("sex", "男女"[n % 2]),
                    ("age", ("0-34", "35-44", "50-999", "")[n % 4]), ("score", ("40-59", "60-88")[n % 2]),
                ):  # fmt: skip
                    of[by].setdefault(name, Counter())[one.verdict] += 1  # type: ignore[index]
            found[r.key] = {
                by: tuple(
                    Group(name, 2 * sum(c.values()), c["gains"], c["loses"], c["differs"])
                    for name, c in sorted(names.items())
                )
                for by, names in of.items()
            }
    return found


def comparison(
    results: Sequence[Result], told: Mapping[str, tuple[Text, ...]] | None = None, **more: object
) -> Comparison:
    """Hold results against the first; the key of each is the name of its scenario."""
    found = [results[0], *(against(results[0], r, i) for i, r in enumerate(results[1:], 1))]
    rows = tuple(Row(r.key, (told or {}).get(r.key, ()), r) for r in found)
    whole = Comparison(
        "交流比例：10%、15%、20%", "比例提高，代价和好处各是什么？", rows, lines_of(found), groups_of(found),
        None, (), {}, {one.teacher_id: PEOPLE[one.teacher_id] for r in found for one in r.changed}, SCHOOLS, MADE,
    )  # fmt: skip
    return replace(whole, **more)  # type: ignore[arg-type]


def four(places: Mapping[str, tuple[float, float]] | None = None) -> Comparison:
    """A baseline, one better, one not proven, one the same plan, one impossible, one failed."""
    base = result("基线", 90, seed=1)
    results = [
        base, result("比例15%", 130, seed=2), result("比例20%", 170, "feasible", seed=3),
        replace(base, key="编制加20"), result("排名择校", 0, "infeasible"),
        replace(result("双向选择", 0, "failed"), said=()),
    ]  # fmt: skip
    told = {
        "比例15%": (Text("“不低于10%”改为“不低于15%”。", "'at least 10%' becomes 'at least 15%'."),),
        "比例20%": (Text("“不低于10%”改为“不低于20%”。", "'at least 10%' becomes 'at least 20%'."),),
        "编制加20": (Text("18所学校的编制数共增加20。", "establishment of 18 schools up by 20."),),
        "排名择校": (Text("锁定表：取消赵文静（700000）的锁定。", "table locks: drop the lock of 赵文静 (700000)."),),
    }
    points = (Point(200, 1800, True), Point(205, 1500, True), Point(215, 1400, False), Point(230, 1390, True))
    tiers = tuple(tier.value for tier in base.tiers)
    fewer = (tiers[0] - 1, *tiers[1:])
    prices = (
        Price("establishment", Text("青禾第1小学编制加1", "one post more"), "fill", 2, tiers, fewer, True),
        Price("quotas", Text("比例放宽1人", "one person less"), "choice", 1, tiers, tiers, True),
        Price("locks", Text("锁定表：取消赵文静（700000）的锁定", "drop the lock of 赵文静 (700000)"), "fill", 2),
        Price("avoidance", None, proven=True),
    )  # fmt: skip
    return comparison(
        results, told, frontier=Frontier(("fill", "distance"), ("choice",), points, Point(230, 1620, False)),
        prices=prices, places=PLACES if places is None else places,
    )  # fmt: skip


def sweep(
    axes: Mapping[str, tuple[str, ...]],
    districts: Sequence[str] = ("青禾县",),
    failed: frozenset[tuple[str, str]] = frozenset(),
) -> Sweep:
    """Every combination of the axes in every district, a baseline before each; those named come to nothing."""
    rows = []
    for d, district in enumerate(districts):
        rows.append(SweepRow(district, "基线", {}, (), result("基线", 60 + d, seed=1)))
        combinations: list[dict[str, str]] = [{}]
        for axis, values in axes.items():
            combinations = [{**c, axis: value} for c in combinations for value in values]
        for k, at in enumerate(combinations, 1):
            name = "，".join(f"{axis} {value}" for axis, value in at.items())
            status: Status = "failed" if (district, name) in failed else "optimal"
            rows.append(SweepRow(district, name, at, (same(name),), result(name, 60 + d + 7 * k, status, k + d)))
    return Sweep("编制与比例", "各加多少合算？", axes, tuple(rows), MADE)
