"""bureau-ten: ten years in the present post; sections among themselves, base units only among units alike."""

from __future__ import annotations

from tests.models.micro import district
from tests.scenarios.policies.clauses import Clauses, Decides


def cadre(code: str, **columns: object) -> dict[str, object]:
    """A head of section, exactly ten years in the post of the place the code begins with."""
    plain = {"stage": "正科", "subject": "综合", "role": "正科", "post_since": "2016-08"}
    return {"teacher_id": code, "school_id": code[:2], **plain, **columns}


def place(code: str, kind: str, staff: str = "", pay: str = "") -> dict[str, object]:
    """A section or a base unit with three posts on its establishment."""
    return {"school_id": code, "kind": kind, "establishment": 3, "编制类型": staff, "开支渠道": pay}


def posts(code: str, family: str = "综合", required: int = 3, kept: str = "") -> dict[str, object]:
    """A post of a place; `kept` says that it is not to be exchanged now."""
    return {"school_id": code, "stage": "正科", "subject": family, "required": required, "暂不宜交流": kept}


BUREAU = district(
    [
        *(place(code, "机关科室") for code in ("K1", "K2", "K3")),
        place("J1", "基层单位", "全额", "财政"),
        place("J2", "基层单位", "全额", "财政"),
        place("J3", "基层单位", "全额", "自筹"),
        place("J4", "基层单位", "差额", "财政"),
    ],
    [
        cadre("K1a"),
        cadre("K1b", post_since="2016-09"),  # nine years and eleven months
        cadre("K1c", post_since="2024-08", 工作需要="是"),
        cadre("K2a", status=("试用期",)),
        cadre("K2b", role="科员"),
        cadre("K3a", subject="机要"),
        cadre("K3b", subject="机要"),
        cadre("J1a"),
        cadre("J3a"),
        cadre("J4a"),
    ],
    posts=[
        *(posts(code) for code in ("K1", "K2", "K3", "J1", "J2", "J3", "J4")),
        posts("K3", "机要", 2, "是"),
        posts("K1", "机要", 2),
    ],
    locks=["K3b must K1"],
)

WHO = ("due", "任现职满十年", "who")
TEN = {"role": ["正科", "副科"], "years_in_post": {"min": 10}, "status": {"not": "试用期"}}
DECIDED = [
    Decides("现职位满10年", ("due", "任现职满十年"), "K1a", "moved", "任现职满十年"),
    Decides("满10年，差一个月", (*WHO, "years_in_post", "min"), "K1b", "settled", "任现职满十年", 9),
    Decides("满10年，正好", (*WHO, "years_in_post", "min"), "K1a", "moved", "任现职满十年", 11),
    Decides("不在试用期内", (*WHO, "status"), "K2a", "settled", "任现职满十年"),
    Decides("任正、副科职", (*WHO, "role"), "K2b", "settled", "任现职满十年"),
    Decides("工作需要", ("due", "工作需要"), "K1c", "moved", "工作需要"),
    Decides("暂不宜交流的职位", ("deferred", "职位暂不宜交流"), "K3a", "deferred", "职位暂不宜交流"),
    Decides("可以暂缓", ("deferred", "职位暂不宜交流", "waived_by"), "K3b", "moved", "职位暂不宜交流"),
    Decides("机关各科室之间", ("rules", "routes", "机关各科室之间"), "K1a", "机关各科室之间", "机关各科室之间"),
    Decides("基层单位之间", ("rules", "routes", "同类基层单位之间"), "J1a", "同类基层单位之间", "同类基层单位之间"),
    Decides("同编制类型", ("rules", "routes", "同类基层单位之间", "same", 0), "J4a", "stays", "交流范围"),
    Decides("同开支渠道", ("rules", "routes", "同类基层单位之间", "same", 1), "J3a", "stays", "交流范围"),
    Decides("应轮岗的都轮岗", ("tiers",), "J1a", "moved", "优先", ["moves"]),
    Decides("应轮岗的", ("goals", "prefer", 0, "who", "category"), "J1a", "moved", "优先", "free"),
]
POLICY = Clauses("bureau-ten", BUREAU, DECIDED)
