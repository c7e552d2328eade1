"""Word papers from Word templates: filled, or told what is wrong with the template, by paragraph."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from functools import cached_property

from docx.document import Document as Doc
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from app.documents.year.fields import Context
from app.documents.year.papers import PapersTemplateError
from app.documents.year.steady_zip import steady
from app.documents.year.template_check import SOURCE, Unknown, asks_for, say_no_source, say_unknown, unknown_fields
from app.documents.year.templates import Found
from models.words import Idiom, Text

_FIELD = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})")
_TAGS = (("{{", "}}"), ("{%", "%}"), ("{#", "#}"))


class WordTemplate:
    """One Word template, read once and filled as often as asked.

    Raises
    ------
    PapersTemplateError : if it is no Word document.
    """

    def __init__(self, found: Found) -> None:
        self.found = found
        # As with pages, but Word's own line ends are no white space to trim.
        self._filler: Environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
        self._checked: set[frozenset[str]] = set()
        try:
            self._bytes = found.path.read_bytes()
            template = DocxTemplate(io.BytesIO(self._bytes))
            template.init_docx()
        except (OSError, PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
            raise PapersTemplateError(
                [
                    Text(
                        f"{found.path}：不是能读的 Word 文档（{error}）。",
                        f"{found.path}: no Word document that can be read ({error}).",
                    )
                ]
            ) from error
        if not found.own and isinstance(found.lang, Idiom):
            _reword(template.docx, found)
            raw = io.BytesIO()
            template.docx.save(raw)
            self._bytes = raw.getvalue()

    def fill(self, context: Context, made_on: date) -> bytes:
        """Return the document filled; the same for the same, byte for byte.

        Raises
        ------
        PapersTemplateError : naming every unknown field with its paragraph, or the broken paragraphs.
        """
        if context.names not in self._checked:
            self._check(context)
            self._checked.add(context.names)
        template = DocxTemplate(io.BytesIO(self._bytes))
        try:
            template.render(context.plain(), self._filler)
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
            raise self._broken(str(error)) from error
        raw = io.BytesIO()
        template.save(raw)
        return steady(raw.getvalue(), made_on)

    def _check(self, context: Context) -> None:
        """Hold the template's fields against those there are."""
        builtin = frozenset(self._filler.globals)
        wrong: list[Text] = []
        printed = False
        for xml in self._parts:
            try:
                tree = self._filler.parse(xml)
            except TemplateSyntaxError as error:
                raise self._broken(str(error.message)) from error
            wrong += [say_unknown(self._at(one), one) for one in unknown_fields(tree, context, builtin)]
            printed |= asks_for(tree, SOURCE)
        if not printed:
            wrong.append(say_no_source(self._here))
        if wrong:
            raise PapersTemplateError(list(dict.fromkeys(wrong)))

    @cached_property
    def _parts(self) -> tuple[str, ...]:
        """The parts that hold fields: body, headers, footers."""
        template = DocxTemplate(io.BytesIO(self._bytes))
        template.render_init()
        xml = [template.get_xml()]
        for uri in (template.HEADER_URI, template.FOOTER_URI):
            xml += [template.get_part_xml(part) for _, part in template.get_headers_footers(uri)]
        return tuple(template.patch_xml(part) for part in xml)

    @cached_property
    def _paragraphs(self) -> tuple[str, ...]:
        """The text of every paragraph of the body, in order, those of tables too."""
        template = DocxTemplate(io.BytesIO(self._bytes))
        template.init_docx()
        return tuple(_text(paragraph) for paragraph in template.docx.element.body.iter(qn("w:p")))

    @property
    def _here(self) -> Text:
        return Text(str(self.found.path), str(self.found.path))

    def _at(self, one: Unknown) -> Text:
        name = one.name.rpartition(".")[2]
        for i, text in enumerate(self._paragraphs, 1):
            if any(name in field for field in _FIELD.findall(text)):
                return self._in_paragraph(i, text)
        return Text(f"{self.found.path} 页眉或页脚", f"{self.found.path}, header or footer")

    def _in_paragraph(self, number: int, text: str) -> Text:
        said = text if len(text) <= 30 else text[:30] + "……"
        return Text(f"{self.found.path} 第{number}段“{said}”", f"{self.found.path}, paragraph {number} '{said}'")

    def _broken(self, why: str) -> PapersTemplateError:
        odd = [
            self._in_paragraph(i, text)
            for i, text in enumerate(self._paragraphs, 1)
            if any(text.count(a) != text.count(b) for a, b in _TAGS)
        ]
        return PapersTemplateError(
            [
                Text(f"{at.zh}：模板写法有误（{why}）。", f"{at.en}: the template is broken ({why}).")
                for at in odd or [self._here]
            ]
        )


def _reword(document: Doc, found: Found) -> None:
    """Put a bureau's words into the literal texts of a shipped template, leaving its fields alone."""
    for element in _stories(document):
        for text in element.iter(qn("w:t")):
            parts = _FIELD.split(text.text or "")
            text.text = "".join(part if i % 2 else found.reword(part) for i, part in enumerate(parts))


def _stories(document: Doc) -> Iterator[BaseOxmlElement]:
    yield document.element.body
    for section in document.sections:
        for story in (section.header, section.footer):
            if not story.is_linked_to_previous:  # asking for one that is not there would make it
                yield story._element


def _text(paragraph: BaseOxmlElement) -> str:
    return "".join(text.text or "" for text in paragraph.iter(qn("w:t")))
