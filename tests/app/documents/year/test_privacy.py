"""Leaks planted by every way into a published page are found by kind; what only looks like one is not."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.comments import Comment

from app.cli import group
from app.documents.year.contents import Contents
from app.documents.year.masks import masked, public_number
from app.documents.year.page_text import chunks
from app.documents.year.papers import PapersPrivacyError, YearPapers
from app.documents.year.privacy import BIRTH, IDENTITY, looks_like_identity, search
from app.documents.year.secrets_of import GROUND, HEALTH, KINSHIP, STATUS, Secrets, secrets_of
from app.documents.year.templates import FOLDER
from app.documents.year.write import write_documents
from app.made_plan import Given, MadePlan, read_made_plan
from models.case import Case
from models.plan import Move, Plan
from models.policy_file import parse_policy
from models.words import Lang, Text
from scenarios.samples import DEMO_DISTRICT
from tests.app.documents.year.small import (
    AS_NUMBER,
    IDENTITIES,
    ILLNESS,
    OTHER,
    SANCTION,
    SCHOOLS,
    SHORT,
    TEACHERS,
    county,
    made,
    papers,
    rulebook,
    teacher,
)
from tests.scenarios.policies.clauses import Clauses
from tests.scenarios.policies.test_every_policy import POLICIES

pytestmark = pytest.mark.usefixtures("solved_here")

LEAKS: dict[str, tuple[Text, str]] = {
    "identity": (IDENTITY, IDENTITIES["t1"]),
    "spaced": (IDENTITY, " ".join([IDENTITIES["t1"][:6], IDENTITIES["t1"][6:14], IDENTITIES["t1"][14:]])),
    "full-width": (IDENTITY, "".join(chr(ord(c) + 0xFEE0) for c in IDENTITIES["t1"])),
    "last six": (IDENTITY, IDENTITIES["t1"][-6:]),
    "masked with stars": (IDENTITY, IDENTITIES["t1"][:6] + "********" + IDENTITIES["t1"][14:]),
    "inside a longer number": (IDENTITY, "77" + IDENTITIES["t9"][3:13] + "55"),
    "fifteen digits": (IDENTITY, SHORT),
    "a stranger's": (IDENTITY, "11010519491231002X"),
    "birth": (BIRTH, "1990年3月"),
    "birth with a dot": (BIRTH, "1985.3"),
    "illness": (HEALTH, "怀孕"),
    "sanction": (HEALTH, "违纪"),
    "status": (STATUS, OTHER),
    "status of a clause": (STATUS, SANCTION),
    "clause": (GROUND, "身体原因"),
    "words of a clause": (GROUND, "惩戒期未满的不得参加"),
    "kind of kin": (KINSHIP, "近姻亲"),
    "kin": (KINSHIP, "丈夫"),
}
ONLY = frozenset({"publication"})


def refused(given_: YearPapers, folder: Path, templates: Path | None = None, only: frozenset[str] = ONLY) -> str:
    """Return what the check says, having made sure that nothing is written."""
    with pytest.raises(PapersPrivacyError) as caught:
        write_documents(given_, folder / "out", templates, "zh", only)
    assert not (folder / "out").exists()
    assert not [path for path in folder.iterdir() if path.name.startswith(".out")]
    return "\n".join(text.zh for text in caught.value.texts)


def own(folder: Path, *names: str) -> Path:
    """Return a folder of templates with copies of the shipped ones."""
    mine = folder / "templates"
    mine.mkdir(exist_ok=True)
    for name in names:
        shutil.copyfile(FOLDER / name, mine / name)
    return mine


def in_page(mine: Path, leak: str) -> None:
    path = mine / "publication.html.j2"
    path.write_text(path.read_text(encoding="utf-8").replace("<h1>", f"<p>{leak}</p><h1>"), encoding="utf-8")


def in_comment(mine: Path, leak: str) -> None:
    path = mine / "publication.html.j2"
    path.write_text(path.read_text(encoding="utf-8").replace("<h1>", f"<!-- {leak} --><h1>"), encoding="utf-8")


def in_markup(mine: Path, leak: str) -> None:
    path, cut = mine / "publication.html.j2", len(leak) // 2
    text = path.read_text(encoding="utf-8").replace("<h1>", f"<p>{leak[:cut]}<b>{leak[cut:]}</b></p><h1>")
    path.write_text(text, encoding="utf-8")


def in_cell(mine: Path, leak: str) -> None:
    book = load_workbook(mine / "publication.xlsx")
    book["名单"].cell(40, 9, leak)
    book.save(mine / "publication.xlsx")


def in_note(mine: Path, leak: str) -> None:
    book = load_workbook(mine / "publication.xlsx")
    book["名单"].cell(3, 2).comment = Comment(leak, "")
    book.save(mine / "publication.xlsx")


def in_property(mine: Path, leak: str) -> None:
    book = load_workbook(mine / "publication.xlsx")
    book.properties.description = leak
    book.save(mine / "publication.xlsx")


def in_header(mine: Path, leak: str) -> None:
    book = load_workbook(mine / "publication.xlsx")
    book["名单"].oddHeader.center.text = leak
    book.save(mine / "publication.xlsx")


WAYS: dict[str, tuple[str, Callable[[Path, str], None]]] = {
    "page": ("publication.html.j2", in_page),
    "markup": ("publication.html.j2", in_markup),
    "comment": ("publication.html.j2", in_comment),
    "cell": ("publication.xlsx", in_cell),
    "note": ("publication.xlsx", in_note),
    "property": ("publication.xlsx", in_property),
    "header": ("publication.xlsx", in_header),
}


@pytest.mark.parametrize("leak", LEAKS)
@pytest.mark.parametrize("way", ["page", "cell"])
def test_a_leak_in_a_template_is_found(way: str, leak: str, tmp_path: Path) -> None:
    kind, text = LEAKS[leak]
    name, plant = WAYS[way]
    mine = own(tmp_path, name)
    plant(mine, text)
    said = refused(papers(), tmp_path, mine)
    assert kind.zh in said
    assert ("1 公示名单.html 第" if way == "page" else "工作表“名单” I") in said
    assert text not in said, "a finding is told masked"


@pytest.mark.parametrize("leak", ["identity", "status", "kin"])
@pytest.mark.parametrize("way", ["markup", "comment", "note", "property", "header"])
def test_a_leak_where_nobody_looks_is_found(way: str, leak: str, tmp_path: Path) -> None:
    kind, text = LEAKS[leak]
    name, plant = WAYS[way]
    mine = own(tmp_path, name)
    plant(mine, text)
    assert kind.zh in refused(papers(), tmp_path, mine)


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_in_the_policys_name_is_found(leak: str, tmp_path: Path) -> None:
    kind, text = LEAKS[leak]
    said = refused(papers(made(asked=rulebook(name=f"青山县交流办法（{text}）"))), tmp_path)
    assert kind.zh in said


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_in_a_schools_name_is_found(leak: str, tmp_path: Path) -> None:
    kind, text = LEAKS[leak]
    schools: list[Mapping[str, object]] = [
        row if row["school_id"] != "B" else {**row, "name": f"石桥学校（{text}）"} for row in SCHOOLS
    ]
    assert kind.zh in refused(papers(made(county(schools=schools))), tmp_path)


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_in_a_persons_name_is_masked_or_found(leak: str, tmp_path: Path) -> None:
    kind, text = LEAKS[leak]
    people = [row if row["teacher_id"] != "t1" else {**row, "name": f"张三丰（{text}）"} for row in TEACHERS]
    given_ = made(county(teachers=people))
    first, second = write_documents(papers(given_), tmp_path / "masked", None, "zh", ONLY)
    for path in (first, second):
        assert not any(text in chunk.text for chunk in chunks(path))
    assert kind.zh in refused(papers(given_, names="full"), tmp_path)


@pytest.mark.parametrize(
    "number", [IDENTITIES["t1"], "A" + IDENTITIES["t1"][6:14], f"x{IDENTITIES['t1'][-6:]}", SHORT, "199003001"]
)
def test_a_number_that_tells_of_birth_is_left_out(number: str, tmp_path: Path) -> None:
    people = [row if row["teacher_id"] != "t1" else {**row, "teacher_id": number} for row in TEACHERS]
    tables = county(teachers=people, relations=[])
    moves = Plan.of([m._replace(teacher_id=number) if m.teacher_id == "t1" else m for m in made().plan.moves])
    given_ = papers(made(tables, moves=moves))
    listed = write_documents(given_, tmp_path / "out", None, "zh", frozenset({"publication", "notices", "orders"}))
    assert not [path for path in listed if any(number in chunk.text for chunk in chunks(path))]
    assert not [path for path in listed if number in path.name]


def test_columns_of_the_bureaus_own_are_never_printed(tmp_path: Path) -> None:
    people = [{**row, "备注": "电话13800001111秘", "住址": "秘密新村"} for row in TEACHERS]
    listed = write_documents(papers(made(county(teachers=people))), tmp_path / "out", None, "zh")
    odd = [p for p in listed if any(w in c.text for c in chunks(p) for w in ("13800001111", "秘密新村"))]
    assert odd == []


def test_a_notice_that_tells_a_status_is_found(tmp_path: Path) -> None:
    mine = own(tmp_path, "school_notice.docx")
    document = Document(str(mine / "school_notice.docx"))
    document.sections[0].header.paragraphs[0].text = f"情况：{ILLNESS}"
    document.save(str(mine / "school_notice.docx"))
    said = refused(papers(), tmp_path, mine, frozenset({"notices"}))
    assert STATUS.zh in said
    assert "word/header" in said


def test_everything_found_is_told_at_once(tmp_path: Path) -> None:
    mine = own(tmp_path, "publication.html.j2", "publication.xlsx")
    in_page(mine, "怀孕，丈夫")
    in_cell(mine, IDENTITIES["t9"])
    said = refused(papers(), tmp_path, mine)
    assert "发现3处" in said
    assert all(kind.zh in said for kind in (HEALTH, KINSHIP, IDENTITY))


def test_numbers_that_are_no_identity_are_none(tmp_path: Path) -> None:
    mine = own(tmp_path, "publication.html.j2")
    in_page(mine, "电话 0571-88886666，13800001111；邮编 999999；2026年8月20日 14:30；文号 〔2026〕123号")
    assert write_documents(papers(), tmp_path / "out", mine, "zh", ONLY)


def test_the_demo_raises_no_alarm(tmp_path: Path) -> None:
    words = ["solve", str(DEMO_DISTRICT), "--policy", "demo", "--out", str(tmp_path / "plan"), "--time-limit", "30"]
    done = CliRunner().invoke(group, [*words, "--lang", "zh"])
    assert (tmp_path / "plan" / "moves.csv").exists(), done.output
    given_ = papers(read_made_plan(tmp_path / "plan", Given(), "zh"))
    parts = frozenset({"publication", "plan", "orders"})
    assert len(write_documents(given_, tmp_path / "out", None, "zh", parts)) == 5


@pytest.mark.parametrize("part", ["publication", "plan", "notices", "orders"])
def test_an_identity_number_in_the_policys_name_holds_back_every_paper(part: str, tmp_path: Path) -> None:
    named = made(asked=rulebook(name=f"办法{IDENTITIES['t2']}"))
    page = f"<h1>办法{IDENTITIES['t2']}</h1><p>{AS_NUMBER}</p><i d='M1.{IDENTITIES['t1']}'></i>"
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "report.html").write_text(page, encoding="utf-8")
    given_ = papers(replace(named, path=tmp_path / "plan"), "final")
    assert "身份证号" in refused(given_, tmp_path, only=frozenset({part}))
    (tmp_path / "plan" / "report.html").write_text(page.replace(IDENTITIES["t2"], ""), encoding="utf-8")
    assert write_documents(given_, tmp_path / "out", None, "zh", frozenset({"plan"})), "a staff number may stand there"


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)
def test_no_shipped_policy_raises_an_alarm(policy: Clauses, tmp_path: Path) -> None:
    case, found = Case(policy.district, parse_policy(deepcopy(policy.raw))), policy.whole().plan
    assert found is not None
    given_ = papers(MadePlan(Path("nowhere"), case, found, None))
    assert write_documents(given_, tmp_path / "out", None, "zh", ONLY)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"), ("张三丰", "张*丰"), ("欧阳明", "欧阳*"), ("欧阳志明", "欧阳*明"), ("欧阳", "欧*"),
        ("张", "*"),
        ("阿布都拉", "阿**拉"), ("阿依古丽·买买提", "阿******提"), ("方𬭎", "方*"), ("", "*"),
    ],
)  # fmt: skip
def test_names_are_masked(name: str, shown: str) -> None:
    assert masked(name) == shown


@given(st.text("张王李欧阳司马赵钱孙安国abc·", max_size=8))
def test_a_masked_name_hides_somebody(name: str) -> None:
    shown = masked(name)
    assert "*" in shown
    assert len(shown) == max(1, len(name))
    assert all(a in (b, "*") for a, b in zip(shown, name, strict=False))


@given(st.integers(0, 10**17 - 1), st.integers(0, 12), st.text("abc-09", max_size=3))
def test_no_number_shown_holds_six_digits_of_an_identity(seventeen: int, start: int, around: str) -> None:
    number = f"{seventeen:017d}X"
    assert public_number(around + number[start : start + 6] + around, [number]) == ""


@cache
def _secrets() -> Secrets:
    return secrets_of(Contents(papers(), "zh"))


AROUND = st.text("教师交流到石桥学校。，、 ：—\n", max_size=12)


@given(AROUND, st.sampled_from(sorted(IDENTITIES.values())), st.integers(0, 12), st.integers(6, 18), AROUND)
def test_any_six_digits_in_a_row_are_found_in_any_text(
    before: str, number: str, start: int, length: int, after: str
) -> None:
    piece = number[start : start + length]
    assert IDENTITY in {kind for kind, _ in search(before + piece + after, _secrets(), published=True)}


@given(AROUND, st.sampled_from([ILLNESS, OTHER, "怀孕", "妻子", "身体原因"]), AROUND)
def test_any_secret_word_is_found_in_any_text(before: str, word: str, after: str) -> None:
    assert list(search(before + word + after, _secrets(), published=True))


@given(AROUND, st.integers(0, 99_999))
def test_what_tells_nothing_is_let_through(text: str, number: int) -> None:
    assert list(search(f"{text}{number}", _secrets(), published=True)) == []


def test_the_form_of_identity_numbers() -> None:
    assert looks_like_identity("11010519491231002X"), "the standard's own example"
    assert looks_like_identity("110105194912310021"), "a day of birth inside, whatever the check digit"
    assert not looks_like_identity("999999999999999999")
    assert not looks_like_identity("1101051949123100")
    assert re.fullmatch(r"\d{17}[\dX]", IDENTITIES["t2"])


LANGS: tuple[Lang, ...] = ("zh", "en")


@pytest.mark.parametrize("lang", LANGS)
def test_a_finding_reads_in_both_languages(lang: Lang, tmp_path: Path) -> None:
    with pytest.raises(PapersPrivacyError) as caught:
        write_documents(papers(made(asked=rulebook(name="怀孕办法"))), tmp_path / "out", None, lang, ONLY)
    said = caught.value.texts[1].say(lang)
    assert ("健康" in said) == (lang == "zh")
    assert ("Suggested repair" in said) == (lang == "en")


def test_numbers_like_somebodys_by_chance_raise_no_alarm(tmp_path: Path) -> None:
    """Six-digit staff numbers, a seed and the lottery's numbers, among hundreds of identity numbers."""
    rng = np.random.default_rng(2026)
    day = (f"19{rng.integers(65, 99)}{rng.integers(1, 13):02d}{rng.integers(1, 29):02d}" for _ in range(400))
    numbers = [f"34{rng.integers(9999):04d}{born}{rng.integers(999):03d}X" for born in day]
    people = [teacher(f"{100000 + 37 * i}", "A", "李明", 8, 身份证号=number) for i, number in enumerate(numbers)]
    schools = [{**row, "establishment": 900} for row in SCHOOLS]
    posts = [f"{row['school_id']} 初中 语文 900" for row in SCHOOLS]
    tables = county(schools=schools, teachers=people, posts=posts, relations=[], choices=[])
    moves = Plan.of([Move(str(row["teacher_id"]), "D", "初中", "语文") for row in people[:150]])
    asked = rulebook(seed="县教育局公布：407215", lottery=True)
    given_ = papers(made(tables, asked, moves))
    parts = frozenset({"publication", "notices"})
    assert len(write_documents(given_, tmp_path / "out", None, "zh", parts)) == 154
