"""Goal `distance` 距离 (rulebook 5): minutes on the way, else whole kilometres."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from models.case import Case
from models.district import BoolArray, IntArray
from models.draft import Draft, Expression
from models.goals.goal import Goal, Part
from models.plan import Plan
from models.recount import Recount
from models.recount_filters import Cell
from models.recount_roster import number, text
from models.tables import OUTSIDE
from models.words import Text

NAME = "distance"
TITLE = Text("距离", "distance")
MEANING = Text(
    "调动教师到新学校的路程之和（分钟；没有距离表的按公里）。",
    "How far movers travel to the new school, added up (minutes; kilometres where no minutes are given).",
)

FloatArray = npt.NDArray[np.float64]
EARTH_RADIUS = 6371.0088
"""Kilometres (rulebook 5)."""

Line = tuple[str, str, str]
"""Teacher or "", zone or "", school."""


def value(recount: Recount, plan: Plan) -> int:
    """Add up the distance of every move."""
    lines = lines_of(recount)
    return sum(way(recount, lines, code, m.to_school)[0] for code, m in recount.chosen(plan).items())


def lines_of(recount: Recount) -> dict[Line, int]:
    """Return the minutes of each line of `distances`."""
    return {
        (text(row["teacher_id"]), text(row["zone"]), text(row["school_id"])): number(row["minutes"]) or 0
        for row in recount.tables["distances"]
    }


def way(recount: Recount, lines: dict[Line, int], code: str, school: str) -> tuple[int, bool]:
    """Return how far a person has to a school, and whether anything was known (0 if not).

    Minutes of the person's own line, else of the home zone's, else of the present school's zone; else whole
    kilometres from home, else from the present school. A departure from the district has no way to go.
    """
    person = recount.people[code]
    if school == OUTSIDE:
        return 0, True
    minutes = _minutes_of_line(recount, lines, code, school)
    if minutes is not None:
        return minutes, True
    there = _point(recount.schools[school].cells, "")
    here = _point(person.cells, "home_")
    if here is None and person.school != OUTSIDE:
        here = _point(recount.schools[person.school].cells, "")
    if here is None or there is None:
        return 0, False
    return math.floor(kilometres(here, there) + 0.5), True


def _minutes_of_line(recount: Recount, lines: dict[Line, int], code: str, school: str) -> int | None:
    person = recount.people[code]
    zones = [text(person.cells["home_zone"]), recount.zone(person.school)]
    asked = [(code, "", school), *(("", zone, school) for zone in zones if zone)]
    return next((lines[line] for line in asked if line in lines), None)


def kilometres(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Return the great circle between two points (longitude, latitude in degrees), by haversines."""
    (lon1, lat1), (lon2, lat2) = (tuple(map(math.radians, point)) for point in (here, there))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS * math.asin(min(1.0, math.sqrt(h)))


def _point(cells: Mapping[str, Cell], prefix: str) -> tuple[float, float] | None:
    lon, lat = cells[f"{prefix}lon"], cells[f"{prefix}lat"]
    return (float(lon), float(lat)) if isinstance(lon, Decimal) and isinstance(lat, Decimal) else None


def parts(recount: Recount, plan: Plan) -> list[Part]:
    """Return every mover with a way to go."""
    lines, found = lines_of(recount), []
    for code, move in recount.chosen(plan).items():
        length = way(recount, lines, code, move.to_school)[0]
        if length:
            who, there = recount.say_person(code), recount.say_school(move.to_school)
            timed = _minutes_of_line(recount, lines, code, move.to_school) is not None
            unit = Text("分钟", "minutes") if timed else Text("公里", "km")
            said = Text(
                f"{who.zh}去{there.zh}，路程{length}{unit.zh}。",
                f"{who.en} goes to {there.en}, {length} {unit.en} away.",
            )
            found.append(Part((code,), length, said, (code,), (move.to_school,)))
    return found


def cost(draft: Draft) -> Expression:
    """Charge each pair its way: minutes of a line, else whole kilometres, else 0."""
    return Expression(np.arange(len(draft.pairs)), ways(draft.case, draft.pairs.teacher, draft.pairs.school)[0])


def ways(case: Case, teacher: IntArray, school: IntArray) -> tuple[IntArray, BoolArray]:
    """Return the way from each teacher to each school, and whether anything was known of it; shapes of `teacher`.

    Minutes of the person's line, else of the home zone's, else of the present school's zone's; else
    whole kilometres of the great circle from home, else from the present school (rulebook 5). Nobody is charged for
    leaving the district, and who comes from outside comes from home.
    """
    people = case.district.teachers
    length = np.zeros(len(teacher), np.int64)
    known = school == case.district.outside
    present = case.district.at_places("zone")[case.district.teacher_school]
    for column, key in (("teacher_id", people["teacher_id"]), ("zone", people["home_zone"]), ("zone", present)):
        minutes = _minutes(case, column, np.asarray(key, dtype=object))
        found = minutes[0][teacher]
        line = found >= 0
        value = np.full(len(teacher), -1, np.int64)
        value[line] = minutes[1][found[line], school[line]]
        use = ~known & (value >= 0)
        length[use], known[use] = value[use], True
    east, north = (case.district.at_places(column).astype(np.float64) for column in ("lon", "lat"))
    at = case.district.teacher_school
    for lon, lat in (
        (people["home_lon"].to_numpy(np.float64), people["home_lat"].to_numpy(np.float64)),
        (east[at], north[at]),
    ):
        km = _kilometres(lon[teacher], lat[teacher], east[school], north[school])
        use = ~known & ~np.isnan(km)
        length[use], known[use] = np.floor(km[use] + 0.5).astype(np.int64), True
    return length, known


def _minutes(case: Case, column: str, keys: npt.NDArray[np.generic]) -> tuple[IntArray, IntArray]:
    """Return for each teacher the row of a table of minutes (-1: none), and that table, shape (rows, schools)."""
    table = case.district["distances"]
    table = table[table[column] != ""]
    names = {name: i for i, name in enumerate(dict.fromkeys(table[column]))}
    grid = np.full((len(names), case.district.places), -1, np.int64)
    school = case.district.positions(table["school_id"], case.district.school_at)
    grid[np.array([names[n] for n in table[column]], np.int64), school] = table["minutes"].to_numpy(np.int64)
    return np.fromiter((names.get(key, -1) for key in keys), np.int64, len(keys)), grid


def _kilometres(lon: FloatArray, lat: FloatArray, to_lon: FloatArray, to_lat: FloatArray) -> FloatArray:
    """Great-circle distance in kilometres between points in degrees (haversine)."""
    a, b, da, do = np.radians(lat), np.radians(to_lat), np.radians(to_lat - lat), np.radians(to_lon - lon)
    h = np.sin(da / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(do / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.minimum(h, 1))))


GOAL = Goal(NAME, TITLE, MEANING, value, cost, parts)
