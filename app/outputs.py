"""Where a command may write: never over a file that is there, never among the tables it reads; and what it says."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from app.inputs import UNUSABLE, leave
from models.explain.paragraph import Paragraph
from models.words import Lang, Text


def refuse_taken(out: Path, district_path: Path, lang: Lang) -> None:
    """End with 2 if `out` is there already, or would become one of the files of the district's folder."""
    if out.exists():
        leave(
            UNUSABLE,
            [
                Text(
                    f"{out} 已存在，不覆盖；请换一个文件名", f"{out} exists and is not overwritten; choose another name"
                )
            ],
            lang,
        )
    if district_path.is_dir() and out.resolve().parent == district_path.resolve():
        leave(
            UNUSABLE,
            [
                Text(
                    f"{out} 会混进要读的表格里；请写到文件夹“{district_path}”之外",
                    f"{out} would be read as one of the tables; write it outside the folder '{district_path}'",
                )
            ],
            lang,
        )


@contextmanager
def withdrawn(folder: Path) -> Iterator[None]:
    """Take a folder away that was just written, if what follows fails: a command that refuses leaves nothing."""
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def free_name(wanted: Path, suffix: str = "") -> Path:
    """Return `wanted`, or, where that is taken, the first of `wanted-2`, `wanted-3`, ...; `suffix` stays last."""
    stem, number, path = wanted.name.removesuffix(suffix), 1, wanted
    while path.exists():
        number += 1
        path = wanted.with_name(f"{stem}-{number}{suffix}")
    return path


def show(paragraphs: Iterable[Paragraph], lang: Lang) -> None:
    """Print paragraphs: a heading, and its sentences indented."""
    for paragraph in paragraphs:
        click.secho(paragraph.title.say(lang), bold=True)
        for line in paragraph.lines:
            click.echo(f"  {line.say(lang)}")
