"""dongxiang: key posts and single careers move; kin already together part; kinds of staff are mixed only if need be."""

from __future__ import annotations

from tests.models.micro import district
from tests.scenarios.policies.clauses import Clauses, Decides


def unit(code: str, kind: str = "事业", establishment: int = 9) -> dict[str, object]:
    """A unit and the kind of its establishment."""
    return {"school_id": code, "编制性质": kind, "establishment": establishment}


def post(code: str, family: str, required: int, key: str = "") -> dict[str, object]:
    """A post of a unit; `key` says that who holds it must be exchanged."""
    return {"school_id": code, "stage": "科员", "subject": family, "required": required, "重点职位": key}


def cadre(code: str, family: str = "文秘", **columns: object) -> dict[str, object]:
    """A cadre of an institution, ten years before retirement, in the unit the code begins with."""
    plain = {"stage": "科员", "subject": family, "retires": "2036-04", "人员身份": "事业人员"}
    return {"teacher_id": code, "school_id": code[:2], **plain, **columns}


PEOPLE = [
    cadre("D1a", "财务"),
    cadre("D1b", "财务", status=("立案审查",)),
    cadre("D1c", "财务", status=("立案审查",)),
    cadre("D1d", "财务", status=("健康原因",)),
    cadre("D1e", "财务", status=("健康原因",), applies=True),
    cadre("D1f", "财务", status=("涉密",)),
    cadre("D1g", "财务", retires="2029-04"),  # exactly three years
    cadre("D1h", "财务", retires="2029-03"),
    cadre("D1i", "财务", retires="2028-04"),
    cadre("D2a"),
    cadre("D2b"),
    cadre("D2c"),
    cadre("D2d", 推荐="自荐", 集体研究同意="是"),
    cadre("D2e", 推荐="他人推荐", 集体研究同意="是"),
    cadre("D2f", 推荐="自荐", 集体研究同意="否"),
    cadre("D2g", "信息"),
    cadre("D2h", "档案"),
    cadre("D2i", "人事"),
    cadre("D3b", 人员身份="公务员"),
    cadre("D6a", "档案"),  # one too many in the post
    cadre("D6b", "档案"),
    cadre("D7a", "人事"),  # one too many in the unit
    cadre("D7b", "人事"),
]
ELSEWHERE = {str(row["teacher_id"]) for row in PEOPLE} - {"D2a", "D2g", "D2h", "D2i", "D3b", "D6a", "D7a"}
COUNTY = district(
    [
        *(unit("D1"), unit("D2", establishment=20), unit("D3", "行政"), unit("D4", establishment=20)),
        *(unit("D5", "行政"), unit("D6"), unit("D7", establishment=1)),
    ],
    PEOPLE,
    posts=[
        post("D1", "财务", 9, "是"),
        post("D3", "财务", 9),
        post("D4", "财务", 9),
        post("D2", "文秘", 6),
        post("D4", "文秘", 6),
        post("D3", "文秘", 6),
        post("D5", "文秘", 1),
        *(post("D2", "信息", 1), post("D3", "信息", 1)),
        *(post("D2", "档案", 1), post("D6", "档案", 1)),
        *(post("D2", "人事", 1), post("D7", "人事", 2)),
    ],
    relations=["D2b 直系血亲 D2c"],
    locks=["D1c must D4", "D1i must D4"],
    history=[{"teacher_id": code, "start": "2015-09", "end": "2016-09", "to_school": "乡镇"} for code in ELSEWHERE],
)
ILL, OLD = ("deferred", "健康原因"), ("deferred", "接近退休年龄")
SERVANT, STAFF = ("rules", "quotas", "公务员不到事业编制单位"), ("rules", "quotas", "事业人员不到行政编制单位")
PULL = ("goals", "prefer", "应交流的尽量交流")
DECIDED = [
    Decides("重点职位", ("due", "重点职位"), "D1a", "moved", "重点职位"),
    Decides("经历单一", ("due", "经历单一"), "D2a", "moved", "经历单一"),
    Decides("工作过的单位数", ("facts", 0, "count"), "D2f", "settled", "经历单一", "times"),
    Decides("正接受审查", ("deferred", "正在接受审查"), "D1b", "deferred", "正在接受审查"),
    Decides("可以不参加", ("deferred", "正在接受审查", "waived_by"), "D1c", "moved", "正在接受审查"),
    Decides("健康原因", ILL, "D1d", "deferred", "健康原因"),
    Decides("健康原因，可以", (*ILL, "waived_by"), "D1e", "moved", "健康原因"),
    Decides("涉密", ("deferred", "涉密"), "D1f", "deferred", "涉密"),
    Decides("接近退休年龄", OLD, "D1h", "deferred", "接近退休年龄"),
    Decides("接近退休，正好", (*OLD, "who", "years_to_retirement", "below"), "D1g", "moved", "接近退休", 4),
    Decides("接近退休，差一个月", (*OLD, "who", "years_to_retirement", "below"), "D1h", "deferred", "接近退休", 2),
    Decides("确因工作需要", (*OLD, "waived_by"), "D1i", "moved", "接近退休"),
    Decides("亲属关系需要回避", ("due", "亲属关系需要回避"), "D2b", "moved", "亲属关系需要回避"),
    Decides("须有一人离开", ("rules", "avoidance", "existing"), "D2b", "moved", "须有一人离开"),
    Decides("哪些亲属", ("rules", "avoidance", "kinds"), "D2b", "moved", "直系血亲", ["夫妻"]),
    Decides("亲属不必两人都走", (*PULL, "who", "any"), "D2c", "stays", "亲属关系"),
    Decides("自荐、他人推荐", ("free", "推荐并经研究同意"), "D2d", "moved", "推荐并经研究同意"),
    Decides("他人推荐", ("free", "推荐并经研究同意", "who", "推荐"), "D2e", "moved", "推荐并经研究同意", ["自荐"]),
    Decides("集体研究", ("free", "推荐并经研究同意", "who", "集体研究同意"), "D2f", "settled", "推荐并经研究同意"),
    Decides("推荐的尽量交流", ("goals", "prefer", "推荐并经研究同意的尽量交流"), "D2d", "moved", "优先"),
    Decides("应交流的尽量交流", PULL, "D1a", "moved", "优先"),
    Decides("应交流的先于不混岗", ("tiers",), "D2g", "moved", "优先", ["quota", "prefer"]),
    Decides("不混岗，公务员", SERVANT, "D3b", "D5", "比例"),
    Decides("不混岗，事业人员", STAFF, "D2a", "D4", "比例"),
    Decides("原则上", (*STAFF, "binding"), "D2g", "moved", "优先"),
    Decides("不混岗是目标", ("tiers", 1), "D3b", "D5", "比例"),
    Decides("不超编制", ("rules", "establishment", "over"), "D2i", "stays", "编制", "no-worse"),
    Decides("不超职数", ("rules", "subject_balance", "over"), "D2h", "stays", "已超核定", "no-worse"),
]
POLICY = Clauses("dongxiang", COUNTY, DECIDED)
