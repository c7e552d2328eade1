"""The districts a what-if file means: one by its name, or several by patterns."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from models.intake.sheets import CSVS, WORKBOOKS
from models.words import Text
from scenarios.samples import DEMO_DISTRICT
from scenarios.whatif.pieces import find_file
from scenarios.whatif.reading import Reading

_TABLES = (*WORKBOOKS, *CSVS)


def find_districts(reading: Reading, top: Mapping[str, Any]) -> tuple[Path, ...]:
    """Return the folders and workbooks under `district` or `districts`, each once; what is wrong is noted."""
    if ("district" in top) == ("districts" in top):
        reading.wrong(
            (),
            Text("district 和 districts 须写一个，只写一个", "one of district and districts is asked"),
            Text('写上 district = "我县.xlsx"', 'write district = "my-county.xlsx"'),
        )
        return ()
    if "district" in top:
        written = reading.text(top, "district", ())
        found = find_file(reading, written, ("district",), {"demo": DEMO_DISTRICT}, WORKBOOKS, folder=True)
        return () if found is None else (found,)
    paths: dict[Path, None] = {}
    for pattern in reading.texts(top["districts"], ("districts",)):
        matched = _matches(reading, pattern)
        _refuse_empty(reading, matched, pattern)
        paths.update(dict.fromkeys(matched))
    _refuse_same_names(reading, list(paths))
    return tuple(paths)


def _refuse_same_names(reading: Reading, paths: Sequence[Path]) -> None:
    """Refuse a folder and a workbook, or two workbooks, of one name in one folder: no folder above tells them apart."""
    named: dict[Path, Path] = {}
    for path in paths:
        other = named.setdefault(path.with_suffix(""), path)
        if other != path:
            reading.wrong(
                ("districts",),
                Text(f"两个区县同名：{other.name}、{path.name}", f"two districts of one name: {other}, {path}"),
                Text("改名其中一个", "rename one of them"),
                path.stem,
            )


def _matches(reading: Reading, pattern: str) -> list[Path]:
    """Return the folders and workbooks a pattern means, by name; hidden and temporary files are none."""
    found = [path for path in _there(reading.folder, pattern) if not path.name.startswith((".", "~$"))]
    for path in found:
        if path.is_file() and path.suffix.lower() not in WORKBOOKS:
            csv = (
                Text("；CSV 请写所在的文件夹", "; of CSV files name the folder")
                if path.suffix.lower() in CSVS
                else None
            )
            reading.wrong(
                ("districts",),
                Text(f"{path.name} 不是文件夹，也不是工作簿", f"{path.name} is neither a folder nor a workbook"),
                Text(
                    f'把写法收窄，如 "counties/*.xlsx"{csv.zh if csv else ""}',
                    f'narrow the pattern, such as "counties/*.xlsx"{csv.en if csv else ""}',
                ),
                pattern,
            )
    if not found:
        reading.wrong(
            ("districts",),
            Text("没有符合的文件夹或工作簿", "no folder or workbook is called so"),
            Text("核对写法，路径从本文件所在的文件夹算起", "check it; paths begin at the folder of this file"),
            pattern,
        )
    return found


def _there(folder: Path, pattern: str) -> list[Path]:
    """Return what a pattern matches, below the folder or, where it is absolute, wherever it leads."""
    begin, below = folder, pattern
    if Path(pattern).is_absolute():
        begin = Path(Path(pattern).anchor)
        below = str(Path(pattern).relative_to(begin))
    try:
        return sorted({Path(os.path.normpath(path)) for path in begin.glob(below)})
    except (ValueError, NotImplementedError, IndexError):  # how pathlib refuses "a**", "C:x" and ".": nothing matches
        return []


def _refuse_empty(reading: Reading, matched: Sequence[Path], pattern: str) -> None:
    """Point one level down where a folder holds no table and a folder in it does; told once of a pattern."""
    deeper = [(path, inner) for path in matched for inner in _inner(path)]
    if not deeper:
        return
    path, inner = deeper[0]
    reading.wrong(
        ("districts",),
        Text(
            f"文件夹 {path.name} 里没有表，表在它的子文件夹 {inner.name} 里",
            f"the folder {path.name} holds no table; its folder {inner.name} does",
        ),
        Text(f'写成 "{pattern.rstrip("/")}/{inner.name}"', f'write "{pattern.rstrip("/")}/{inner.name}"'),
        pattern,
    )


def _inner(path: Path) -> Iterator[Path]:
    """Yield the folders with tables of a folder that has none itself."""
    if path.is_dir() and not _holds_tables(path):
        yield from (inner for inner in sorted(path.iterdir()) if inner.is_dir() and _holds_tables(inner))


def _holds_tables(folder: Path) -> bool:
    try:
        return any(
            path.suffix.lower() in _TABLES and not path.name.startswith((".", "~$")) for path in folder.iterdir()
        )
    except OSError:
        return False
