"""changzhou: fifteen per cent of the due of each school; a fair in which schools send first, then designation."""

from __future__ import annotations

import pytest

from models.district import District
from tests.models.micro import district
from tests.scenarios.policies.clauses import Clauses, Decides, told

SCHOOLS = ("A1", "B1", "C1", "D1", "E1")


def teacher(code: str, subject: str, **columns: object) -> dict[str, object]:
    """A due teacher of the school the code begins with: six years there, ten before retirement."""
    seen = {"birth_date": "1985-08", "post_type": "专任教师", "title": "一级教师", "joined": "2020-08"}
    told_ = {"retires": "2036-08", "教育局同意": "否", "申报职称": ""}
    return {"teacher_id": code, "school_id": code[:2], "stage": "初中", "subject": subject, **seen, **told_, **columns}


def new(code: str, subject: str, **columns: object) -> dict[str, object]:
    """A teacher two years at the school."""
    return teacher(code, subject, **{"joined": "2024-08", **columns})


AGREED, HONOUR = {"教育局同意": "是"}, {"honour": "市新秀"}
DRAFTED = [
    # A1: 25人应交流，15%为4人；有称号的4人，15%为1人；自主申报的有3人，没有称号
    *(teacher(f"A1h{n}", "语文", **HONOUR) for n in range(4)),
    *(teacher(f"A1v{n}", "语文", applies=True) for n in range(2)),
    teacher("A1m", "音乐", applies=True, title="高级教师"),
    *(teacher(f"A1p{n}", "语文") for n in range(14)),
    teacher("A1a", "语文", status=("立案审查",), **AGREED),
    teacher("A1b", "语文", status=("立案审查",)),
    teacher("A1c", "语文", status=("因病",), **AGREED),
    teacher("A1d", "语文", status=("因病",)),
    teacher("A1e", "语文", status=("怀孕",), **AGREED),
    teacher("A1f", "语文", status=("怀孕",)),
    new("A1g", "语文", status=("怀孕",), applies=True, **AGREED),
    new("A1i", "语文", status=("因病",), applies=True, **AGREED),
    teacher("A1j", "语文", joined="2020-09"),  # five years and eleven months at the school
    teacher("A1k", "语文", retires="2031-08"),  # exactly five years before retirement
    teacher("A1l", "语文", retires="2031-07"),  # four years and eleven months
    teacher("A1n", "语文", post_type="工勤"),
    # D1: 应交流的4人教日语，别处没有岗位：其他教师也须交流
    *(teacher(f"D1{n}", "日语") for n in range(4)),
    new("D1x", "语文"),
    new("D1y", "语文", post_type="工勤"),
    # C1的高级教师占比高
    *(new(f"C1{n}", "历史", title="高级教师") for n in range(3)),
    *(new(f"E1{n}", "历史") for n in range(3)),
    # 门槛
    *(new(f"B1{letter}", "历史", 申报职称="高级教师", birth_date="1986-08") for letter in "abc"),  # exactly forty
    new("B1d", "历史", 申报职称="高级教师", birth_date="1985-07"),
    new("B1e", "历史"),
    new("B1f", "历史"),
]  # fmt: skip
POSTS = {
    "语文": {"A1": 60, "B1": 60, "C1": 60, "D1": 60, "E1": 60}, "音乐": {"A1": 9, "C1": 9, "E1": 9},
    "日语": {"D1": 9}, "历史": {"C1": 9, "E1": 9, "B1": 9},
}  # fmt: skip


TITLES = [{"school_id": "C1", "title": "高级教师", "posts": 9}]


def city(people: list[dict[str, object]], posts: dict[str, dict[str, int]], **more: object) -> District:
    """Return a district of five schools."""
    return district(
        [{"school_id": code, "establishment": 90} for code in SCHOOLS],
        people,
        posts=[f"{code} 初中 {subject} {n}" for subject, at in posts.items() for code, n in at.items()],
        **more,  # type: ignore[arg-type]
    )


def drafted(people: list[dict[str, object]] = DRAFTED, **more: object) -> District:
    """Return the district before schools have named anybody."""
    tables: dict[str, object] = {
        "choices": ["A1m 1 C1", "A1m 2 E1"],
        "title_posts": TITLES,
        "history": [
            {"teacher_id": "B1a", "start": "2020-08", "end": "2022-08", "transfer": True},
            {"teacher_id": "B1b", "start": "2020-08", "end": "2022-08", "transfer": False},
            {"teacher_id": "B1e", "start": "2025-09", "result": "拒绝"},
            {"teacher_id": "B1f", "start": "2024-08", "result": "拒绝"},
        ],
    }
    return city(people, POSTS, **{**tables, **more})


NAMED = [
    *(teacher("A1p", "数学"), teacher("B1q", "数学")),  # both schools full: each wants the other's place
    *(teacher("A1r", "语文"), teacher("A1s", "语文")),  # one place each at B1 and C1
    *(teacher("A1t", "美术"), teacher("A1u", "美术")),  # the same, of a small subject
    *(teacher("A1w", "英语", title="高级教师"), teacher("A1x", "英语", title="高级教师")),  # one senior post at D1
    *(teacher("D1m", "物理"), teacher("E1n", "物理")),  # both schools full, and neither has another wish
]
LISTED = ("A1p", "B1q", "A1r", "A1s", "A1t", "A1u", "A1w", "A1x", "D1m", "E1n")


def listed() -> District:
    """Return the district with the schools' lists, at the fair."""
    posts = {
        "数学": {"A1": 1, "B1": 1, "C1": 1}, "语文": {"A1": 2, "B1": 1, "C1": 1}, "美术": {"A1": 2, "B1": 1, "C1": 1},
        "英语": {"A1": 2, "D1": 2}, "物理": {"D1": 1, "E1": 1},
    }  # fmt: skip
    wishes = {
        "A1p": ("B1",), "B1q": ("A1", "C1"), "A1r": ("B1", "C1"), "A1s": ("C1", "B1"), "A1t": ("C1", "B1"),
        "A1u": ("B1", "C1"), "D1m": ("E1",), "E1n": ("D1",),
    }  # fmt: skip
    liked = {"B1": ("A1p", "A1s", "A1r", "A1t"), "C1": ("B1q", "A1r", "A1u", "A1t"), "A1": ("B1q",)}
    return city(
        NAMED,
        posts,
        outgoing=list(LISTED),
        choices=[f"{code} {rank} {to}" for code, asked in wishes.items() for rank, to in enumerate(asked, 1)],
        school_choices=[
            {"school_id": code, "rank": rank, "teacher_id": who}
            for code, whom in liked.items()
            for rank, who in enumerate(whom, 1)
        ],
        title_posts=[{"school_id": "D1", "title": "高级教师", "posts": 1}],
        history=[{"teacher_id": "A1p", "start": "2010-08", "end": "2011-08"}],
    )


DUE, FREE = ("due", "同校满6年，距退休满5年"), ("free", "难以安排时的其他教师")
SENIOR, YEAR = "申报高级职称", "年度考核"
FACTS = ("facts", "调动人事关系的交流次数")


def quota(name: str, *keys: str) -> tuple[str | int, ...]:
    """Where a quota stands in the file."""
    return ("rules", "quotas", name, *keys)


def deferral(name: str, agreed: str, without_consent: str) -> list[Decides]:
    """A deferral takes whom the bureau agrees to, and nobody else."""
    return [
        Decides(name, ("deferred", name), agreed, "deferred", name),
        Decides(f"{name}，须教育局同意", ("deferred", name, "certified"), without_consent, "due", name),
    ]


DECIDED = [
    *deferral("涉嫌违纪违法", "A1a", "A1b"),
    *deferral("因病", "A1c", "A1d"),
    *deferral("孕产期", "A1e", "A1f"),
    Decides("愿意去的孕妇", ("deferred", "孕产期", "waived_by"), "A1g", "free", "孕产期"),
    Decides("愿意去的病人", ("deferred", "因病", "waived_by"), "A1i", "free", "因病"),
    Decides("应交流", DUE, "A1k", "due", DUE[1]),
    Decides("满6年，正好", (*DUE, "who", "years_in_school", "min"), "A1k", "due", DUE[1], 7),
    Decides("满6年，差一个月", (*DUE, "who", "years_in_school", "min"), "A1j", "free", DUE[1], 5),
    Decides("距退休满5年，正好", (*DUE, "who", "years_to_retirement", "min"), "A1k", "due", DUE[1], 6),
    Decides("距退休满5年，差一个月", (*DUE, "who", "years_to_retirement", "min"), "A1l", "free", DUE[1], 4),
    Decides("专任教师", (*DUE, "who", "post_type"), "A1n", "settled", DUE[1]),
    Decides("难以安排时其他教师也去", FREE, "D1x", "moved", "15%"),
    Decides("其他专任教师", (*FREE, "who", "post_type"), "D1y", "settled", FREE[1]),
    Decides("正好15%", quota("每校正好15%", "exactly"), "D1x", "moved", "15%", "10%"),
    Decides("有称号的15%", quota("市级专业称号的15%"), "A1h3", "moved", "比例"),
    Decides("高级教师不再划入", quota("高级教师已达平均水平的学校不再划入"), "A1m", "E1", "比例"),
    Decides("已达平均水平", ("shares", "高级教师占比差", "who"), "A1m", "E1", "比例", {"title": "一级教师"}),
    Decides("比例在先", ("tiers",), "A1m", "E1", "比例", ["prefer", "choice"]),
    Decides("自主申报的先去", ("goals", "prefer", "自主申报的先去"), "A1m", "moved", "优先"),
    Decides("其他教师最后才动", ("goals", "prefer", "其他教师最后才动", "count"), "A1m", "moved", "优先", "not-moved"),
    Decides("申报高级职称", ("gates", SENIOR), "B1a", SENIOR, SENIOR),
    Decides("40周岁，正好", ("gates", SENIOR, "who", "age", "max"), "B1c", f"not {SENIOR}", SENIOR, 39),
    Decides("41周岁", ("gates", SENIOR, "who", "age", "max"), "B1d", "free", SENIOR, 41),
    Decides("须调动人事关系", (*FACTS, "transfer"), "B1b", f"not {SENIOR}", SENIOR),
    Decides("不按规定参加", ("gates", YEAR), "B1e", f"not {YEAR}", YEAR),
    Decides("当年的拒绝", ("facts", "当年拒绝交流次数", "window"), "B1f", YEAR, YEAR),
]
AT_THE_FAIR = [
    Decides("先流出再流入", ("stages", "双向选择", "rules"), "B1q", "C1", "成环"),
    Decides("双向选择", ("stages", "双向选择"), "A1s", "B1", "志愿"),
    Decides("小学科直接指定", ("stages", "双向选择", "who"), "A1t", "C1", "志愿"),
    Decides("指定时可以互换", ("rules", "release_first", "mode"), "D1m", "E1", "环", "chain"),
    Decides("岗位等级划转", ("rules", "title_posts", "regime"), "A1w", "D1", "职数", "hard"),
    Decides("指定照顾意向", ("tiers",), "A1t", "C1", "志愿", ["prefer", "moves"]),
]
POLICY = Clauses("changzhou", drafted(), DECIDED, said=[("stages", "教育局指定")])
FAIR = Clauses("changzhou", listed(), AT_THE_FAIR)


def test_schools_confirm_the_numbers_they_take() -> None:
    taken = [{"school_id": "E1", "direction": "in", "subject": "音乐", "title": "高级教师", "max": 0}]
    assert told(drafted(quotas=taken), POLICY.raw).fates["A1m"].to == ""


@pytest.mark.parametrize(("due", "go"), [(41, 6), (43, 6), (44, 7), (3, 0), (4, 1)])
def test_fifteen_per_cent_of_the_due_goes_to_the_nearest(due: int, go: int) -> None:
    others = [person for person in DRAFTED if str(person["school_id"]) != "A1"]
    made = drafted([*(teacher(f"A1{n:02}", "语文", honour="", status=()) for n in range(due)), *others], choices=[])
    fates = told(made, POLICY.raw).fates.items()
    assert sum(code[:2] == "A1" and fate.outcome == "moved" for code, fate in fates) == go
