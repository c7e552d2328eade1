"""Words that tell of health, sanctions or family, wherever they stand on a page everybody reads."""

from __future__ import annotations

from models.tables import KIN_KINDS

HEALTH_WORDS = (
    "病", "孕", "哺乳", "产假", "产期", "癌", "瘤", "残疾", "残障", "伤残", "精神病", "精神疾", "精神障碍",
    "精神分裂", "抑郁", "手术", "住院", "化疗", "透析", "康复期", "处分", "立案", "审查调查", "留置", "拘留",
    "判刑", "服刑", "缓刑", "违纪", "违法", "不合格", "pregnan", "maternity", "illness", "disease", "cancer",
    "tumour", "disab", "surgery", "hospital", "sick", "sanction", "disciplinary", "unqualified",
)  # fmt: skip
KIN_WORDS = (
    *(word for kind, others in KIN_KINDS.items() for word in (kind, *others)),
    "配偶", "丈夫", "妻子", "夫妇", "爱人", "父亲", "母亲", "儿子", "女儿", "父子", "父女", "母子", "母女",
    "姐妹", "兄妹", "姐弟", "岳父", "岳母", "公公", "婆婆", "亲属", "亲戚", "血亲", "姻亲", "husband",
    "wife", "spouse", "sibling", "kinship",
)  # fmt: skip
OWN_TEXTS = (
    "符合交流条件但暂缓交流人员名单",
    "符合交流条件但不交流人员名单",
    "符合交流条件但暂缓交流人员",
    "符合交流条件但不交流人员",
    "拟交流轮岗人员",
)
"""The program's own headings, which may hold such words."""
