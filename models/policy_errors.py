"""Errors of a policy as sentences a planner can act on: what the typed reader and the TOML reader found.

Neither reader's own words are shown: they are a programmer's, and English.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Any, get_args

from pydantic_core import ErrorDetails

from models.policy import Part, Policy
from models.policy_fields import SHARE_PLACES
from models.wording import Path, Wrong, shown, where_in_policy
from models.words import Text

Said = tuple[Text, Text]
"""Reason and repair."""


def sentence(file: str, where: Text, value: object, reason: Text, repair: Text) -> Text:
    """Say one error on one line: file, place, value, reason and suggested repair."""
    zh = "：".join(p for p in (file, where.zh, "" if value is None else f"值 {shown(value)}", reason.zh) if p)
    en = ": ".join(p for p in (file, where.en, "" if value is None else f"value {shown(value)}", reason.en) if p)
    zh, en = f"{zh}。建议：{repair.zh}", f"{en}. Suggested repair: {repair.en}"
    return Text(zh if zh.endswith("？") else f"{zh}。", en if en.endswith("?") else f"{en}.")


def typed_errors(file: str, error: ErrorDetails, raw: object) -> Iterator[Text]:
    """Say one error of the typed reader; a piece that is wrong in several ways yields several sentences."""
    path = error["loc"][:-2] if error["loc"][-1:] == ("[key]",) else error["loc"]
    if error["type"] == "value_error":
        for wrong in error["ctx"]["error"].wrongs:
            yield _say(file, (*path, *wrong.at), raw, wrong)
        return
    reason, repair = _typed(error, path)
    nothing_there = error["type"] in ("missing", "string_too_short")
    yield _say(file, path, raw, Wrong(reason, repair, value=None if nothing_there else error["input"]))


def _say(file: str, path: Path, raw: object, wrong: Wrong) -> Text:
    return sentence(file, where_in_policy(path, raw), wrong.value, wrong.reason, wrong.repair)


def _typed(error: ErrorDetails, path: Path) -> Said:
    """Return reason and repair of an error of the typed reader."""
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    key = next((str(p) for p in reversed(path) if isinstance(p, str)), "")
    if kind in _PLAIN:
        return _PLAIN[kind]
    match kind:
        case "extra_forbidden":
            return Text("没有这个键", "no such key"), _near_key(key, path)
        case "missing":
            return Text("必须给出", "required"), _example(key)
        case "decimal_max_places":
            return Text("小数位太多", "too many decimal places"), _fewer_places(context["decimal_places"])
        case "literal_error":
            known = re.findall(r"'([^']*)'", context["expected"])
            return Text("不能写这个词", "no such word here"), _near(str(value), known)
        case "string_type" if key == "date":
            return (
                Text("日期须写成带引号的文字", "a date is a text in quotes"),
                Text('写成 "2026-08" 或 "2026-08-31"', 'write it like "2026-08" or "2026-08-31"'),
            )
        case "string_type":
            return (
                Text("须为文字", "a text is asked"),
                Text(f'加引号："{shown(value)}"', f'put it in quotes: "{shown(value)}"')
                if not isinstance(value, list | dict)
                else Text('写成一段带引号的文字 "…"', 'write one text in quotes "..."'),
            )
        case "greater_than" | "greater_than_equal" | "less_than_equal":
            return _beyond(kind, context)
        case "tuple_type":
            return Text("须为列表", "a list is asked"), _as_list(path)
        case "dict_type":
            return (
                Text("每一级是一个目标，或几个目标", "a tier is a goal, or several"),
                Text('写成 "fill" 或 { distance = 1, moves = 20 }', 'write "fill" or { distance = 1, moves = 20 }'),
            )
        case "model_type":
            dotted = ".".join(str(p) for p in path if isinstance(p, str))
            return (
                Text("须为一组“键 = 值”", "a table of keys and values is asked"),
                Text(
                    f"另起小节 [{dotted}]，或写成 {{ 键 = 值 }}",
                    f"give it a section [{dotted}], or write {{ key = value }}",
                ),
            )
    return Text("这里不能这样写", "this cannot stand here"), Text("对照 docs/policy.md 改写", "compare docs/policy.md")


_WHOLE = Text("须为整数", "a whole number is asked"), Text("写成 2 这样，不加引号", "write it like 2, without quotes")
_YES_NO = (
    Text("须为 true 或 false", "true or false is asked"),
    Text("写 true（是）或 false（否），不加引号", "write true or false, without quotes"),
)
_NUMBER = (
    Text("须为数字或百分数", "a number or a percentage is asked"),
    Text('写成 2 或 "15%" 这样', 'write it like 2 or "15%"'),
)
_PLAIN: dict[str, Said] = {
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": _WHOLE,
    "bool_type": _YES_NO,
    "bool_parsing": _YES_NO,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "string_too_short": (Text("不能为空", "cannot be empty"), Text("写上内容", "write something")),
    "too_long": (
        Text("一对只能有两个", "a pair has two members"),
        Text('几对分开写：[["A", "B"], ["A", "C"]]', 'write several pairs: [["A", "B"], ["A", "C"]]'),
    ),
}  # fmt: skip


def _fewer_places(most: int) -> Text:
    if most == SHARE_PLACES:
        return Text("份额最多6位小数，如 0.333333 或 33.3333%", "a share has at most 6, such as 0.333333 or 33.3333%")
    return Text(f"最多{most}位小数", f"at most {most}")


_EXAMPLES = {
    "name": 'name = "…"',
    "date": 'date = "2026-08"',
    "mode": 'mode = "rank-order"',
    "who": 'who = { honour = "县级骨干教师" }',
    "passes": 'passes = { title = "高级教师" }',
    "from": 'from = { area = "城区" }',
    "to": 'to = { area = "乡村" }',
    "table": "table = [[0, 1], [5, 3]]",
    "then": 'then = "stay"',
    "schools": 'schools = [["3199000001", "3199000002"]]',
    "zones": 'zones = [["城东", "城西"]]',
}


def _example(key: str) -> Text:
    line = _EXAMPLES[key]
    return Text(f"写上 {line}", f"write {line}")


def _beyond(kind: str, context: dict[str, Any]) -> Said:
    if kind == "greater_than":
        return Text(f"须大于 {context['gt']}", f"must be above {context['gt']}"), Text(
            "写 1 或更大的整数", "write 1 or more"
        )
    if kind == "greater_than_equal":
        least = context["ge"]
        return Text(f"不能小于 {least}", f"cannot be below {least}"), Text(
            f"写 {least} 或更大的数", f"write {least} or more"
        )
    most = context["le"]
    if most == 1:
        return (
            Text("是份额，须在 0 与 1 之间", "is a share, between 0 and 1"),
            Text('95% 写成 0.95 或 "95%"', 'write 95 % as 0.95 or "95%"'),
        )
    return Text(f"不能大于 {most}", f"cannot be above {most}"), Text("写小一些的数", "write a smaller number")


def _as_list(path: Path) -> Text:
    dotted = ".".join(str(p) for p in path if isinstance(p, str))
    if _part_at(path) is not None:
        return Text(
            f"每一项另起小节 [[{dotted}]]（两层方括号）", f"give each entry a section [[{dotted}]], in double brackets"
        )
    if path[-1] == "tiers":
        return Text('写成 ["fill", "choice"] 这样', 'write it like ["fill", "choice"]')
    return Text('写成 [["A", "B"]] 这样', 'write it like [["A", "B"]]')


def _near_key(key: str, path: Path) -> Text:
    """Suggest what a key that is not known may have meant."""
    known = sorted(_keys(path[:-1]))
    if len(path) > 1 and key in _keys(()):
        return Text(
            f"{key} 属于全文：移到第一个方括号小节之前",
            f"{key} belongs to the whole policy: move it above the first section in brackets",
        )
    return _near(key, known)


def _near(word: str, known: list[str]) -> Text:
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    zh, en = "可用：" + "、".join(known), "known: " + ", ".join(known)
    return Text(f"是否想写 {close[0]}？{zh}", f"maybe {close[0]}? {en}") if close else Text(zh, en)


def _keys(path: Path) -> set[str]:
    """Return the keys a policy knows at a place."""
    part = _part_at(path) if path else Policy
    return set() if part is None else {field.alias or name for name, field in part.model_fields.items()}


def _part_at(path: Path) -> type[Part] | None:
    part: type[Part] = Policy
    for step in path:
        if isinstance(step, int):
            continue
        field = next((f for n, f in part.model_fields.items() if step == (f.alias or n)), None)
        inner = next(_parts(field.annotation), None) if field is not None else None
        if inner is None:
            return None
        part = inner
    return part


def _parts(annotation: Any) -> Iterator[type[Part]]:
    """Find the policy pieces inside a type such as `tuple[Route, ...]` or `SplitCouples | None`."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for inner in get_args(annotation):
        yield from _parts(inner)
