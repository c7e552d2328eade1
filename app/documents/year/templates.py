"""Where the papers' templates come from: a bureau's own folder first, by file name, then those that ship."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from app.documents.year.fields import nearest
from app.documents.year.papers import PapersFolderError, PapersTemplateError
from models.words import Lang, Text, joined, same

FOLDER = Path(__file__).parents[1] / "templates" / "year"
PUBLICATION_PAGE, PUBLICATION_BOOK = "publication.html.j2", "publication.xlsx"
REGISTERS, SCHOOL_NOTICE, ORDERS = "registers.xlsx", "school_notice.docx", "transfer_orders.docx"
APPEAL_ANSWER = "appeal_answer.docx"
PERSONAL_NOTICE = "personal_notice.docx"
"""Used where the bureau's folder holds one; the notice made without a template fits its print to one page."""
NAMES = (PUBLICATION_PAGE, PUBLICATION_BOOK, REGISTERS, SCHOOL_NOTICE, ORDERS, APPEAL_ANSWER, PERSONAL_NOTICE)
_ENDINGS = (".j2", ".html", ".xlsx", ".xlsm", ".xls", ".docx", ".doc")


@dataclass(frozen=True)
class Found:
    """A template: where it lies, whether it is the bureau's, and the language whose words it is to speak."""

    path: Path
    own: bool
    lang: Lang

    def reword(self, said: str) -> str:
        """Put a bureau's words into a literal of a shipped template; what the bureau wrote itself stays."""
        return said if self.own else same(said).say(self.lang)


class Templates:
    """The templates of one run.

    Parameters
    ----------
    own : the bureau's folder, if it has one.

    Raises
    ------
    PapersTemplateError : if it is no folder, holds a document of a name no paper asks for, or no template at all.
    """

    def __init__(self, own: Path | None, lang: Lang) -> None:
        self.own, self.lang = own, lang
        if own is not None:
            _refuse_strangers(own)
            if not any((own / template_name(name, lang)).is_file() for name in NAMES):
                raise PapersTemplateError([_none_of(own, lang)])

    def find(self, name: str) -> Found:
        """Return the template of that name in the language of the run."""
        mine = self.own and self.own / template_name(name, self.lang)
        if mine and mine.is_file():
            return Found(mine, True, self.lang)
        return Found(FOLDER / template_name(name, self.lang), False, self.lang)

    def has_own(self, name: str) -> bool:
        """Whether the bureau has its own template of that name."""
        return self.find(name).own


def copy_templates(folder: Path) -> tuple[Path, ...]:
    """Copy the shipped templates into a folder, for a bureau to edit; return the copies.

    Raises
    ------
    PapersFolderError : if one of them is there already, or the folder cannot be written.
    """
    shipped = sorted(path for path in FOLDER.iterdir() if path.name in _known())
    taken = [path.name for path in shipped if (folder / path.name).exists()]
    if taken:
        listed = joined(same(name) for name in taken)
        raise PapersFolderError(
            [
                Text(
                    f"“{folder}”里已有 {listed.zh}，不覆盖；请换一个文件夹。",
                    f"'{folder}' holds {listed.en} already, and nothing is overwritten; choose another folder.",
                )
            ]
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return tuple(Path(shutil.copyfile(path, folder / path.name)) for path in shipped)
    except OSError as error:
        raise PapersFolderError(
            [Text(f"无法写入“{folder}”（{error}）。", f"Cannot write '{folder}' ({error}).")]
        ) from error


def template_name(name: str, lang: Lang) -> str:
    """Return the file name of a template in a language: Chinese as it is, English `name.en.docx`."""
    stem, _, ending = name.partition(".")
    return name if lang == "zh" else f"{stem}.en.{ending}"


def _none_of(own: Path, lang: Lang) -> Text:
    """Say that a folder holds no template of the language asked for, so that none of it would be used."""
    names = joined(same(template_name(name, lang)) for name in NAMES)
    return Text(
        f"模板文件夹“{own}”里没有可用的模板（{names.zh}）。建议：先把随程序的模板复制到这里再修改，或不指定模板文件夹。",
        f"The folder '{own}' holds no template that could be used ({names.en}). Suggested repair: copy the shipped "
        "ones there and edit them, or name no folder.",
    )


def _known() -> frozenset[str]:
    return frozenset(template_name(name, lang) for name in NAMES for lang in ("zh", "en"))


def _refuse_strangers(own: Path) -> None:
    if not own.is_dir():
        raise PapersTemplateError([Text(f"没有模板文件夹“{own}”。", f"There is no folder of templates '{own}'.")])
    known = _known()
    strange = sorted(
        path.name
        for path in own.iterdir()
        if path.name not in known and path.suffix.lower() in _ENDINGS and not path.name.startswith(("~$", "."))
    )
    texts = []
    for name in strange:
        like = nearest(name, known)
        texts.append(
            Text(
                f"{own / name}：没有哪种文书用这个名称的模板。建议：改名为 {like}，或移出这个文件夹。",
                f"{own / name}: no paper uses a template of this name. Suggested repair: name it {like}, or take it "
                "out of the folder.",
            )
        )
    if texts:
        raise PapersTemplateError(texts)
