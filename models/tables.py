"""The tables of a district: names, columns and the kinds of value each column holds.

Source: rulebook section 1. Every table and column has an English name (used inside the
program and in policies) and a Chinese one (what bureaus write); more spellings stand in `aliases`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from models.words import Text

Kind = Literal["code", "text", "word", "int", "number", "month", "yesno", "list", "cell"]
"""How a cell is read, and what a data frame of a `District` then holds.

code, text, word  `str`, "" where empty. A code keeps its leading zeros; a word is one of `Column.words`.
int               pandas `Int64`, NA where empty.
number            `float64`, NaN where empty.
month             pandas `Int64`: 12 * year + month (month 1..12), NA where empty; days are ignored.
yesno             pandas `boolean`, NA where empty and the column has no default.
list              `tuple[str, ...]`: the entries between `;`, () where empty.
cell              the cell as the file holds it, "" where empty: what stands there is to be read as another column's.
"""

YES_WORDS = ("是", "yes", "y", "true", "1", "√", "✓", "✔")
NO_WORDS = ("否", "no", "n", "false", "0", "×", "✗", "✘")
"""What tables and policies write for yes and no, letters small."""
OUTSIDE = "*"
"""The reserved school 系统外: who is there is a newcomer to be placed, who must go there a known departure."""
OUTSIDE_NAME = Text("系统外", "outside the district")


@dataclass(frozen=True)
class Column:
    """One column: its names, its kind, and whether a row may leave it empty."""

    name: str
    zh: str
    kind: Kind
    required: bool = False
    key: bool = False
    aliases: tuple[str, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For kind `word`: the stored word -> other spellings of it."""
    open_words: bool = False
    """A word not listed is kept with a warning, not a fault: bureaus have their own."""
    default: bool | None = None
    low: int | None = None
    """Smallest value allowed, for numbers."""


@dataclass(frozen=True)
class Table:
    """One table; a CSV file or a sheet bears one of its names."""

    name: str
    zh: str
    columns: tuple[Column, ...]
    required: bool = False
    aliases: tuple[str, ...] = ()

    def column(self, name: str) -> Column | None:
        """Return the column of that English name, or None."""
        return next((c for c in self.columns if c.name == name), None)

    @property
    def keys(self) -> tuple[str, ...]:
        """Names of the columns that together may stand only once."""
        return tuple(c.name for c in self.columns if c.key)


def _col(name: str, zh: str, kind: Kind, flags: str = "", *aliases: str, low: int | None = None) -> Column:
    return Column(name, zh, kind, "!" in flags or "*" in flags, "*" in flags, aliases, low=low)


SEX = Column("sex", "性别", "word", words={"男": ("1", "male", "m"), "女": ("2", "female", "f")})
AREA = Column(
    "area", "城乡类别", "word", aliases=("城乡", "城乡类型", "办学区域"), open_words=True,
    words={"城区": ("urban", "城市"), "镇区": ("town", "镇"), "乡村": ("rural", "农村"), "教学点": ("remote",)},
)  # fmt: skip
POST_TYPE = Column(
    "post_type", "岗位类别", "word", open_words=True,
    words={"专任教师": ("teacher", "专任"), "管理": ("management",), "教辅": ("support",), "工勤": ("worker",)},
)  # fmt: skip
KIN_KINDS: dict[str, tuple[str, ...]] = {
    "夫妻": ("spouses", "spouse", "配偶"),
    "直系血亲": ("lineal",),
    "三代以内旁系血亲": ("collateral", "旁系血亲"),
    "近姻亲": ("in-laws", "in-law", "姻亲"),
}
ACTIONS: dict[str, tuple[str, ...]] = {"must": ("必须去", "必去"), "never": ("不得去",), "stay": ("留任",)}

SCHOOLS = Table("schools", "学校表", (
    _col("school_id", "学校代码", "code", "*", "学校编码", "单位代码"),
    _col("name", "名称", "text", "!", "学校名称", "单位名称"),
    _col("zone", "片区", "text", "", "学区", "乡镇"),
    AREA,
    _col("kind", "学校类别", "text", "", "学校类型"),
    _col("level", "级别", "text"),
    _col("parent", "中心校", "code", "", "中心学校", "上级学校"),
    _col("alliance", "联盟", "text", "", "集团"),
    _col("establishment", "编制数", "int", "!", "核定编制", "编制", low=0),
    _col("headcount", "在编在岗人数", "int", "", "在编人数", "实有人数", low=0),
    Column("inflow", "是否接收流入", "yesno", default=True, aliases=("接收流入",)),
    Column("outflow", "是否允许流出", "yesno", default=True, aliases=("允许流出",)),
    _col("lon", "经度", "number"),
    _col("lat", "纬度", "number"),
), required=True, aliases=("学校",))  # fmt: skip

POSTS = Table("posts", "岗位表", (
    _col("school_id", "学校代码", "code", "*", "学校编码"),
    _col("stage", "学段", "text", "*"),
    _col("subject", "学科", "text", "*"),
    _col("required", "核定人数", "int", "!", "核定数", "应配人数", low=0),
    _col("current", "现有人数", "int", "", "实有人数", low=0),
), required=True, aliases=("岗位", "学科岗位表"))  # fmt: skip

TEACHERS = Table("teachers", "教师花名册", (
    _col("teacher_id", "工号", "code", "*", "教师工号", "职工号", "教职工号"),
    _col("name", "姓名", "text", "!", "教师姓名"),
    SEX,
    _col("birth_date", "出生年月", "month", "", "出生日期"),
    _col("school_id", "现任教学校", "code", "!", "现任教学校代码", "学校代码", "任教学校"),
    _col("stage", "任教学段", "text", "!", "学段"),
    _col("subject", "任教学科", "text", "!", "学科"),
    _col("also", "可兼教", "list", "", "兼教学科"),
    _col("joined", "进入本校年月", "month", "", "进校年月", "到校年月"),
    _col("unit_joined", "进入本单位年月", "month"),
    _col("post_since", "任现职年月", "month"),
    _col("retires", "法定退休年月", "month", "", "退休年月"),
    POST_TYPE,
    _col("title", "职称", "text"),
    _col("honour", "骨干称号", "text", "", "荣誉称号"),
    _col("role", "职务", "text"),
    _col("degree", "学历", "text"),
    _col("appraisals", "近三年考核", "list", "", "年度考核"),
    _col("status", "特殊情形", "list"),
    Column("applies", "本人申请", "yesno"),
    Column("consent", "学校同意", "yesno"),
    _col("score", "量化得分", "number", "", "得分", low=0),
    _col("exchange_years", "近六年交流年限", "number", "", low=0),
    _col("home_zone", "家庭所在片区", "text"),
    _col("spouse_zone", "配偶工作片区", "text"),
    _col("home_lon", "家庭经度", "number"),
    _col("home_lat", "家庭纬度", "number"),
    _col("payroll_school", "人事关系所在学校", "code"),
    _col("origin_school", "原单位", "code"),
    _col("term_end", "交流期满", "month", "", "交流期满年月"),
    Column("wish_return", "期满意愿", "yesno"),
    _col("apply_for", "申报学段学科", "text"),
    _col("service_until", "服务期至", "month"),
), required=True, aliases=("教师", "花名册", "教师表"))  # fmt: skip

RELATIONS = Table("relations", "亲属关系表", (
    _col("teacher_a", "教师甲工号", "code", "*", "教师甲", "甲方工号"),
    _col("teacher_b", "教师乙工号", "code", "*", "教师乙", "乙方工号"),
    Column("kind", "关系", "word", required=True, aliases=("亲属关系", "关系类型"), words=KIN_KINDS),
), aliases=("亲属关系",))  # fmt: skip

CHOICES = Table("choices", "志愿表", (
    _col("teacher_id", "工号", "code", "*", "教师工号"),
    _col("rank", "志愿顺序", "int", "*", "志愿", "序号", "志愿序号", low=1),
    _col("school_id", "学校代码", "code", "", "志愿学校代码"),
    _col("zone", "片区", "text", "", "志愿片区"),
), aliases=("志愿", "教师志愿表"))  # fmt: skip

SCHOOL_CHOICES = Table("school_choices", "学校意向表", (
    _col("school_id", "学校代码", "code", "*"),
    _col("rank", "意向顺序", "int", "*", "序号", low=1),
    _col("teacher_id", "工号", "code", "!", "教师工号"),
), aliases=("学校意向",))  # fmt: skip

OUTGOING = Table("outgoing", "流出名单", (
    _col("teacher_id", "工号", "code", "*", "教师工号"),
))  # fmt: skip

LOCKS = Table("locks", "锁定表", (
    _col("teacher_id", "工号", "code", "!", "教师工号"),
    Column("action", "动作", "word", required=True, aliases=("锁定", "锁定方式"), words=ACTIONS),
    _col("school_id", "学校代码", "code"),
    _col("reason", "依据", "text", "", "锁定依据"),
), aliases=("锁定",))  # fmt: skip

DISTANCES = Table("distances", "距离表", (
    _col("teacher_id", "工号", "code", "", "教师工号"),
    _col("zone", "片区", "text"),
    _col("school_id", "学校代码", "code", "!"),
    _col("minutes", "分钟", "int", "!", "路程分钟", "通勤分钟", low=0),
), aliases=("距离", "通勤表"))  # fmt: skip

TITLE_POSTS = Table("title_posts", "岗位职数表", (
    _col("school_id", "学校代码", "code", "*"),
    _col("title", "职称", "text", "*"),
    _col("posts", "职数", "int", "!", "岗位职数", low=0),
), aliases=("岗位职数",))  # fmt: skip

DIRECTIONS: dict[str, tuple[str, ...]] = {"out": ("流出",), "in": ("流入",)}

QUOTAS = Table("quotas", "指标表", (
    _col("school_id", "学校代码", "code", "!", "学校编码"),
    Column("direction", "方向", "word", required=True, aliases=("流出流入", "流向"), words=DIRECTIONS),
    _col("stage", "学段", "text"),
    _col("subject", "学科", "text"),
    _col("title", "职称", "text"),
    _col("honour", "骨干称号", "text", "", "荣誉称号"),
    _col("degree", "学历", "text"),
    _col("min", "至少", "int", "", "下限", low=0),
    _col("max", "至多", "int", "", "上限", low=0),
), aliases=("指标", "交流指标表"))  # fmt: skip

HISTORY = Table("history", "交流经历表", (
    _col("teacher_id", "工号", "code", "*", "教师工号"),
    _col("start", "开始年月", "month", "*", "开始时间", "起始年月"),
    _col("end", "结束年月", "month", "", "结束时间", "终止年月"),
    _col("type", "交流轮岗类型", "text", "", "交流类型", "类型"),
    _col("from_school", "原单位名称", "text", "", "原单位", "原学校名称"),
    _col("to_school", "交流轮岗单位名称", "text", "", "交流轮岗单位", "交流学校名称"),
    Column("transfer", "是否调动人事关系", "yesno", aliases=("调动人事关系", "人事关系是否调动")),
    _col("result", "考核等次", "text", "", "交流考核等次", "考核结果"),
    Column("credited", "报名公示未安置", "yesno", default=False, aliases=("公示未安置",)),
), aliases=("交流经历", "交流轮岗经历表"))  # fmt: skip

REFUSED = "拒绝"
"""The result of an exchange that was refused, and never made."""

TABLES: dict[str, Table] = {
    t.name: t
    for t in (
        SCHOOLS,
        POSTS,
        TEACHERS,
        RELATIONS,
        CHOICES,
        SCHOOL_CHOICES,
        OUTGOING,
        LOCKS,
        DISTANCES,
        TITLE_POSTS,
        HISTORY,
        QUOTAS,
    )
}

APPEAL_KINDS: dict[str, tuple[str, ...]] = {
    "deferral": ("暂缓", "暂缓交流", "申请暂缓"),
    "kin": ("亲属回避", "回避"),
    "choice": ("志愿更正", "更正志愿"),
    "fact": ("事实更正", "更正事实"),
    "must": ("指定去向", "必须去"),
    "never": ("不去", "不得去"),
    "stay": ("留任",),
    "closed": ("学校停办", "停办"),
    "post": ("岗位核定",),
    "establishment": ("编制核定",),
}
RULINGS: dict[str, tuple[str, ...]] = {
    "upheld": ("成立", "支持", "准予"),
    "dismissed": ("不成立", "驳回", "不予支持"),
    "pending": ("待定", "未裁决"),
}

APPEALS = Table("appeals", "申诉表", (
    _col("teacher_id", "工号", "code", "", "教师工号", "职工号", "申诉人工号"),
    _col("name", "姓名", "text", "", "教师姓名", "申诉人", "申诉人姓名"),
    Column("kind", "申诉事项", "word", required=True, aliases=("事项", "申诉类型"), words=APPEAL_KINDS),
    _col("school_id", "学校代码", "code", "", "学校编码"),
    _col("reason", "理由", "text", "", "申诉理由"),
    Column("ruling", "裁决", "word", aliases=("裁决结果", "处理结果"), words=RULINGS),
    _col("ruled_by", "裁决人", "text", "", "裁决人员"),
    _col("other", "对方工号", "code", "", "亲属工号"),
    Column("relation", "亲属关系", "word", aliases=("关系", "关系类型"), words=KIN_KINDS),
    _col("rank", "志愿顺序", "int", "", "志愿", "志愿序号", low=1),
    _col("zone", "片区", "text", "", "志愿片区"),
    _col("stage", "学段", "text"),
    _col("subject", "学科", "text"),
    _col("column", "更正的列", "text", "", "更正列", "更正项目"),
    _col("value", "更正为", "cell", "", "更正值", "核定为"),
), aliases=("申诉", "申诉登记表"))  # fmt: skip
"""What people object to after publication, and what became known too late; a file beside the district, not of it."""

SPECS: dict[str, Table] = {**TABLES, APPEALS.name: APPEALS}
"""Every table that is read by these specifications, those outside a district too."""
