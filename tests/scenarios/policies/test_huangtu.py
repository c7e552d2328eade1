"""huangtu: the list moves, others only as a consequence; kin never meet in a department or the one that leads it."""

from __future__ import annotations

from tests.models.micro import district
from tests.scenarios.policies.clauses import Clauses, Decides, told, without


def department(code: str, above: str = "", establishment: int = 30) -> dict[str, object]:
    """A department, and the one that leads it directly."""
    return {"school_id": code, "parent": above, "establishment": establishment}


def cadre(code: str, line: str, **columns: object) -> dict[str, object]:
    """A head of a line of work, ten years before the leaving age, in the department the code begins with."""
    plain = {"stage": "中层", "subject": line, "title": "中层正职", "retires": "2036-08"}
    return {"teacher_id": code, "school_id": code[:2], **plain, **columns}


def posts(line: str, *departments: str) -> list[dict[str, object]]:
    """One post of a line of work in each of some departments."""
    return [{"school_id": code, "stage": "中层", "subject": line, "required": 1} for code in departments]


LISTED = {"列入轮岗名单": "是"}
BUREAU = district(
    [
        *(department("H0"), department("H1", "H0"), department("H2", "H0"), department("H3"), department("H4")),
        *(department("H5", establishment=1), department("H6")),
    ],
    [
        cadre("H1a", "综合", **LISTED),  # to H3, and who is there must make room
        cadre("H3a", "综合"),
        cadre("H1b", "财务", **LISTED),  # a way to H0 alone, where the wife is
        cadre("H0b", "内勤", title=""),
        cadre("H1c", "人事", **LISTED),  # a way to H0 alone, which leads the kin's department
        cadre("H2c", "内勤", title=""),
        cadre("H1d", "档案", **LISTED),
        cadre("H0d", "内勤", title=""),
        cadre("H1e", "法规", **LISTED),
        cadre("H0e", "内勤", title=""),
        cadre("H3f", "信访", **LISTED),  # to H1, beside the kin's department: both under H0
        cadre("H2f", "内勤", title=""),
        cadre("H1g", "后勤", **LISTED),  # would change places with somebody of a department too full
        cadre("H5g", "后勤"),
        cadre("H5h", "内勤", title=""),
        cadre("H1i", "纪检", retires="2028-07", applies=True),  # leaves early, and frees a post
        cadre("H2i", "纪检", **LISTED),
        cadre("H1j", "内勤", retires="2028-08", applies=True),
        cadre("H1k", "内勤", retires="2028-07"),
        cadre("H1l", "教育", **LISTED),  # two for one leading post
        cadre("H2l", "教育", **LISTED),
        cadre("H6l", "内勤", title="中层正职"),
        cadre("H1t", "宣传", **LISTED),  # a post is free at H3
        cadre("H4t", "宣传"),
        cadre("H1n", "工会", **LISTED),  # one on the list for one who is not
        cadre("H2n", "工会"),
        cadre("H4u", "老干"),  # kin who are together already, and one of whom could leave
        cadre("H4v", "老干"),
        cadre("H4o", "统战", title="科员"),
        cadre("H4p", "统战", title="科员", **LISTED),
    ],
    posts=[
        *posts("综合", "H1", "H3"),
        *(*posts("财务", "H0"), *posts("人事", "H0"), *posts("档案", "H0"), *posts("法规", "H0"), *posts("信访", "H1")),
        *(*posts("后勤", "H1", "H5"), *posts("纪检", "H1", "H2"), *posts("宣传", "H1", "H3", "H4")),
        {"school_id": "H6", "stage": "中层", "subject": "教育", "required": 2},
        *(*posts("工会", "H1", "H2"), *posts("统战", "H1"), *posts("老干", "H3")),
    ],
    relations=[
        "H1b 夫妻 H0b",
        "H1c 近姻亲 H2c",
        "H1d 直系血亲 H0d",
        "H1e 三代以内旁系血亲 H0e",
        "H3f 夫妻 H2f",
        "H4u 夫妻 H4v",
    ],
    title_posts=[{"school_id": "H6", "title": "中层正职", "posts": 2}],
    choices=["H3a 1 H4"],
    locks=["H1i must *"],
)
KIN = ("夫妻", "直系血亲", "三代以内旁系血亲", "近姻亲")
KINDS, LINE = ("rules", "avoidance", "kinds"), ("rules", "avoidance", "scope")
EARLY = ("free", "提前退岗", "who")
DECIDED = [
    Decides("名单公开", ("due", "列入轮岗名单"), "H1t", "moved", "列入轮岗名单"),
    Decides("连带调整", ("free", "连带调整"), "H3a", "moved", "连带调整"),
    Decides("中层任职变化", ("free", "连带调整", "who"), "H4o", "settled", "连带调整", {"title": {"not": "中层副职"}}),
    Decides("必须服从", ("choices",), "H3a", "moved", "优先"),
    Decides("提前退岗", ("free", "提前退岗"), "H1i", "提前退岗", "提前退岗"),
    Decides("不满两年，正好", (*EARLY, "years_to_retirement", "below"), "H1j", "连带调整", "提前退岗", 3),
    Decides("不满两年，差一个月", (*EARLY, "years_to_retirement", "below"), "H1i", "提前退岗", "提前退岗", 1),
    Decides("自愿", (*EARLY, "applies"), "H1k", "连带调整", "提前退岗"),
    Decides("退岗腾出职位", ("rules", "routes", "提前退岗"), "H2i", "moved", "部门之间"),
    Decides("部门之间", ("rules", "routes", "部门之间"), "H1a", "部门之间", "部门之间"),
    Decides("部门之间，中层", ("rules", "routes", "部门之间", "who"), "H4p", "stays", "交流范围"),
    *(
        Decides(f"回避{kind}", KINDS, person, "stays", kind, [k for k in KIN if k != kind])
        for kind, person in zip(KIN, ("H1b", "H1d", "H1e", "H1c"), strict=True)
    ),
    Decides("有直接领导隶属关系的部门", LINE, "H1c", "stays", "近姻亲", "school"),
    Decides("同受一个部门领导的不回避", LINE, "H3f", "moved", "优先", "unit"),
    Decides("不超编制", ("rules", "establishment", "over"), "H1g", "stays", "编制", "no-worse"),
    Decides("不超职数", ("rules", "title_posts"), "H2l", "stays", "职数"),
    Decides("名单上的都轮岗", ("goals", "prefer", "名单上的都轮岗"), "H1t", "moved", "优先"),
    Decides("重于连带调整", ("goals", "prefer", "名单上的都轮岗", "weight"), "H1n", "moved", "优先", 1),
    Decides("名单之外的不动", ("goals", "prefer", "名单之外的尽量不动"), "H4t", "stays", "优先"),
    Decides("先后", ("tiers",), "H1t", "moved", "优先", ["moves"]),
]
POLICY = Clauses("huangtu", BUREAU, DECIDED)


def test_kin_already_together_may_stay() -> None:
    fates = POLICY.whole().fates
    assert {fates["H4u"].outcome, fates["H4v"].outcome} == {"stays"}
    parting = without(POLICY.raw, ("rules", "avoidance", "existing"), "must-part")
    assert told(BUREAU, parting).plan is None  # some could not part
