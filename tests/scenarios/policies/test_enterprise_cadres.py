"""enterprise-cadres: posts at risk, heads of joint ventures, reserve cadres through posts of half a year each."""

from __future__ import annotations

from models.district import District
from tests.models.micro import district
from tests.scenarios.policies.clauses import Clauses, Decides

TRACK = "管理"
KINDS = {"H1": "总部", "S1": "子公司", "S2": "子公司", "J1": "合资公司", "X1": "参股公司"}
HALF_YEAR = {"start": "2026-02", "end": "2026-08", "type": "后备锻炼"}


def cadre(code: str, family: str, **columns: object) -> dict[str, object]:
    """A cadre proposed, in the unit the code begins with; each family of posts is for one clause."""
    plain = {"stage": TRACK, "subject": family, "title": "中层", "提名方式": "单位推荐", "后备干部": "否"}
    return {"teacher_id": code, "school_id": code[:2], **plain, **columns}


def reserve(code: str, family: str, **columns: object) -> dict[str, object]:
    """A reserve cadre."""
    return cadre(code, family, **{"后备干部": "是", **columns})


def back(**columns: object) -> dict[str, object]:
    """What stands of somebody sent out by head office, whose term ends now."""
    return {"origin_school": "H1", "term_end": "2026-08", "payroll_school": "H1", **columns}


def post(code: str, family: str, required: int = 5) -> dict[str, object]:
    """Posts of a family in a unit."""
    return {"school_id": code, "stage": TRACK, "subject": family, "required": required}


def trained(code: str, months: int) -> dict[str, object]:
    """So many months on the path, up to now."""
    began = 12 * 2026 + 8 - months
    return {"teacher_id": code, "start": began, "end": 12 * 2026 + 8, "type": "后备锻炼", "to_school": "S1"}


def company() -> District:
    """Return the company."""
    return district(
        [{"school_id": code, "kind": kind, "establishment": 50} for code, kind in KINDS.items()],
        [
            cadre("H1a", "财务"),
            cadre("H1b", "财务", 提名方式=""),  # at risk, and nobody proposed it
            cadre("H1c", "行政"),
            cadre("J1a", "合资经营", role="总经理"),
            cadre("J1b", "合资经营"),
            cadre("S1a", "销售"),  # posts of it at two subsidiaries only
            cadre("H1d", "人事"),  # posts of it at a company that is none of ours
            reserve("H1e", "研发"),
            reserve("S1b", "采购", **back()),  # was at S2 before; posts of it at S1 and S2
            reserve("S1c", "物流"),  # posts of it at S1 and head office
            reserve("S1d", "法务", **back()),  # 24 months
            reserve("S1e", "法务", **back()),  # 23 months; goes on to S2
            reserve("H1f", "质量"),  # 24 months, back at head office
            reserve("H1g", "质量"),  # 23 months
            cadre("S1g", "外贸", title="高层", 提名方式="", **back(payroll_school="S1")),  # no post of the rank is free
            reserve("H1h", "审计"),
        ],
        posts=[
            *(post("H1", "财务"), post("S1", "财务"), post("H1", "行政"), post("S1", "行政")),
            *(post("J1", "合资经营"), post("H1", "合资经营"), post("S1", "销售"), post("S2", "销售")),
            *(post("H1", "人事"), post("X1", "人事"), post("H1", "研发"), post("S1", "研发")),
            *(post("S1", "采购"), post("S2", "采购"), post("S1", "物流"), post("H1", "物流")),
            *(post("H1", "法务"), post("S1", "法务"), post("S2", "法务"), post("H1", "质量"), post("S2", "质量")),
            *(post("H1", "外贸"), post("S1", "外贸"), post("H1", "审计"), post("X1", "审计")),
        ],
        history=[
            {"teacher_id": "S1b", "start": "2025-08", "end": "2026-02", "type": "后备锻炼", "to_school": "S2"},
            {"teacher_id": "S1b", **HALF_YEAR, "to_school": "S1"},
            *(trained("S1d", 24), trained("S1e", 23), trained("H1f", 24), trained("H1g", 23)),
        ],
        title_posts=[{"school_id": "H1", "title": "高层", "posts": 0}],
    )


TRAINING, COMPANY = ("rules", "routes", "后备锻炼"), ("rules", "routes", "总部与下属企业之间")
PATH = ("due", "后备干部")
MONTHS = ("who", "后备锻炼月数", "below")
AGAIN = ("rules", "returns", "unless", 0)
PROPOSED = ("goals", "prefer", "提名的轮岗", "who")
DECIDED = [
    Decides("风险岗位", ("due", "风险岗位"), "H1a", "due", "风险岗位"),
    Decides("财务、销售、人事", ("due", "风险岗位", "who", "subject"), "S1a", "due", "风险岗位", ["财务"]),
    Decides("合资公司负责人", ("due", "合资公司负责人"), "J1a", "moved", "合资公司负责人"),
    Decides("负责人才轮岗", ("due", "合资公司负责人", "who", "role"), "J1b", "settled", "合资公司负责人"),
    Decides("后备干部", PATH, "H1e", "moved", "后备干部"),
    Decides("两年内完成，满24个月", (*PATH, *MONTHS), "H1f", "settled", "后备干部", 25),
    Decides("两年内完成，23个月", (*PATH, *MONTHS), "H1g", "due", "后备干部", 23),
    Decides("锻炼月数只计后备锻炼", ("facts", "后备锻炼月数", "type"), "S1d", "H1", "后备锻炼", "其他锻炼"),
    Decides("每个岗位6个月", (*TRAINING, "term"), "H1e", "2027-02", "后备锻炼"),
    Decides("锻炼期间人事关系不动", (*TRAINING, "transfer"), "H1e", False, "后备锻炼"),
    Decides("同一岗位不去第二次", (*TRAINING, "visited"), "S1b", "stays", "后备锻炼"),
    Decides("后备锻炼限于后备干部", (*TRAINING, "who"), "S1a", "stays", "后备锻炼"),
    Decides("到下属企业锻炼", (*TRAINING, "to"), "H1h", "stays", "后备锻炼"),
    Decides("后备干部不按一般轮换调回", (*COMPANY, "who"), "S1c", "stays", "总部与下属企业之间"),
    Decides("总部派出", (*COMPANY, "from"), "S1a", "stays", "总部与下属企业之间"),
    Decides("派到下属企业", (*COMPANY, "to"), "H1d", "stays", "总部与下属企业之间"),
    Decides("调回总部", (*COMPANY, "both_ways"), "J1a", "H1", "总部与下属企业之间"),
    Decides("到期召回", ("rules", "returns"), "S1d", "H1", "期满返回"),
    Decides("没有满两年的接着锻炼", AGAIN, "S1e", "S2", "后备锻炼"),
    Decides("接着锻炼，满24个月", (*AGAIN, *MONTHS), "S1d", "H1", "期满返回", 25),
    Decides("接着锻炼，23个月", (*AGAIN, *MONTHS), "S1e", "S2", "后备锻炼", 23),
    Decides("召回职级不低", ("rules", "title_posts", "regime"), "S1g", "高层", "期满返回", "downgrade"),
    Decides("提名的才轮岗", (*PROPOSED, "category"), "H1a", "moved", "优先", "free"),
    Decides("提名的先动", ("tiers",), "H1a", "moved", "优先", ["moves"]),
    Decides("没有提名的不动", (*PROPOSED, "提名方式"), "H1b", "stays", "优先"),
]
POLICY = Clauses("enterprise-cadres", company(), DECIDED)
