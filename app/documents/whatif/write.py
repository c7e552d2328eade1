"""What comparing and sweeping write: each file whole or not at all, none half new."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from app.documents.whatif.page import render_comparison
from app.documents.whatif.record import record_of
from app.documents.whatif.sweep_page import render_sweep
from app.documents.whatif.sweep_tables import sweep_csv, write_sweep_workbook
from app.documents.whatif.workbook import write_comparison_workbook
from models.words import Lang, Text
from scenarios.whatif.comparison import Comparison
from scenarios.whatif.sweep import Sweep

Writer = Callable[[Path], None]


class ReportError(Exception):
    """A report that cannot be written; `text` tells why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def write_comparison(folder: Path, told: Comparison, lang: Lang) -> tuple[Path, ...]:
    """Write report.html, comparison.xlsx and comparison.json into a folder; other files in it stay.

    Raises
    ------
    ReportError : if the folder or a file cannot be written; then every earlier file is as it was, but for those
        the error names as new.
    """
    return _written(
        folder,
        {
            "report.html": lambda path: _text(path, render_comparison(told, lang)),
            "comparison.xlsx": lambda path: write_comparison_workbook(path, told, lang),
            "comparison.json": lambda path: _json(path, told),
        },
    )


def write_sweep(folder: Path, told: Sweep, lang: Lang) -> tuple[Path, ...]:
    """Write report.html, sweep.xlsx, sweep.csv and sweep.json; raises as `write_comparison`."""
    return _written(
        folder,
        {
            "report.html": lambda path: _text(path, render_sweep(told, lang)),
            "sweep.xlsx": lambda path: write_sweep_workbook(path, told, lang),
            "sweep.csv": lambda path: _bytes(path, sweep_csv(told)),
            "sweep.json": lambda path: _json(path, told),
        },
    )


def _bytes(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _json(path: Path, told: Comparison | Sweep) -> None:
    """Write it a line for each key: indented throughout, a county of thousands would take ten times as long."""
    keys = (f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in record_of(told).items())
    _text(path, "{\n" + ",\n".join(keys) + "\n}\n")


def _written(folder: Path, files: Mapping[str, Writer]) -> tuple[Path, ...]:
    """Write every file beside its place, and only when all are finished put each in its place."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _aside(folder, files) as fresh:
            for name, write in files.items():
                write(fresh[name])
            return _placed(folder, fresh)
    except OSError as error:
        raise _unwritable(folder, error) from error


def _placed(folder: Path, fresh: Mapping[str, Path]) -> tuple[Path, ...]:
    """Put the workbook in its place first: it is what stands open in Excel, and then nothing has changed yet."""
    done: list[str] = []
    for name in sorted(fresh, key=lambda name: not name.endswith(".xlsx")):
        try:
            fresh[name].replace(folder / name)
        except OSError as error:
            raise _taken(folder / name, done, error) from error
        done.append(name)
    return tuple(folder / name for name in fresh)


@contextmanager
def _aside(folder: Path, names: Mapping[str, object]) -> Iterator[dict[str, Path]]:
    """Name a hidden file for each, with the same ending, and leave none behind."""
    token = secrets.token_hex(4)
    fresh = {name: folder / f".{token}-{name}" for name in names}
    try:
        yield fresh
    finally:
        for path in fresh.values():
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _unwritable(folder: Path, error: Exception) -> ReportError:
    return ReportError(
        Text(
            f"无法写入文件夹“{folder}”（{error}）。请换一个位置。",
            f"Cannot write into the folder '{folder}' ({error}). Choose another place.",
        )
    )


def _taken(path: Path, done: list[str], error: Exception) -> ReportError:
    new_zh, new_en = (f"已更新：{'、'.join(done)}。", f" Already new: {', '.join(done)}.") if done else ("", "")
    return ReportError(
        Text(
            f"“{path}”不能替换（{error}）。如果正在 Excel 中打开，请关闭后重新运行。{new_zh}",
            f"'{path}' cannot be replaced ({error}). If it is open in Excel, close it and run again.{new_en}",
        )
    )
