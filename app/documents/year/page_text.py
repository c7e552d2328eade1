"""Every text a finished page holds, seen or not: cells, comments, headers, footers, properties, markup."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from openpyxl import load_workbook

from models.words import Text

_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "em", "font", "i", "mark", "small", "span", "strong", "sub", "sup", "u"}
)
_CELLS = frozenset({"v", "t", "f", "is", "r", "c", "row", "sheetData", "si", "sst"})
"""Elements of a sheet whose texts are told by its cells."""
_TELLING = re.compile(r"[\u3400-\u9fff]|[A-Za-z]{3,} [A-Za-z]{2,}|\d{15}")
"""An attribute that may hold words or an identity number, not a mere size or name."""
_WORD_TEXT = re.compile(r"\}(?:t|delText|instrText)$")


class Chunk(NamedTuple):
    """A text that is read as one, and where it stands."""

    place: Text
    text: str


def chunks(path: Path) -> Iterator[Chunk]:
    """Yield every text of a finished HTML, Excel, Word or CSV file."""
    if path.suffix == ".xlsx":
        yield from _workbook(path)
    elif path.suffix == ".docx":
        yield from _package(path, ".docx")
    elif path.suffix == ".html":
        yield from _page(path.read_text(encoding="utf-8"))
    else:
        for i, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
            yield from (Chunk(_line(i), cell) for cell in line.split(","))


def _line(number: int) -> Text:
    return Text(f"第{number}行", f"line {number}")


class _Reader(HTMLParser):
    """Collects texts, those of attributes and comments too; words that markup cuts are read as one."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Chunk] = []
        self._open: list[str] = []
        self._at = 1

    def handle_data(self, data: str) -> None:
        if not self._open:
            self._at = self.getpos()[0]
        self._open.append(data)

    def handle_comment(self, data: str) -> None:
        self.found.append(Chunk(_line(self.getpos()[0]), data))

    def handle_decl(self, decl: str) -> None:
        self.handle_comment(decl)

    def handle_pi(self, data: str) -> None:
        self.handle_comment(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self.flush()
        self.found += [Chunk(_line(self.getpos()[0]), value) for _, value in attrs if value]

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self.flush()

    def flush(self) -> None:
        text = "".join(self._open)
        if text.strip():
            self.found.append(Chunk(_line(self._at), text))
        self._open = []


def _page(source: str) -> list[Chunk]:
    reader = _Reader()
    reader.feed(source)
    reader.close()
    reader.flush()
    return reader.found


def _workbook(path: Path) -> Iterator[Chunk]:
    book = load_workbook(path)
    for sheet in book.worksheets:
        name = sheet.title
        yield Chunk(Text(f"工作表“{name}”的名称", f"the name of sheet '{name}'"), name)
        for row in sheet.iter_rows():
            for cell in row:
                at = Text(f"工作表“{name}” {cell.coordinate}", f"sheet '{name}', {cell.coordinate}")
                if cell.value is not None:
                    value = cell.value
                    whole = isinstance(value, float) and value.is_integer()
                    yield Chunk(at, str(int(value) if whole else value))
                if cell.comment is not None:
                    yield Chunk(Text(f"{at.zh} 的批注", f"the comment of {at.en}"), cell.comment.text)
    yield from _package(path, ".xlsx")


def _package(path: Path, ending: str) -> Iterator[Chunk]:
    """Yield the texts of every part of a package; of sheets all but the cells, which are told by themselves."""
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if not name.endswith((".xml", ".rels", ".vml")) or name == "xl/sharedStrings.xml":
                continue
            yield from _texts_of_part(name, package.read(name), word=ending == ".docx" and name.startswith("word/"))


@lru_cache(maxsize=256)
def _texts_of_part(name: str, content: bytes, *, word: bool) -> tuple[Chunk, ...]:
    """Return the texts of one part; those that hundreds of documents share, such as styles, are read once."""
    root = ElementTree.fromstring(content)
    skipped = _CELLS if name.startswith("xl/worksheets/") else frozenset[str]()
    return tuple(_part(name, root, skipped, word=word))


def _part(name: str, root: ElementTree.Element, skipped: frozenset[str], *, word: bool) -> Iterator[Chunk]:
    paragraphs = [e for e in root.iter() if word and e.tag.endswith("}p")]
    for i, paragraph in enumerate(paragraphs, 1):
        text = "".join(e.text or "" for e in paragraph.iter() if _WORD_TEXT.search(e.tag))
        if text.strip():
            yield Chunk(Text(f"{name} 第{i}段", f"{name}, paragraph {i}"), text)
    place = Text(name, name)
    for element in root.iter():
        local = element.tag.rpartition("}")[2]
        if (
            element.text
            and element.text.strip()
            and local not in skipped
            and not (word and paragraphs and _WORD_TEXT.search(element.tag))
        ):
            yield Chunk(place, element.text)
        yield from (Chunk(place, value) for value in element.attrib.values() if _TELLING.search(value))
