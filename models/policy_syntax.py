"""Errors of TOML itself, in a planner's words: line, column, and what most likely went wrong there."""

from __future__ import annotations

import re

from models.words import Text

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_WIDE = "“”‘’＂＝，；：｛｝［］"
_IN_QUOTES = re.compile(r'"[^"]*"|\'[^\']*\'|#.*')

_REASONS: tuple[tuple[str, Text], ...] = (
    (
        r"twice|Cannot overwrite|Duplicate|Cannot mutate",
        Text("同一个键或小节写了两次", "a key or section stands twice"),
    ),
    (
        r"Unterminated string|character '\\n'|Expected \"'\"",
        Text("文字的引号没有收尾", "a text's closing quote is missing"),
    ),
    (r"Unescaped|Escaped|Hex value", Text("引号内的反斜杠写法不对", "a backslash in quotes is not understood")),
    (r"[Ii]llegal character|invalid character", Text("有不能出现的控制字符", "a control character cannot stand here")),
    (r"Unclosed inline table", Text("花括号没有在同一行收尾", "a brace is not closed on its line")),
    (r"Unclosed array", Text("方括号没有收尾，或两项之间缺逗号", "a bracket is not closed, or a comma is missing")),
    (r"Expected '\]", Text("小节的方括号没有收尾", "a section's bracket is not closed")),
    (r"Expected '='|Invalid statement|key part", Text("这里应是“键 = 值”", "key = value is expected here")),
    (r"Expected newline", Text("值的后面还有别的内容", "something follows the value")),
    (r"Invalid value", Text("等号后面的值写法不对", "the value after = is not understood")),
)
_OPEN_BRACE = (
    Text("花括号没有在同一行收尾", "a brace is not closed on its line"),
    Text("花括号内写在一行；只有方括号内可以换行", "keep braces on one line; only brackets may span lines"),
)
_REASON = Text("TOML 写法不对", "not TOML")


def syntax_error(said: str, text: str) -> tuple[Text, Text, Text]:
    """Return place, reason and repair of an error of the TOML reader.

    Parameters
    ----------
    said : the reader's own message, its place in brackets at the end.
    text : the whole policy file.
    """
    lines = text.split("\n")
    place = _PLACE.search(said)
    if place is None or place[1] is None:
        row = max((i for i, line in enumerate(lines, 1) if line.strip()), default=1)
        column = len(lines[row - 1]) + 1
    else:
        row, column = int(place[1]), int(place[2])
    reason = next((said_so for pattern, said_so in _REASONS if re.search(pattern, said)), _REASON)
    line = lines[row - 1] if row <= len(lines) else ""
    bare = _IN_QUOTES.sub("", line)
    if bare.count("{") > bare.count("}") and bare.rstrip().endswith((",", "{")):
        reason, repair = _OPEN_BRACE
        return Text(f"第{row}行第{column}列", f"line {row}, column {column}"), reason, repair
    return Text(f"第{row}行第{column}列", f"line {row}, column {column}"), reason, _repair(line, reason)


def _repair(line: str, reason: Text) -> Text:
    bare = _IN_QUOTES.sub("", line)
    value = bare.partition("=")[2].strip()
    if any(mark in bare for mark in _WIDE):
        return Text("引号、等号、逗号、括号改用英文半角", "use plain ASCII quotes, equals signs, commas and brackets")
    if re.search(r"[%％]", bare):
        return Text('百分数加引号，如 "15%"', 'put percentages in quotes, like "15%"')
    if re.search(r"\d{4}-\d{1,2}\b(?!-\d)", value):
        return Text('年月加引号，如 "2026-08"', 'put months in quotes, like "2026-08"')
    if re.search(r"\b(True|False|TRUE|FALSE)\b", value):
        return Text("写小写的 true 或 false", "write true or false in small letters")
    if re.match(r"\s*[^\x00-\x7f]", bare.partition("=")[0]) or re.search(r"[{,]\s*[^\x00-\x7f\s][^={}]*=", bare):
        return Text('中文列名加引号，如 "教龄" = 6', 'put Chinese column names in quotes, like "教龄" = 6')
    if re.match(r"[^\x00-\x7f]|[A-Za-z]", value):
        return Text('文字加引号，如 "高级教师"', 'put texts in quotes, like "高级教师"')
    if reason.en.startswith("a key or section"):
        return Text(
            "只留一处；列表的每一项用两层方括号 [[…]]", "keep one; entries of a list stand in double brackets [[...]]"
        )
    if "\\" in line:
        return Text("文字改用单引号，或把 \\ 写成 \\\\", "use single quotes, or write \\ as \\\\")
    return Text(
        "核对这一行和上一行的引号、括号、等号和逗号",
        "check quotes, brackets, = and commas on this line and the one above",
    )
