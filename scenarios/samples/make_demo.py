"""Draw the demo county and write the files that ship beside this script.

The drawing is fixed by its seed, so anybody can make the shipped files again, byte for byte:

    python -m scenarios.samples.make_demo
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from random import Random

from models.district import District
from scenarios.samples import DEMO_DISTRICT, DEMO_POLICY
from scenarios.samples.county import School, draw_schools, minutes_by_zone
from scenarios.samples.people import Person, draw_people
from scenarios.tables import write_folder

SEED = 2026

DEMO = DEMO_DISTRICT
POLICY = DEMO_POLICY

COUPLES_TOGETHER, COUPLES_APART = 20, 40
CHOOSERS = 250
NAMED_CHOOSERS_SHARE = 0.8
KIN = (("直系血亲", 7), ("三代以内旁系血亲", 8), ("近姻亲", 6))
LOCKS = (("must", 3), ("never", 5), ("stay", 5))
CLOSES_SOON = "云岭乡岭上教学点"
"""Takes nobody in."""
JUST_OPENED = "松林乡林场教学点"
"""Lets nobody go."""
SECONDED = {"青禾县实验小学": 2, "青禾县第一初级中学": 1}
"""People counted by the establishment and not on the roster, so that a headcount may exceed the rows."""

Row = Mapping[str, object]


def demo_district(seed: int = SEED, named: int = 0) -> District:
    """Draw the county.

    Parameters
    ----------
    seed : another seed draws another county of the same kind.
    named : if positive, so many people stand on `outgoing`, and most of them state choices; with 0 the policy selects.

    Returns
    -------
    The district: about 40 schools in 9 zones, and 1,500 people.
    """
    schools = draw_schools(seed)
    people = draw_people(seed, schools)
    rng = Random(f"{seed} links")
    relations = _couples(rng, people) + _kin(rng, people)
    minutes = minutes_by_zone(schools)
    movable = [p for p in people if p.may_move and p.school.name != JUST_OPENED]
    locks = _locks(rng, movable, schools)
    kept = {lock["teacher_id"] for lock in locks if lock["action"] == "stay"}
    rng = Random(f"{seed} {named} choices")  # the same county, whoever is listed
    able = [p for p in movable if p.code not in kept]
    listed = sorted(rng.sample([p.code for p in able], named))
    choosers = _choosers(rng, able, listed)
    return District.of(
        schools=_schools(schools, people),
        posts=_posts(schools, people),
        teachers=[p.row for p in people],
        relations=sorted(relations, key=lambda r: (str(r["teacher_a"]), str(r["teacher_b"]))),
        choices=_choices(rng, choosers, schools, minutes),
        outgoing=[{"teacher_id": code} for code in listed],
        locks=locks,
        distances=[{"zone": zone, "school_id": code, "minutes": m} for (zone, code), m in sorted(minutes.items())],
    )


def _schools(schools: list[School], people: list[Person]) -> list[Row]:
    rows = Counter(p.school.code for p in people)
    return [
        {
            "school_id": s.code,
            "name": s.name,
            "zone": s.zone,
            "area": s.area,
            "kind": s.kind,
            "level": "县直" if s.in_city else "乡镇",
            "parent": s.parent,
            "alliance": s.alliance,
            "establishment": s.establishment,
            "headcount": rows[s.code] + SECONDED.get(s.name, 0),
            "inflow": s.name != CLOSES_SOON,
            "outflow": s.name != JUST_OPENED,
            "lon": s.lon,
            "lat": s.lat,
        }
        for s in schools
    ]


def _posts(schools: list[School], people: list[Person]) -> list[Row]:
    rows = Counter((p.school.code, p.row["subject"]) for p in people)
    return [
        {"school_id": s.code, "stage": s.stage, "subject": subject, "required": n, "current": rows[s.code, subject]}
        for s in schools
        for subject, n in s.posts.items()
    ]


def _relate(a: Person, b: Person, kind: str) -> Row:
    a.kin.add(b.code)
    b.kin.add(a.code)
    return {"teacher_a": min(a.code, b.code), "teacher_b": max(a.code, b.code), "kind": kind}


def _couples(rng: Random, people: list[Person]) -> list[Row]:
    """Marry people of an age; a couple in one school is one that a plan can part, in a school that can spare one."""
    found: list[Row] = []
    wanted = {True: COUPLES_TOGETHER, False: COUPLES_APART}
    women = [p for p in people if p.row["sex"] == "女" and p.row["post_type"] == "专任教师" and p.age >= 26]
    men = [p for p in people if p.row["sex"] == "男" and p.row["post_type"] == "专任教师" and p.age >= 26]
    for woman in rng.sample(women, len(women)):
        together = wanted[True] > 0 and rng.random() < 0.5
        fits = [
            man
            for man in men
            if not man.kin and abs(man.age - woman.age) <= 4 and (man.school is woman.school) == together
        ]
        if together:
            fits = [man for man in fits if sum(man.school.staff.values()) >= 20 and (man.may_move or woman.may_move)]
        if not fits or not wanted[together]:
            continue
        man = rng.choice(fits)
        wanted[together] -= 1
        for spouse in (man, woman):
            spouse.row.pop("spouse_zone", None)  # the relation says it; two sources could disagree
        found.append(_relate(man, woman, "夫妻"))
    return found


def _kin(rng: Random, people: list[Person]) -> list[Row]:
    """Draw other relatives; kin by blood bear one surname, parents are a generation older."""
    found: list[Row] = []
    for kind, count in KIN:
        for _ in range(count):
            elder = rng.choice([p for p in people if not p.kin and (kind != "直系血亲" or p.age >= 48)])
            gap = range(22, 33) if kind == "直系血亲" else range(-5, 16)
            near = rng.random() < 0.3
            strangers = [p for p in people if p is not elder and not p.kin and elder.age - p.age in gap]
            other = rng.choice([p for p in strangers if (p.school.zone == elder.school.zone) == near] or strangers)
            if kind != "近姻亲":
                other.row["name"] = str(elder.row["name"])[0] + str(other.row["name"])[1:]
            found.append(_relate(elder, other, kind))
    return found


def _targets(person: Person, schools: Iterable[School]) -> list[School]:
    """Return the schools a person might name: outside the county town, with a post the person can teach."""
    posts = set(person.teaches)
    return [
        s
        for s in schools
        if s is not person.school
        and not s.in_city
        and s.name != CLOSES_SOON
        and any((s.stage, subject) in posts for subject in s.posts)
    ]


def _choosers(rng: Random, movable: list[Person], listed: list[str]) -> list[Person]:
    """Say who states choices: of a list of names most, otherwise who applies and then some of the due."""
    if listed:
        on_list = set(listed)
        return [p for p in movable if p.code in on_list and rng.random() < NAMED_CHOOSERS_SHARE]
    applying = [p for p in movable if p.row["applies"]]
    others = [p for p in movable if not p.row["applies"]]
    # Long years in the county town are what the policy calls first: those people expect to go, and say where.
    likely = sorted(others, key=lambda p: -(p.years + 8 * p.school.in_city + rng.uniform(0, 12)))
    return sorted((applying + likely)[:CHOOSERS], key=lambda p: p.code)


def _choices(
    rng: Random, choosers: list[Person], schools: list[School], minutes: Mapping[tuple[str, str], int]
) -> list[Row]:
    """State three to five choices a person: near home first, schools with a vacancy rather; some end with a zone."""
    rows: list[Row] = []
    for person in choosers:
        home = str(person.row["home_zone"])
        appeal = {}
        for s in _targets(person, schools):
            vacant = any(s.vacancies(subject) for stage, subject in person.teaches if stage == s.stage)
            weight = (3 if vacant else 1) * (2 if s.area == "镇区" else 1) / (8 + minutes[home, s.code])
            appeal[s.code] = rng.random() ** (0.02 / weight)
        ranked = sorted(appeal, key=lambda code: -appeal[code])[: rng.randint(3, 5)]
        lines: list[dict[str, object]] = [{"school_id": code} for code in ranked]
        if rng.random() < 0.15:
            lines[-1] = {"zone": next(s.zone for s in schools if s.code == ranked[-1])}
        rows += [{"teacher_id": person.code, "rank": i, **line} for i, line in enumerate(lines, start=1)]
    return rows


def _locks(rng: Random, movable: list[Person], schools: list[School]) -> list[Row]:
    """Draw a handful of each lock, on people who can be spared and have no relatives, so that no two facts collide."""
    wanting: dict[str, list[School]] = {}
    for person in movable:
        stage, subject = person.teaches[0]
        fits = [s for s in _targets(person, schools) if s.stage == stage and s.vacancies(subject)]
        spare = person.school.staff[subject] > person.school.posts[subject]
        if fits and spare and not person.kin and person.school.in_city:
            wanting[person.code] = fits
    rows: list[Row] = []
    used: set[str] = set()
    codes = rng.sample(sorted(wanting), len(wanting))
    for action, count in LOCKS:
        for _ in range(count):
            row: dict[str, object] = {"teacher_id": codes.pop(), "action": action}
            if action != "stay":  # a school is named once, so that no two locks claim one post
                row["school_id"] = rng.choice([s.code for s in wanting[str(row["teacher_id"])] if s.code not in used])
                used.add(str(row["school_id"]))
            rows.append(row)
    return rows


if __name__ == "__main__":
    write_folder(demo_district(), DEMO, whole=False)
