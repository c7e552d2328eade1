"""company-a: department lists and a test of skill; inside a department its manager decides, across the leaders."""

from __future__ import annotations

from models.district import District
from tests.models.micro import district
from tests.scenarios.policies.clauses import Clauses, Decides

TRACK = "员工"
NAMED, MANAGER, LEADERS = {"列入轮岗名单": "是"}, {"部门经理同意": "是"}, {"公司领导同意": "是"}


def employee(code: str, trade: str, **columns: object) -> dict[str, object]:
    """An employee who passed the test of skill, in the team the code begins with; each trade is for one clause."""
    plain = {"列入轮岗名单": "否", "部门经理同意": "否", "公司领导同意": "否", "技能考核": "合格", "轮岗考核": ""}
    return {"teacher_id": code, "school_id": code[:2], "stage": TRACK, "subject": trade, **plain, **columns}


def company() -> District:
    """Two departments of two teams each; the trade tells where else one could go."""
    teams = {"A0": "", "A1": "A0", "A2": "A0", "B0": "", "B1": "B0"}
    trades = {"钳工": ("A1", "A2"), "电工": ("A1", "B1"), "焊工": ("A1", "A2", "B1")}
    return district(
        [{"school_id": code, "parent": parent, "establishment": 50} for code, parent in teams.items()],
        [
            employee("A1a", "钳工", **NAMED, **MANAGER),
            employee("A1b", "钳工", **NAMED, **LEADERS),  # what a manager decides, the leaders do not
            employee("A1c", "钳工", **MANAGER),
            employee("A1d", "钳工", **NAMED, **MANAGER, 技能考核="不合格"),
            employee("A1e", "钳工", **NAMED, **MANAGER, 技能考核=""),
            employee("A1f", "电工", **NAMED, **LEADERS),
            employee("A1g", "电工", **NAMED, **MANAGER),
            employee("A2a", "焊工", origin_school="A1", payroll_school="A1", term_end="2026-08", 轮岗考核="合格"),
            employee("A2b", "焊工", 轮岗考核="不合格"),
        ],
        posts=[
            {"school_id": team, "stage": TRACK, "subject": trade, "required": 9}
            for trade, listed in trades.items()
            for team in listed
        ],
    )


EITHER = {"轮岗考核": ["合格", "不合格"]}
WITHIN, ACROSS = ("rules", "routes", "部门内轮岗"), ("rules", "routes", "跨部门轮岗")
TEST, KEPT = ("barred", "技能考核不合格"), "轮岗期满继续聘用"
DECIDED = [
    Decides("技能考核合格方可轮岗", TEST, "A1d", "barred", "技能考核不合格"),
    Decides("没有考核的", (*TEST, "who", "技能考核"), "A1e", "barred", "技能考核不合格", "不合格"),
    Decides("列入部门名单", ("due", "列入部门轮岗名单"), "A1a", "moved", "列入部门轮岗名单"),
    Decides("名单之外的不动", ("due", "列入部门轮岗名单", "who"), "A1c", "settled", "列入部门轮岗名单", {}),
    Decides("部门内轮岗", WITHIN, "A1a", "部门内轮岗", "部门内轮岗"),
    Decides("部门经理决定", (*WITHIN, "who"), "A1b", "stays", "部门内轮岗"),
    Decides("部门经理只管部门内", (*WITHIN, "same"), "A1g", "stays", "部门内轮岗"),
    Decides("部门内工资不变", (*WITHIN, "transfer"), "A1a", False, "部门内轮岗"),
    Decides("部门内三个月", (*WITHIN, "term"), "A1a", "2026-11", "部门内轮岗"),
    Decides("跨部门轮岗", ACROSS, "A1f", "跨部门轮岗", "跨部门轮岗"),
    Decides("公司领导决定", (*ACROSS, "who"), "A1g", "stays", "跨部门轮岗"),
    Decides("部门内的不由公司领导决定", (*ACROSS, "differ"), "A1b", "stays", "跨部门轮岗"),
    Decides("跨部门工资不变", (*ACROSS, "transfer"), "A1f", False, "跨部门轮岗"),
    Decides("跨部门六个月", (*ACROSS, "term"), "A1f", "2027-02", "跨部门轮岗"),
    Decides("期满回原岗位", ("rules", "returns"), "A2a", "A1", "期满返回"),
    Decides("名单上的都轮岗", ("goals", "prefer", 0, "who", "category"), "A1a", "moved", "优先", "free"),
    Decides("都轮岗", ("tiers",), "A1a", "moved", "优先", ["moves"]),
    Decides("考核合格的继续聘用", ("gates", KEPT, "passes"), "A2b", f"not {KEPT}", KEPT, EITHER),
    Decides("轮岗考核过的才看", ("gates", KEPT, "who"), "A1c", "settled", KEPT),
]
POLICY = Clauses("company-a", company(), DECIDED)
