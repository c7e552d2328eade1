"""The tables as CSV files: Chinese names, readable in Excel, as `scenarios.tables` writes them.

Columns are written whole, so that a roster of 160,000 rows takes a few seconds.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from benchmarks.generate.choices import Choice, kilometres, zone_hearts
from benchmarks.generate.draws import FloatArray
from benchmarks.generate.locks import Lock
from benchmarks.generate.numbers import Numbers
from benchmarks.generate.people import DEGREES, HONOURS, STATES, TITLES, People, Staff
from benchmarks.generate.posts import LOWER, NO_POST, SUBJECTS, SUPPORT, UPPER, Nodes
from benchmarks.generate.quotas import WEAK
from benchmarks.generate.relations import Relation
from benchmarks.generate.schools import AREAS, NINE_YEAR, POINT, PRIMARY, SECONDARY, URBAN, Schools
from models.district import BoolArray, IntArray
from models.tables import TABLES

Columns = Mapping[str, Sequence[object]]

MOST_SCHOOLS_WITH_MINUTES = 300
"""Beyond, no bureau keeps a table of minutes; coordinates say how far it is."""
MINUTES_A_KM, START_MINUTES = 2.2, 4.0
SLOWER = (1.0, 1.0, 1.15, 1.4)
"""By area of the school: roads to villages and points are slower."""
KINDS = {PRIMARY: "小学", SECONDARY: "初中", NINE_YEAR: "九年一贯制学校"}


def csv_bytes(table: str, columns: Columns) -> bytes:
    """Return a table as the bytes of a CSV file: UTF-8 with a byte order mark, lines ended as Excel ends them."""
    spec = TABLES[table]
    headers = [column.zh for name in columns if (column := spec.column(name)) is not None]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows(zip(*columns.values(), strict=True))
    return text.getvalue().encode("utf-8-sig")


def picked(words: Sequence[str], positions: IntArray) -> list[str]:
    """Return the word at each position; -1 is an empty cell."""
    cells: list[str] = np.array([*words, ""], dtype=object)[positions].tolist()
    return cells


def months(values: IntArray) -> list[str]:
    """Write months (12 * year + month) as bureaus do: 1985-10."""
    low = int(values.min())
    words = [f"{(m - 1) // 12}-{(m - 1) % 12 + 1:02d}" for m in range(low, int(values.max()) + 1)]
    return picked(words, values - low)


def school_columns(schools: Schools, numbers: Numbers, weak: BoolArray) -> Columns:
    """Return the table `schools`."""
    point = schools.area == POINT
    kind = [("教学点" if p else KINDS[s]) for p, s in zip(point.tolist(), schools.stage.tolist(), strict=True)]
    level = np.where(weak, 0, np.where(schools.area == URBAN, 1, 2))
    return {
        "school_id": schools.codes,
        "name": schools.names,
        "zone": picked(schools.zone_names, schools.zone),
        "area": picked(AREAS, schools.area),
        "kind": kind,
        "level": picked((WEAK, "县直", "乡镇"), level),
        "parent": picked(schools.codes, schools.parent),
        "alliance": picked(schools.alliance_names, schools.alliance),
        "establishment": numbers.establishment.tolist(),
        "headcount": numbers.headcount.tolist(),
        "lon": [f"{x:.4f}" for x in schools.lon.tolist()],
        "lat": [f"{x:.4f}" for x in schools.lat.tolist()],
    }


def post_columns(schools: Schools, nodes: Nodes, numbers: Numbers) -> Columns:
    """Return the table `posts`: a post nobody holds and nobody is wanted for has no row."""
    rows = np.flatnonzero(has_row(nodes, numbers))
    return {
        "school_id": picked(schools.codes, nodes.school[rows]),
        "stage": picked([stage for stage, _ in SUBJECTS], nodes.subject[rows]),
        "subject": picked([subject for _, subject in SUBJECTS], nodes.subject[rows]),
        "required": numbers.required[rows].tolist(),
        "current": nodes.current[rows].tolist(),
    }


def has_row(nodes: Nodes, numbers: Numbers) -> BoolArray:
    """Return which nodes stand in the table `posts`."""
    return np.asarray(nodes.is_post & ((nodes.current > 0) | (numbers.required > 0)), bool)


def teacher_columns(
    schools: Schools, nodes: Nodes, staff: Staff, people: People, codes: list[str], names: list[str]
) -> Columns:
    """Return the table `teachers`."""
    school, subject = nodes.school[staff.node], nodes.subject[staff.node]
    teaches = subject != NO_POST
    support_stage = np.where(schools.stage == SECONDARY, UPPER, LOWER)[school]
    stages = np.array([*(stage for stage, _ in SUBJECTS), ""], dtype=object)[subject]
    both = [f"{stage}:{name}" for stage, name in SUBJECTS]
    return {
        "teacher_id": codes,
        "name": names,
        "sex": picked(("男", "女"), people.woman.astype(np.int64)),
        "birth_date": months(people.birth),
        "school_id": picked(schools.codes, school),
        "stage": np.where(teaches, stages, support_stage).tolist(),
        "subject": picked([*(name for _, name in SUBJECTS), SUPPORT], subject),
        "also": picked(both, staff.second),
        "joined": months(people.joined),
        "retires": months(people.retires),
        "post_type": picked(("教辅", "专任教师"), teaches.astype(np.int64)),
        "title": picked(TITLES, people.title),
        "honour": picked(HONOURS, people.honour),
        "role": people.role,
        "degree": picked(DEGREES, people.degree),
        "appraisals": people.appraisals,
        "status": picked([state for state, _ in STATES], people.state),
        "applies": picked(("否", "是"), people.applies.astype(np.int64)),
        "consent": picked(("", "否", "是"), np.where(people.applies, 1 + people.consent, 0)),
        "score": [f"{x:.1f}" for x in people.score.tolist()],
        "exchange_years": people.exchanged.tolist(),
        "home_zone": picked(schools.zone_names, people.home_zone),
        "spouse_zone": picked(schools.zone_names, people.spouse_zone),
    }


def relation_columns(relations: Iterable[Relation], codes: list[str]) -> Columns:
    """Return the table `relations`."""
    rows = sorted((codes[r.a], codes[r.b], r.kind) for r in relations)
    return dict(zip(("teacher_a", "teacher_b", "kind"), zip(*rows, strict=True), strict=True))


def choice_columns(schools: Schools, choices: Sequence[Choice], codes: list[str]) -> Columns:
    """Return the table `choices`."""
    return {
        "teacher_id": [codes[c.person] for c in choices],
        "rank": [c.rank for c in choices],
        "school_id": [schools.codes[c.school] if c.school >= 0 else "" for c in choices],
        "zone": [schools.zone_names[c.zone] if c.zone >= 0 else "" for c in choices],
    }


def lock_columns(schools: Schools, locks: Sequence[Lock], codes: list[str]) -> Columns:
    """Return the table `locks`."""
    zh = {"must": "必须去", "never": "不得去", "stay": "留任"}
    return {
        "teacher_id": [codes[lock.person] for lock in locks],
        "action": [zh[lock.action] for lock in locks],
        "school_id": [schools.codes[lock.school] if lock.school >= 0 else "" for lock in locks],
    }


def distance_columns(schools: Schools) -> Columns:
    """Return the table `distances`: minutes from the heart of each zone to each school."""
    lon, lat = zone_hearts(schools)
    away: FloatArray = kilometres(lon[:, None], lat[:, None], schools.lon[None, :], schools.lat[None, :])
    minutes = np.rint(START_MINUTES + away * MINUTES_A_KM * np.array(SLOWER)[schools.area][None, :]).astype(np.int64)
    zone, school = (at.ravel() for at in np.indices(minutes.shape))
    return {
        "zone": picked(schools.zone_names, zone),
        "school_id": picked(schools.codes, school),
        "minutes": minutes.ravel().tolist(),
    }
