"""What no published page may tell, looked for in the finished files: a finding keeps the whole set from being written.

Identity numbers or pieces of them, dates of birth, health, sanctions, grounds of deferral, kinship. Names of schools,
zones and subjects, and the program's own headings, may hold such words; digits count wherever they stand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from app.documents.year.contents import Contents
from app.documents.year.page_text import chunks
from app.documents.year.papers import PapersPrivacyError
from app.documents.year.secrets_of import Secrets, secrets_of
from models.words import Text

AROUND = 6
"""Characters shown on each side of a finding."""
MOST = 20
"""Findings told one by one."""
LONG = 8
"""Digits in a row of an identity number that tell of it inside any longer number."""
_HIDDEN = "＊"
_GAPS = re.compile(r"(?<=\d)[ \-_.·*＊](?=\d)")
_RUN = re.compile(r"(?<!\d)\d{6,}[Xx]?")
_WHOLE = re.compile(r"(?<![0-9A-Za-z.])(?:\d{17}[\dXx]|\d{15})(?![0-9A-Za-z])")
_TOKEN = re.compile(r"[0-9A-Za-z]+")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[年.\-/]\s*(0?[1-9]|1[0-2])(?!\d)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"

IDENTITY = Text("身份证号或其中的数字", "an identity number, or digits of one")
BIRTH = Text("出生年月", "a date of birth")


class Finding(NamedTuple):
    """What was found where."""

    file: str
    place: Text
    kind: Text
    around: str

    @property
    def text(self) -> Text:
        """Say it."""
        return Text(
            f"{self.file} {self.place.zh}：有{self.kind.zh}（“{self.around}”）。建议：从表格、方案名称或模板中去掉。",
            f"{self.file}, {self.place.en}: {self.kind.en} ('{self.around}'). Suggested repair: take it out of the "
            "tables, the policy's name or the template.",
        )


class PrivacyCheck:
    """Looks through finished pages of one set of papers."""

    def __init__(self, contents: Contents) -> None:
        self.secrets = secrets_of(contents)
        self._staff = contents.people.keys()

    def published(self, files: Iterable[Path], folder: Path) -> None:
        """Refuse pages for publication that tell what they must not.

        Raises
        ------
        PapersPrivacyError : naming every finding: file, place, kind, and the words around it, masked.
        """
        _refuse([found for path in files for found in self._search(path, folder, set(), published=True)])

    def notices(self, files: Iterable[Path], folder: Path) -> None:
        """Refuse notices that hold an identity number or a status: none tells either, not even its reader's own.

        Eight digits in a row count here, not six: a notice holds numbers of the lottery, of which many would be like
        some six digits of somebody's by chance.

        Raises
        ------
        PapersPrivacyError : naming every finding.
        """
        clean = set[str]()
        _refuse([found for path in files for found in self._search(path, folder, clean, published=False)])

    def identities(self, files: Iterable[Path], folder: Path) -> None:
        """Refuse other papers that leave the bureau and hold an identity number.

        Raises
        ------
        PapersPrivacyError : naming every finding.
        """
        found = [finding for path in files for finding in self._search(path, folder, set(), published=False)]
        _refuse([finding for finding in found if finding.kind == IDENTITY])

    def working(self, path: Path, folder: Path) -> None:
        """Refuse a working copy that holds an identity number which is nobody's staff number.

        Only whole numbers count: its charts are full of digits.

        Raises
        ------
        PapersPrivacyError : naming every finding.
        """
        name, found = path.relative_to(folder).as_posix(), list[Finding]()
        for chunk in chunks(path):
            text = self.secrets.sources.sub("\n", _plain(chunk.text))
            for run in _WHOLE.finditer(text):
                if run[0] not in self._staff and tells_identity(run[0], self.secrets):
                    found.append(Finding(name, chunk.place, IDENTITY, _around(text, run.start(), run.end())))
        _refuse(found)

    def _search(self, path: Path, folder: Path, clean: set[str], *, published: bool) -> Iterator[Finding]:
        """Search a file; `clean` gathers texts nothing was found in, which hundreds of notices share."""
        name = path.relative_to(folder).as_posix()
        for chunk in chunks(path):
            if chunk.text in clean:
                continue
            found = list(search(chunk.text, self.secrets, published=published))
            yield from (Finding(name, chunk.place, kind, around) for kind, around in found)
            if not found:
                clean.add(chunk.text)


def _refuse(found: list[Finding]) -> None:
    if not found:
        return
    texts = [finding.text for finding in found[:MOST]]
    head = Text(
        f"隐私检查发现{len(found)}处，整套文书没有写出：",
        f"The privacy check has {len(found)} findings; nothing is written:",
    )
    if len(found) > MOST:
        more = len(found) - MOST
        texts.append(Text(f"还有{more}处。", f"And {more} more."))
    raise PapersPrivacyError([head, *texts])


def search(told: str, secrets: Secrets, *, published: bool) -> Iterator[tuple[Text, str]]:
    """Yield what a text of a published page, or of a notice, tells that it must not, with the words around masked."""
    text = _plain(told)
    if text.strip() in secrets.exact:
        return
    yield from ((IDENTITY, around) for around in _identities(text, secrets, short=published))
    if published:
        yield from ((BIRTH, around) for around in _births(text, secrets))
    words, known = (secrets.words, secrets.known) if published else (secrets.statuses, secrets.known_in_notices)
    if words.search(text):
        bare = known.sub("\n", text)
        for found in words.finditer(bare):
            yield secrets.kind(found[0]), _around(bare, found.start(), found.end())


def _plain(text: str) -> str:
    """Return a text with full-width signs made narrow and signs without width taken out."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")


def _identities(text: str, secrets: Secrets, *, short: bool) -> Iterator[str]:
    bare = secrets.sources.sub("\n", text)
    bare = _TOKEN.sub(lambda token: "\n" if token[0] in secrets.codes else token[0], bare)
    bare = _GAPS.sub("", bare)
    for run in _RUN.finditer(bare):
        if tells_identity(run[0], secrets, short=short):
            yield _around(bare, run.start(), run.end())


def tells_identity(run: str, secrets: Secrets, *, short: bool = True) -> bool:
    """Whether a run of digits is an identity number, or holds eight digits of one in a row; if `short`, is a piece."""
    digits = run.upper()
    if len(digits) == 18 and looks_like_identity(digits):
        return True
    if any(looks_like_identity(digits[i : i + 18], surely=True) for i in range(len(digits) - 17)):
        return True
    if len(digits.rstrip("X")) == 15 and _is_day("19" + digits[6:12]):
        return True
    parts = [digits] if short else []
    parts += [digits[i : i + LONG] for i in range(len(digits) - LONG + 1)]
    return any(part in secrets.numbers for part in parts)


def looks_like_identity(text: str, *, surely: bool = False) -> bool:
    """Whether 18 characters are an identity number by form: a day of birth inside or the check character right.

    `surely` asks for both, since of longer numbers some part is like one by chance.

    Source: GB 11643-1999, mod 11-2.
    """
    if not re.fullmatch(r"\d{17}[\dX]", text):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=False))
    signs = (_is_day(text[6:14]), _CHECKS[total % 11] == text[17])
    return all(signs) if surely else any(signs)


@lru_cache(maxsize=4096)
def _is_day(digits: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", digits))


def _births(text: str, secrets: Secrets) -> Iterator[str]:
    """Yield months in which somebody of the roster was born, written as a date; the year's own dates are none."""
    for found in _MONTH.finditer(secrets.sources.sub("\n", text)):
        if 12 * int(found[1]) + int(found[2]) in secrets.births:
            yield _around(text, found.start(), found.end())


def _around(text: str, start: int, end: int) -> str:
    """Return a finding with what stands around it: its first character shown, all other letters and digits hidden."""
    shown = text[max(0, start - AROUND) : end + AROUND]
    first = start - max(0, start - AROUND)
    return "".join(c if i == first or not c.isalnum() else _HIDDEN for i, c in enumerate(shown.replace("\n", " ")))
