"""A template's fields held against those there are, before anything is written: name, line, and the nearest known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from jinja2 import Environment, StrictUndefined, nodes
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import SandboxedEnvironment

from app.documents.year.fields import FIELDS, Context, nearest
from models.words import Text

SOURCE = "source"
"""The field every paper must print: run, inputs and record it was made from."""


class Unknown(NamedTuple):
    """A field asked for that there is not: the line of the template, the field as written, the nearest known one."""

    line: int
    name: str
    like: str


def environment() -> Environment:
    """Return what fills templates: names escaped, a missing value an error, and nothing of the program within reach."""
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def unknown_fields(tree: nodes.Template, context: Context, builtin: frozenset[str]) -> list[Unknown]:
    """Return every field a template asks for that it will not get.

    Parameters
    ----------
    builtin : names the template language knows itself.
    """
    missing = find_undeclared_variables(tree) - context.names - builtin
    found = [
        Unknown(node.lineno, node.name, nearest(node.name, context.names))
        for node in tree.find_all(nodes.Name)
        if node.name in missing and node.ctx == "load"
    ]
    return sorted({*found, *_in_loops(tree, context, {})})


def asks_for(tree: nodes.Template, field: str) -> bool:
    """Whether a template prints a field, by either of its names."""
    return not find_undeclared_variables(tree).isdisjoint((field, FIELDS[field]))


def say_unknown(where: Text, found: Unknown) -> Text:
    """Say that a template asks for a field there is not."""
    zh = f"；最接近的是“{found.like}”" if found.like else ""
    en = f"; the nearest is '{found.like}'" if found.like else ""
    return Text(
        f"{where.zh}：没有“{found.name}”这个字段{zh}。建议：改正字段名，或删去它。",
        f"{where.en}: there is no field '{found.name}'{en}. Suggested repair: correct the name, or take it out.",
    )


def say_no_source(where: Text) -> Text:
    """Say that a template does not print where its paper comes from."""
    return Text(
        f"{where.zh}：没有印出来源（运行编号和输入摘要）。建议：在页脚加上 {{{{ {FIELDS[SOURCE]} }}}}。",
        f"{where.en}: it does not print where the paper comes from (run and inputs). Suggested repair: put "
        f"{{{{ {SOURCE} }}}} into its footer.",
    )


def _in_loops(node: nodes.Node, context: Context, lists: Mapping[str, str]) -> Iterator[Unknown]:
    """Yield unknown fields of records; `lists` tells which list each loop variable in scope runs through."""
    if isinstance(node, nodes.For):
        source = next(node.iter.find_all(nodes.Name), node.iter)
        if isinstance(node.target, nodes.Name) and isinstance(source, nodes.Name):
            through = {**lists, node.target.name: source.name}
            yield from _in_loops(node.iter, context, lists)
            for child in (*node.body, *node.else_):
                yield from _in_loops(child, context, through)
            return
    name = _attribute(node)
    if name is not None and isinstance(node, nodes.Getattr | nodes.Getitem) and isinstance(node.node, nodes.Name):
        fields = context.fields_of(lists.get(node.node.name, ""))
        if fields and name not in fields:
            yield Unknown(node.lineno, f"{node.node.name}.{name}", nearest(name, fields))
    for child in node.iter_child_nodes():
        yield from _in_loops(child, context, lists)


def _attribute(node: nodes.Node) -> str | None:
    if isinstance(node, nodes.Getattr):
        return node.attr
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return str(node.arg.value)
    return None
