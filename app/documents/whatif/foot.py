"""Where a report came from: inputs with their digests, versions, when it began and how long it took."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from models.words import Lang, Text

_KNOWN: Mapping[str, Text] = {
    "inputs": Text("输入", "inputs"),
    "versions": Text("版本", "versions"),
    "started": Text("开始", "started"),
    "seconds": Text("用时", "took"),
    "lungang": Text("轮岗", "Lungang"),
    "file": Text("情景文件", "what-if file"),
    "district": Text("表格", "tables"),
    "policy": Text("方案", "policy"),
    "baseline": Text("基线", "baseline"),
    "computed": Text("新算的项", "answers computed"),
    "found": Text("取自以前结果的项", "answers found in store"),
}


def foot(made: Mapping[str, object], lang: Lang) -> list[tuple[str, str, bool]]:
    """Return the lines of a foot: what, how it is written, and whether it is a digest or a code."""
    return list(_lines(made, lang))


def _lines(made: Mapping[str, object], lang: Lang) -> Iterator[tuple[str, str, bool]]:
    inputs, versions = made.get("inputs"), made.get("versions")
    if "started" in made:
        yield _KNOWN["started"].say(lang), started(made), False
    seconds = made.get("seconds")
    if isinstance(seconds, int | float):
        yield _KNOWN["seconds"].say(lang), Text(f"{seconds:,.1f} 秒", f"{seconds:,.1f} seconds").say(lang), False
    if isinstance(versions, Mapping):
        joint = Text("，", ", ").say(lang)
        yield _KNOWN["versions"].say(lang), joint.join(f"{name} {version}" for name, version in versions.items()), False
    for key, value in made.items():
        if key not in ("inputs", "versions", "started", "seconds"):
            yield _KNOWN.get(key, Text(key, key)).say(lang), _said(value, lang), False
    if isinstance(inputs, Mapping):
        for name, digest in inputs.items():
            yield str(name), f"SHA-256 {digest}", True


def started(made: Mapping[str, object]) -> str:
    """Return when it began, to the minute, as people write it; "" where that is not told."""
    raw = str(made.get("started", ""))
    try:
        return datetime.fromisoformat(raw).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return raw


def _said(value: object, lang: Lang) -> str:
    if isinstance(value, Text):
        return value.say(lang)
    if isinstance(value, Mapping):
        return Text("，", ", ").say(lang).join(f"{k} {_said(v, lang)}" for k, v in value.items())
    if isinstance(value, list | tuple):
        return Text("、", ", ").say(lang).join(_said(v, lang) for v in value)
    return str(value)
