"""The one-page notice for one teacher, holding that person's case only."""

from __future__ import annotations

from pathlib import Path

from app.documents.notice_page import NoticePage, notice_page
from app.documents.notice_word import notice_docx
from app.documents.pages import template
from app.inputs import UNUSABLE, leave
from app.made_plan import MadeFrom, MadePlan
from app.outputs import refuse_taken
from models.check import check_plan
from models.explain.own_case import own_case
from models.words import Lang, Text


def write_notice(made: MadePlan, teacher: str, target: Path, lang: Lang) -> tuple[Path, Path]:
    """Write a notice as Word and HTML; return both paths.

    Ends with 2, having written nothing, if either file is there already or cannot be written, or if the plan breaks a
    hard rule: of such a plan nobody is notified.

    Parameters
    ----------
    teacher : a staff number of the roster.
    target : both paths without their endings; an ending `.docx` or `.html` is taken off.
    """
    stem = target.name.removesuffix(".docx").removesuffix(".html")
    word, html = target.with_name(f"{stem}.docx"), target.with_name(f"{stem}.html")
    told = MadeFrom.of(made.record, made.path) if made.record is not None else None
    for path in (word, html):
        refuse_taken(path, made.path if told is None else told.district, lang)
    case = made.case
    checked = check_plan(case.district, case.policy, made.plan, case.baseline, case.granted)
    if checked.breaches:
        count = len(checked.breaches)
        said = Text(
            f"方案违反硬规则{count}处，不能据以通知；先用 verify 查看",
            f"the plan breaks hard rules ({count}), and nobody is notified of such a plan: see them with verify",
        )
        leave(UNUSABLE, [said], lang)
    page = notice_page(made, own_case(case, made.plan, teacher, made.record), checked, lang)
    _write(((word, notice_docx(page)), (html, render_notice(page).encode())), lang)
    return word, html


def render_notice(page: NoticePage) -> str:
    """Return the HTML of a notice."""
    return template("notice.html.j2").render(page=page, zh=page.lang == "zh")


def _write(files: tuple[tuple[Path, bytes], ...], lang: Lang) -> None:
    """Write both files or none, over nothing that is there."""
    made: list[Path] = []
    for path, content in files:
        try:
            with path.open("xb") as file:
                made.append(path)
                file.write(content)
        except OSError as error:
            for half in made:
                half.unlink(missing_ok=True)
            leave(UNUSABLE, [Text(f"写不了 {path}：{error}", f"cannot write {path}: {error}")], lang)
