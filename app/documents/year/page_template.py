"""Pages from Jinja2 templates: filled, or told what is wrong with the template, by file and line."""

from __future__ import annotations

import re

from jinja2 import TemplateError, TemplateSyntaxError

from app.documents.year.fields import Context
from app.documents.year.papers import PapersTemplateError
from app.documents.year.template_check import SOURCE, asks_for, environment, say_no_source, say_unknown, unknown_fields
from app.documents.year.templates import Found
from models.words import Text

_NO_WORDS = re.compile(r"(<style\b.*?</style>|<[^>]*>|\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})", re.DOTALL)
"""What of a page's template is no literal text: markup and fields."""


def fill_page(found: Found, context: Context) -> str:
    """Return a page.

    Raises
    ------
    PapersTemplateError : naming every unknown field of the template with its line, or its first broken line.
    """
    filler = environment()
    try:
        source = found.path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PapersTemplateError(
            [Text(f"{found.path}：读不了（{error}）。", f"{found.path}: cannot be read ({error}).")]
        ) from error
    parts = _NO_WORDS.split(source)
    source = "".join(part if i % 2 else found.reword(part) for i, part in enumerate(parts))
    try:
        tree = filler.parse(source)
        wrong = [
            say_unknown(_at(found, one.line), one)
            for one in unknown_fields(tree, context, frozenset({*filler.globals, "zh"}))
        ]
        if not asks_for(tree, SOURCE):
            wrong.append(say_no_source(Text(str(found.path), str(found.path))))
        if wrong:
            raise PapersTemplateError(wrong)
        return filler.from_string(source).render(context.plain())
    except TemplateSyntaxError as error:
        raise PapersTemplateError([_broken(_at(found, error.lineno), str(error.message))]) from error
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise PapersTemplateError([_broken(Text(str(found.path), str(found.path)), str(error))]) from error


def _at(found: Found, line: int) -> Text:
    return Text(f"{found.path} 第{line}行", f"{found.path}, line {line}")


def _broken(where: Text, why: str) -> Text:
    return Text(f"{where.zh}：模板写法有误（{why}）。", f"{where.en}: the template is broken ({why}).")
