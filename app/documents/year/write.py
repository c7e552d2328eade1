"""A year's papers, written in one call: one folder, whole or not at all, and nothing published that must not be."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from app.documents.year.appeal_answers import appeal_answers
from app.documents.year.contents import WORKING, Contents
from app.documents.year.exchange import exchange_rows, export_csv, export_workbook
from app.documents.year.fields import Row
from app.documents.year.not_final import marked
from app.documents.year.orders import orders_file
from app.documents.year.papers import (
    NOT_FINAL,
    OF_A_FINAL_PLAN,
    PARTS,
    PapersFolderError,
    Part,
    Stage,
    YearPapers,
    YearPapersError,
)
from app.documents.year.personal_notices import notified, personal_notices
from app.documents.year.privacy import PrivacyCheck
from app.documents.year.publication import publication_files
from app.documents.year.registers import registers_file
from app.documents.year.school_notices import school_notices
from app.documents.year.templates import Templates
from models.words import Lang, Text, joined, many, same

PLAN_FILES = ("plan.xlsx", "report.html")
"""What of the plan folder is copied."""
NOTICES_A_LINE = 500
"""Notices between two lines of progress."""
LONGEST = 80
"""Characters of a file's name."""
_REFUSED = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


@dataclass(frozen=True)
class _Run:
    """One call: what is told, by which templates, into which folder."""

    contents: Contents
    templates: Templates
    folder: Path
    tell: Callable[[Text], None]

    @cached_property
    def privacy(self) -> PrivacyCheck:
        return PrivacyCheck(self.contents)

    @cached_property
    def exchanges(self) -> list[Row]:
        return exchange_rows(self.contents)


def write_documents(
    papers: YearPapers,
    folder: Path,
    templates: Path | None,
    lang: Lang,
    only: frozenset[str] | None = None,
    tell: Callable[[Text], None] = lambda _: None,
) -> tuple[Path, ...]:
    """Write the papers of a year's plan into a new folder; return their paths, in order.

    Parameters
    ----------
    templates : the bureau's own templates, by file name; what it does not hold is taken from those that ship.
    only : parts to write (see `PARTS`); None writes all, of a plan that is not final those nobody acts on.
    tell : is told of each part before it is written, and of how many notices: of a large plan they take minutes.

    Raises
    ------
    PapersFolderError : if `folder` is taken or cannot be written.
    PapersTemplateError : if a template asks for what there is not, or is broken.
    PapersPrivacyError : if a paper would tell what it must not; nothing is written then.
    YearPapersError : if the plan breaks a hard rule, or a part is unknown.
    """
    parts = _parts(only, papers.stage)
    _refuse_taken(folder)
    contents = Contents(papers, lang)
    found = Templates(templates, contents.lang)
    try:
        place = folder.resolve()
        fresh = place.with_name(f".{place.name}.new-{secrets.token_hex(4)}")
        fresh.mkdir(parents=True)
    except (OSError, RuntimeError) as error:  # a ring of links is a RuntimeError
        raise _unwritable(folder, error) from error
    try:
        run = _Run(contents, found, fresh, tell)
        if only is None and contents.mark:
            tell(_say_held_back())
        written = [path.relative_to(fresh) for part in parts for path in _told(run, part)]
        if parts == ("plan",) and not written:
            raise YearPapersError([_no_plan_files(contents.made.path)])
        if parts == ("appeals",) and not written:
            raise YearPapersError(
                [
                    Text(
                        "没有已裁决的个人申诉，无可答复。",
                        "No appeal of a person was ruled; there is nothing to answer.",
                    )
                ]
            )
        _refuse_taken(folder)
        if place.exists():
            place.rmdir()
        fresh.rename(place)
    except BaseException as error:
        shutil.rmtree(fresh, ignore_errors=True)
        if isinstance(error, OSError):
            raise _unwritable(folder, error) from error
        raise
    return tuple(folder / path for path in written)


def _told(run: _Run, part: Part) -> Iterator[Path]:
    run.tell(Text(f"正在写：{PARTS[part].zh}", f"writing: {PARTS[part].en}"))
    yield from _WRITERS[part](run)


def _parts(only: frozenset[str] | None, stage: Stage) -> tuple[Part, ...]:
    unknown = sorted((only or frozenset()) - PARTS.keys())
    if unknown or only == frozenset():
        names = joined(same(name) for name in unknown)
        known = joined(same(name) for name in PARTS)
        raise YearPapersError(
            [
                Text(
                    f"没有“{names.zh}”这一种文书；有 {known.zh}。",
                    f"There are no papers '{names.en}'; there are {known.en}.",
                )
            ]
        )
    if only is None:
        return tuple(part for part in PARTS if stage == "final" or part not in OF_A_FINAL_PLAN)
    return tuple(part for part in PARTS if part in only)


def _say_held_back() -> Text:
    held = joined(PARTS[part] for part in OF_A_FINAL_PLAN)
    names = joined(PARTS[part] for part in PARTS if part not in OF_A_FINAL_PLAN)
    asked = " ".join(f"--only {part}" for part in OF_A_FINAL_PLAN)
    return Text(
        f"方案还没有定稿：只写{names.zh}；{held.zh}等定稿后再出。"
        f"要看草稿，用 --only 逐一点名（标明“{NOT_FINAL.zh}”）。",
        f"The plan is not final: only {names.en} are written; {held.en} are for a final plan. To see drafts of them, "
        f"marked '{NOT_FINAL.en}', ask by name: {asked}.",
    )


def _refuse_taken(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        return
    if folder.exists() or folder.is_symlink():
        raise PapersFolderError(
            [
                Text(
                    f"“{folder}”已存在，不覆盖；请换一个新文件夹。",
                    f"'{folder}' is there already and not overwritten; choose a new folder.",
                )
            ]
        )


def _unwritable(folder: Path, error: Exception) -> PapersFolderError:
    return PapersFolderError(
        [Text(f"无法写入文件夹“{folder}”（{error}）。", f"Cannot write the folder '{folder}' ({error}).")]
    )


def _no_plan_files(path: Path) -> Text:
    names = joined(same(name) for name in PLAN_FILES)
    return Text(f"“{path}”中没有 {names.zh}，无可复制。", f"'{path}' holds no {names.en}; there is nothing to copy.")


def _numbered(contents: Contents, part: Part, working: bool = False) -> str:
    """Return the name of a part's file or folder: its number first, so that they sort; working copies say so."""
    name = f"{list(PARTS).index(part) + 1} {PARTS[part].say(contents.lang)}"
    return name + contents.say(f"（{WORKING.zh}）", f" ({WORKING.en})") if working else name


def _save(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(content)
    return path


def _publication(run: _Run) -> Iterator[Path]:
    name = _numbered(run.contents, "publication")
    files = publication_files(run.contents, run.templates)
    paths = [_save(run.folder / (name + ending), content) for ending, content in files.items()]
    run.privacy.published(paths, run.folder)
    yield from paths


def _plan(run: _Run) -> Iterator[Path]:
    for name in PLAN_FILES:
        path = run.contents.made.path / name
        if path.is_file():
            target = run.folder / (_numbered(run.contents, "plan", working=True) + path.suffix)
            shutil.copyfile(path, target)
            if target.suffix == ".html":
                run.privacy.working(target, run.folder)
            yield target


def _registers(run: _Run) -> Iterator[Path]:
    target = run.folder / (_numbered(run.contents, "registers", working=True) + ".xlsx")
    yield _save(target, registers_file(run.contents, run.exchanges, run.templates))


def _save_word(run: _Run, folder: Path, stem: str, content: bytes) -> Path:
    """Save a Word paper that people act on; until the plan is final its heading and its name say so."""
    name = safe_name(stem, _ending(run.contents, ".docx"))
    return _save(folder / name, marked(content, run.contents.mark, run.contents.papers.made_on))


def _ending(contents: Contents, suffix: str) -> str:
    mark = contents.mark
    return (contents.say(f"（{mark}）", f" ({mark})") if mark else "") + suffix


def _notices(run: _Run) -> Iterator[Path]:
    contents, paths = run.contents, list[Path]()
    top = run.folder / _numbered(contents, "notices")
    people, schools = top / contents.say("个人", "people"), top / contents.say("学校", "schools")
    width, count = len(str(len(contents.people))), len(notified(contents))
    for i, (code, content) in enumerate(personal_notices(contents, run.templates), 1):
        if i % NOTICES_A_LINE == 0:
            run.tell(Text(f"  个人通知：{i}/{count}份", f"  notices to people: {i} of {count}"))
        number = contents.number(code) or f"{i:0{width}d}"
        paths.append(_save_word(run, people, f"{number} {contents.people[code]['name']}", content))
    run.tell(Text(f"  个人通知{count}份，再写学校通知", f"  {many(count, 'notice')} to people; next, to schools"))
    for code, content in school_notices(contents, run.templates):
        paths.append(_save_word(run, schools, f"{code} {contents.school(code)}", content))
    run.tell(Text(f"  隐私检查{len(paths)}份通知", f"  privacy check of {many(len(paths), 'notice')}"))
    run.privacy.notices(paths, run.folder)
    yield from paths


def _orders(run: _Run) -> Iterator[Path]:
    folder = run.folder / _numbered(run.contents, "orders")
    path = _save_word(run, folder, PARTS["orders"].say(run.contents.lang), orders_file(run.contents, run.templates))
    run.privacy.identities([path], run.folder)
    yield path


def _export(run: _Run) -> Iterator[Path]:
    stem = run.folder / _numbered(run.contents, "export")
    table, book = (stem.with_name(stem.name + _ending(run.contents, suffix)) for suffix in (".csv", ".xlsx"))
    yield _save(table, export_csv(run.contents, run.exchanges))
    export_workbook(run.contents, run.exchanges, book)
    yield book


def _appeals(run: _Run) -> Iterator[Path]:
    contents, paths = run.contents, list[Path]()
    folder = run.folder / _numbered(contents, "appeals")
    for appeal, content in appeal_answers(contents, run.templates):
        number = contents.number(appeal.teacher_id) or contents.say("略", "left out")
        row = contents.say(f"第{appeal.row}行", f"row {appeal.row}")
        paths.append(_save_word(run, folder, f"{number} {contents.people[appeal.teacher_id]['name']} {row}", content))
    run.privacy.notices(paths, run.folder)
    yield from paths


_WRITERS: dict[Part, Callable[[_Run], Iterator[Path]]] = {
    "publication": _publication,
    "plan": _plan,
    "registers": _registers,
    "notices": _notices,
    "orders": _orders,
    "export": _export,
    "appeals": _appeals,
}


def safe_name(text: str, ending: str) -> str:
    """Return a file name every system takes: no signs of paths, not too long, not ending in a dot or space."""
    clean = _REFUSED.sub("_", text)[: LONGEST - len(ending)].strip(" .")
    return (clean or "_") + ending
