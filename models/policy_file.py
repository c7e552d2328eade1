"""Reading a policy from TOML: every error at once, each with its key and a suggestion."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from models.policy import Part, Policy
from models.words import Text


class PolicyError(Exception):
    """A policy that cannot be used; `problems` are sentences for its writer."""

    def __init__(self, problems: Sequence[Text]) -> None:
        super().__init__("\n".join(p.en for p in problems))
        self.problems = tuple(problems)


def read_policy(path: Path) -> Policy:
    """Read a policy file.

    Numbers with a decimal point stay exact decimals: a share is never a float (rulebook 4, quotas).

    Raises
    ------
    PolicyError : if the file cannot be read, is not TOML, or says something a policy cannot mean.
    """
    try:
        raw = tomllib.loads(path.read_bytes().decode("utf-8-sig"), parse_float=Decimal)
    except OSError as error:
        raise PolicyError([Text(f"读不到政策文件 {path}：{error}", f"cannot read policy {path}: {error}")]) from error
    except UnicodeDecodeError as error:
        problem = Text(f"{path.name}：政策文件须为 UTF-8 编码", f"{path.name}: a policy file must be UTF-8")
        raise PolicyError([problem]) from error
    except tomllib.TOMLDecodeError as error:
        raise PolicyError([Text(f"{path.name}：TOML 语法错误：{error}", f"{path.name}: not TOML: {error}")]) from error
    return parse_policy(raw, path.name)


def parse_policy(raw: dict[str, Any], name: str = "policy") -> Policy:
    """Type a policy already read from TOML.

    Raises
    ------
    PolicyError : naming every key that is unknown, missing or has an impossible value.
    """
    try:
        return Policy.model_validate(raw)
    except ValidationError as error:
        raise PolicyError([_problem(name, e) for e in error.errors()]) from error


def _problem(file: str, error: ErrorDetails) -> Text:
    """Say one error of the typed reader in words a planner can act on."""
    where = _where(error["loc"])
    head = Text(f"{file}：{where.zh}", f"{file}: {where.en}")
    value = error["input"]
    match error["type"]:
        case "extra_forbidden":
            near = _near(str(error["loc"][-1]), sorted(_keys(error["loc"][:-1])))
            return Text(f"{head.zh}：没有这个键。{near.zh}", f"{head.en}: no such key. {near.en}")
        case "missing":
            return Text(f"{head.zh}：必须给出", f"{head.en}: required")
        case "literal_error":
            expected = [w.strip("' ") for w in error["ctx"]["expected"].replace(" or ", ", ").split(", ")]
            near = _near(str(value), expected)
            return Text(f"{head.zh}：不能是 {value!r}。{near.zh}", f"{head.en}: cannot be {value!r}. {near.en}")
        case "value_error":
            said = str(error["ctx"]["error"])
            return Text(f"{head.zh}：{said}", f"{head.en}: {said}")
        case "less_than_equal" | "greater_than_equal" | "greater_than":
            return Text(f"{head.zh}：{value} 不在允许范围：{error['msg']}", f"{head.en}: {value}: {error['msg']}")
    return Text(f"{head.zh}：{value!r}：{error['msg']}", f"{head.en}: {value!r}: {error['msg']}")


def _where(loc: tuple[int | str, ...]) -> Text:
    """Write a place in a policy as the TOML does; entries of a list are counted from 1."""
    zh, en = "", ""
    for part in loc:
        if isinstance(part, int):
            zh, en = f"{zh} 第{part + 1}项", f"{en} entry {part + 1}"
        elif part != "[key]":
            zh, en = (f"{zh}.{part}" if zh else part), (f"{en}.{part}" if en else part)
    return Text(zh or "政策", en or "policy")


def _near(word: str, known: list[str]) -> Text:
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    listed = "、".join(known), ", ".join(known)
    if close:
        return Text(f"是否想写 {close[0]}？可用：{listed[0]}", f"Maybe {close[0]}? Known: {listed[1]}")
    return Text(f"可用：{listed[0]}", f"Known: {listed[1]}")


def _keys(loc: tuple[int | str, ...]) -> set[str]:
    """Return the keys a policy knows at a place."""
    part: type[Part] = Policy
    for step in loc:
        if isinstance(step, int):
            continue
        field = next((f for n, f in part.model_fields.items() if step in (n, f.alias)), None)
        inner = next(_parts(field.annotation), None) if field is not None else None
        if inner is None:
            return set()
        part = inner
    return {field.alias or name for name, field in part.model_fields.items()}


def _parts(annotation: Any) -> Iterator[type[Part]]:
    """Find the policy pieces inside a type such as `tuple[Route, ...]` or `SplitCouples | None`."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for inner in get_args(annotation):
        yield from _parts(inner)
