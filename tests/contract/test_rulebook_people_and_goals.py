"""The rulebook's people and goals by example (sections 2 and 5): who may move, and what each goal counts.

Every expectation was worked out from the rulebook's text, and by trying every plan with an implementation of it
that shares nothing with this one.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import group
from models.case import Case
from models.plan import Move, Plan
from tests.contract.example import (
    ALL_DUE,
    CHOICES,
    DISTANCES,
    FEW,
    HEAD,
    LOCKS,
    MANY,
    OUTGOING,
    PULL,
    RELATIONS,
    TEACHERS,
    best,
    checked,
    chinese,
    folder,
    policy_of,
    posts,
    read,
    schools,
)

# 2 filters, categories, who may move


def test_months_decide_statuses_ages_and_terms(tmp_path: Path) -> None:
    """An entry lapses after its month; 以下 and 满 include the number; an empty cell passes `not`."""
    rows = [
        "01,男,1976-08,2020-08,借调:2026-07,", "02,男,1976-08,2020-08,借调:2026-08,",
        "03,男,1975-09,2020-08,借调:2026-07;孕,", "04,男,1975-08,2020-08,,", "05,男,1976-08,2020-09,,",
        "06,女,1981-08,2020-08,,2026-08", "07,女,1980-09,2020-08,,2026-09", "08,女,1980-08,2020-08,,",
        "09,,1990-01,2015-08,,", "10,男,,2015-08,,",
    ]  # fmt: skip
    clauses = """
[[deferred]]
name = "借调"
who = { status = "借调" }
[[due]]
name = "满六年"
who = { years_in_school = { min = 6 }, any = [
    { sex = "男", age = { max = 50 } }, { sex = "女", age = { max = 45 } },
] }
[[free]]
name = "其他"
who = { status = { not = "孕" }, sex = { not = "男" } }
"""
    toml = FEW + clauses
    roster = [f"{r.split(',')[0]},某,A,小学,语文,{r.split(',', 1)[1]}" for r in rows]
    more = ",性别,出生年月,进入本校年月,特殊情形,交流期满"
    district = read(
        tmp_path, schools=schools("A", "B"), posts=posts("A 20", "B 20"),
        teachers=" | ".join([TEACHERS + more, *roster]),
    )  # fmt: skip
    standing = Case(district, policy_of(toml)).standing
    assert dict(zip(district.teachers["teacher_id"], standing.category, strict=True)) == {
        "01": "due", "02": "deferred", "03": "due", "04": "settled", "05": "settled",
        "06": "due", "07": "due", "08": "free", "09": "free", "10": "settled",
    }  # fmt: skip
    assert standing.movable.tolist() == [True, False, True, False, False, True, False, True, True, False]


def test_a_table_without_rows_is_absent(tmp_path: Path) -> None:
    found = best(
        tmp_path, MANY + PULL + ALL_DUE, schools=schools("A", "B"), posts=posts("A 9", "B 9"),
        teachers=chinese("1@A"), outgoing=OUTGOING,
    )  # fmt: skip
    assert found.moves == {"1": "B"}


BARRED = '[[barred]]\nname = "处分"\nwho = { teacher_id = "1" }\n'


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"outgoing": f"{OUTGOING} | 1"}, "outgoing.csv, row 2"),
        ({"locks": f"{LOCKS} | 1,must,B"}, "locks.csv, row 2"),
        ({"outgoing": f"{OUTGOING} | 2", "locks": f"{LOCKS} | 2,stay,"}, "outgoing.csv, row 2"),
        ({"locks": f"{LOCKS} | 2,must,B | 2,stay,"}, "locks.csv, row 3"),
        ({"schools": "学校代码,学校名称,编制数,headcount | A,甲,9,1 | B,乙,9,"}, "schools.csv, row 2"),
    ],
)
def test_a_fault_of_the_input_is_named_before_anything_is_solved(
    tmp_path: Path, tables: dict[str, str], said: str
) -> None:
    plain = {"schools": schools("A", "B"), "posts": posts("A 9", "B 9"), "teachers": chinese("1@A", "2@A")}
    place = folder(tmp_path / "d", **{**plain, **tables})
    policy, out = tmp_path / "p.toml", tmp_path / "out"
    policy.write_text(FEW + BARRED + ALL_DUE, encoding="utf-8")
    words = ["solve", str(place), "--policy", str(policy), "--out", str(out), "--lang", "en"]
    result = CliRunner().invoke(group, words)
    assert result.exit_code == 2
    assert said in result.output
    assert not out.exists()


# 5 goals


def test_a_school_reached_by_two_lines_counts_at_its_better_rank(tmp_path: Path) -> None:
    found = best(
        tmp_path, HEAD + 'tiers = ["prefer", "choice"]\n' + PULL + ALL_DUE,
        schools=schools("A,9,", "B,9,东", "C,9,东", "E,9,", more=",片区"), posts=posts("A 1", "B 1", "C 0", "E 5"),
        teachers=chinese("1@A"), choices=f"{CHOICES} | 1,1,C, | 1,2,,东 | 1,3,B,",
    )  # fmt: skip
    assert found.moves == {"1": "B"}
    assert found.values[:2] == (0, 1)


@pytest.mark.parametrize(
    ("kind", "top", "named", "moved"),
    [
        ("free", "", False, {}),
        ("free", 'choices = "open"\n', False, {"1": "E"}),
        ("due", "", False, {"1": "E"}),
        ("free", "", True, {"1": "E"}),
    ],
)
def test_choices_bind_free_people_of_a_selected_plan(
    tmp_path: Path, kind: str, top: str, named: bool, moved: dict[str, str]
) -> None:
    tables = {"outgoing": f"{OUTGOING} | 1"} if named else {}
    found = best(
        tmp_path, top + MANY + PULL + f'[[{kind}]]\nname = "交流"\n', schools=schools("A", "B", "E"),
        posts=posts("A 1", "E 5"), teachers=chinese("1@A"), choices=f"{CHOICES} | 1,1,B,", **tables,
    )  # fmt: skip
    assert found.moves == moved


@pytest.mark.parametrize(
    ("lines", "home", "minutes"),
    [
        ("1,,B,7 | ,家,B,8 | ,现,B,9", "家,,", 7),
        ("1,,A,1 | ,家,B,8 | ,现,B,9", "家,,", 8),
        (",家,B,8 | ,现,B,9", ",,", 9),
        ("1,,B,0 | ,现,B,9", ",,", 0),
        ("1,,A,1", "家,116.4,32.0", 9),  # kilometres from home
        ("1,,A,1", "家,,", 0),
    ],
)
def test_distance_takes_the_nearest_line_known(tmp_path: Path, lines: str, home: str, minutes: int) -> None:
    district = read(
        tmp_path, schools=schools("A,9,现,,", "B,9,家,116.5,32.0", more=",片区,经度,纬度"), posts=posts("A 1", "B 1"),
        teachers=f"{TEACHERS},home_zone,home_lon,home_lat | 1,甲,A,小学,语文,{home}",
        distances=f"{DISTANCES} | {lines}",
    )  # fmt: skip
    assert checked(district, HEAD + 'tiers = ["distance"]\n' + ALL_DUE, ("1", "B")).goals["distance"] == minutes


def test_reunite_counts_couples_and_spouses_elsewhere_once(tmp_path: Path) -> None:
    """1 has a spouse in zone b, 2 is of an unknown zone, 3 and 4 are a couple of zones a and b; 5 may not move."""
    rows = ["1,甲,A,小学,语文,b", "2,乙,C,小学,语文,a", "3,丙,A,小学,语文,b", "4,丁,B,小学,语文,", "5,戊,C,小学,语文,b"]
    district = read(
        tmp_path, schools=schools("A,9,a", "B,9,b", "C,9,", more=",片区"), posts=posts("A 9", "B 9", "C 9"),
        teachers=" | ".join([TEACHERS + ",配偶工作片区", *rows]), relations=f"{RELATIONS} | 4,3,夫妻",
        locks=f"{LOCKS} | 5,留任,",
    )  # fmt: skip
    toml = HEAD + 'tiers = ["reunite"]\n' + ALL_DUE
    assert checked(district, toml).goals["reunite"] == 3
    assert checked(district, toml, ("1", "B"), ("2", "A")).goals["reunite"] == 1
    assert checked(district, toml, ("3", "C")).goals["reunite"] == 3


def test_structure_weighs_heads_against_the_rounded_share(tmp_path: Path) -> None:
    """Three of seven are senior: p = 429; A has 2 of 3, B 1 of 4, C nobody."""
    rows = [f"{i},某,{'A' if i < 3 else 'B'},小学,语文,{'高级教师' if i in (0, 1, 5) else ''}" for i in range(7)]
    district = read(
        tmp_path, schools=schools("A", "B", "C"), posts=posts("A 9", "B 9", "C 9"),
        teachers=" | ".join([TEACHERS + ",职称", *rows]),
    )  # fmt: skip
    toml = HEAD + 'tiers = ["structure"]\n[[goals.structure]]\nname = "高级"\nwho = { title = "高级教师" }\n' + ALL_DUE
    assert checked(district, toml).goals["structure"] == (2000 - 3 * 429) + (4 * 429 - 1000)
    assert checked(district, toml, ("0", "C")).goals["structure"] == (1000 - 2 * 429) + (4 * 429 - 1000) + (1000 - 429)


def test_the_lottery_can_be_recomputed_by_anybody(tmp_path: Path) -> None:
    found = best(
        tmp_path, 'seed = "公布 407"\n' + MANY + PULL + ALL_DUE, schools=schools("A", "B", "0C"),
        posts=posts("A 0", "B 9", "0C 9"), teachers=chinese("01@A"),
    )  # fmt: skip
    drawn = {s: hashlib.sha256(f"公布 407\n01\n{s}\n小学\n语文".encode()).hexdigest() for s in ("B", "0C")}
    won = min(drawn, key=lambda s: drawn[s][:10])
    assert found.moves == {"01": won}
    assert found.values == (0, int(drawn[won][:5], 16), int(drawn[won][5:10], 16))
    assert hashlib.sha256("2026-08\n1\nB\n小学\n语文".encode()).hexdigest()[:5] == f"{213806:05x}"


def test_against_a_baseline_place_then_changes_come_first(tmp_path: Path) -> None:
    district = read(
        tmp_path, schools=schools("A", "B", "C"), posts=posts("A 9", "B 9", "C 9"),
        teachers=chinese("1@A", "2@A", "3@A"), outgoing=f"{OUTGOING} | 1 | 2",
    )  # fmt: skip
    earlier = Plan.of([Move("1", "B", "小学", "语文"), Move("2", "B", "小学", "语文")])
    found = checked(district, FEW + "lottery = false\n" + ALL_DUE, ("1", "B"), ("2", "C"), baseline=earlier)
    assert (list(found.goals), found.tiers) == (["place", "changes", "moves"], (0, 1, 2))
