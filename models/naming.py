"""How people, schools and posts are called in sentences: the bureau's own name with its code."""

from __future__ import annotations

from models.case import Case
from models.district import District
from models.tables import OUTSIDE, OUTSIDE_NAME
from models.words import Text


def school_name(district: District, position: int) -> Text:
    """Name a school, or 系统外, by position."""
    if position == district.outside:
        return Text(f"{OUTSIDE_NAME.zh}（{OUTSIDE}）", f"{OUTSIDE_NAME.en} ({OUTSIDE})")
    row = district.schools.iloc[position]
    return Text(f"{row['name']}（{row['school_id']}）", f"{row['name']} ({row['school_id']})")


def teacher_name(district: District, position: int) -> Text:
    """Name a teacher by position."""
    row = district.teachers.iloc[position]
    return Text(f"{row['name']}（{row['teacher_id']}）", f"{row['name']} ({row['teacher_id']})")


def post_name(case: Case, node: int) -> Text:
    """Name a post by its node: school, stage and subject."""
    row = case.facts.nodes.iloc[node]
    school = school_name(case.district, int(row["school"]))
    return Text(f"{school.zh}{row['stage']}{row['subject']}", f"{school.en} {row['stage']} {row['subject']}")
