"""What templates may ask for: every field under an English and a Chinese name, and lists of rows of such fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from app.documents.word_paper import printable

FIELDS: dict[str, str] = {
    # of every page
    "policy": "方案名称", "year": "年度", "stage": "阶段", "title": "标题", "period": "公示期", "made_on": "制发日期",
    "source": "来源", "use": "使用范围", "count": "人数", "published_lists": "公布名单",
    "hearing": "公示说明", "changed": "公示变动",
    # lists
    "movers": "名单", "deferred": "暂缓名单", "kept": "不交流名单", "leaving": "调出", "coming": "调入",
    "posts": "岗位", "orders": "调令", "facts": "本人情况", "sections": "各项",
    "register1": "表一", "register2": "表二", "register3": "表三", "register4": "表四", "register5": "表五",
    "register6": "表六", "register7": "表七", "register8": "表八",
    # of a person
    "serial": "序号", "number": "工号", "name": "姓名", "sex": "性别", "born": "出生年月", "school": "学校",
    "school_code": "学校代码", "post": "学段学科", "title_held": "职称", "role": "职务", "degree": "学历",
    "post_type": "岗位类别", "joined": "进入本校年月", "unit_joined": "进入本单位年月", "post_since": "任现职年月",
    "unit": "所属单位", "clause": "依据", "choices": "志愿", "applies": "本人申请", "consent": "学校同意",
    "apply_for": "申报学段学科",
    # of a move
    "from_school": "原学校", "from_code": "原学校代码", "from_post": "原岗位", "to_school": "调入学校",
    "to_code": "调入学校代码", "to_post": "新岗位", "new_post": "变动后岗位", "round": "轮次", "route": "交流范围",
    "transfer": "人事关系", "term": "交流期", "same_day": "同日办理", "order": "编号", "report": "报到要求",
    # of a row of the exchange history
    "type": "交流轮岗类型", "start": "开始年月", "end": "结束年月", "origin": "原单位名称",
    "destination": "交流轮岗单位名称", "relation": "是否调动人事关系",
    # of a post's numbers
    "required": "核定", "before": "调整前", "out": "调出人数", "in": "调入人数", "after": "调整后",
    # of an answer to an appeal
    "asked": "申诉事项", "ruling": "裁决", "ruled_by": "裁决人", "follows": "处理结果", "questions": "查询方式",
    # of a personal notice
    "label": "项目", "value": "内容", "lines": "各行", "receipt": "签收", "seal": "盖章", "date": "日期",
    "foot": "页脚",
}  # fmt: skip
"""Field -> its Chinese name; a template may write either."""

Row = Mapping[str, object]


@dataclass(frozen=True)
class Listing:
    """A list that a template repeats a row or a paragraph for.

    Parameters
    ----------
    fields : what each record holds, exactly.
    """

    fields: tuple[str, ...]
    records: Sequence[Row] = ()


@dataclass(frozen=True)
class Context:
    """Everything one template may ask for."""

    values: Mapping[str, object]
    lists: Mapping[str, Listing] = field(default_factory=dict)

    def plain(self) -> dict[str, object]:
        """Return it as plain data, every name in both languages."""
        rows = {name: [_twice(record) for record in listing.records] for name, listing in self.lists.items()}
        return _twice({**self.values, **rows})

    @property
    def names(self) -> frozenset[str]:
        """Every name that may be asked for by itself."""
        return frozenset(_both((*self.values, *self.lists)))

    def fields_of(self, name: str) -> frozenset[str]:
        """Return the fields of a list, by either of its names; empty if there is no such list."""
        listing = self.listing(name)
        return frozenset() if listing is None else frozenset(_both(listing.fields))

    def listing(self, name: str) -> Listing | None:
        """Return a list by either of its names."""
        return next((found for key, found in self.lists.items() if name in (key, FIELDS[key])), None)

    def value(self, name: str) -> object:
        """Return a value by either of its names.

        Raises
        ------
        KeyError : if there is none of that name.
        """
        for key, value in self.values.items():
            if name in (key, FIELDS[key]):
                return value
        raise KeyError(name)


def cell(record: Row, name: str) -> object:
    """Return a field of a record by either of its names."""
    return next(value for key, value in record.items() if name in (key, FIELDS[key]))


def nearest(name: str, known: frozenset[str]) -> str:
    """Return the known name most like one that is not known, "" if none is."""
    alike = get_close_matches(name, sorted(known), 1, 0.4)
    shared = sorted((k for k in known if set(k) & set(name)), key=lambda k: (-len(set(k) & set(name)), len(k), k))
    return next(iter([*alike, *shared]), "")


def _both(names: Sequence[str] | tuple[str, ...]) -> Iterator[str]:
    for name in names:
        yield name
        yield FIELDS[name]


def _twice(record: Row) -> dict[str, object]:
    held = {key: printable(value) if isinstance(value, str) else value for key, value in record.items()}
    return {**held, **{FIELDS[key]: value for key, value in held.items()}}
