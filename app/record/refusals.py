"""What SQLite and the system refuse, said for people."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.record.errors import DamagedError, RecordError
from models.words import Text

_SAID: dict[int, Text] = {
    sqlite3.SQLITE_FULL: Text(
        "磁盘已满，没有改动任何内容：请腾出空间再试", "the disk is full; nothing changed: make room"
    ),
    sqlite3.SQLITE_BUSY: Text(
        "另一个程序正在写这份档案：请稍后再试", "another program is writing to it: try again later"
    ),
    sqlite3.SQLITE_LOCKED: Text(
        "另一个程序正在写这份档案：请稍后再试", "another program is writing to it: try again later"
    ),
    sqlite3.SQLITE_READONLY: Text(
        "只能读，不能写：请检查文件和所在文件夹的权限",
        "it may only be read: see to the permissions of the file and its folder",
    ),
    sqlite3.SQLITE_CANTOPEN: Text(
        "打不开，或所在文件夹不能写：请检查权限",
        "it cannot be opened, or its folder not written to: see to the permissions",
    ),
    sqlite3.SQLITE_IOERR: Text(
        "磁盘读写出错，没有改动任何内容：请检查磁盘", "the disk failed; nothing changed: see to the disk"
    ),
    sqlite3.SQLITE_TOOBIG: Text("一个文件太大（约1 GB以上），记不进来", "a file is too big to be kept (about 1 GB)"),
}
_DAMAGED = Text(
    "文件已损坏，或不是年度档案：请用备份恢复", "the file is damaged, or no record of a year: restore a backup"
)


def said(error: sqlite3.Error) -> Text:
    """Return what an error of SQLite means."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without the extended part
    return _SAID.get(code, _DAMAGED)


@contextmanager
def said_of(path: Path) -> Iterator[None]:
    """Turn errors of SQLite and of the system into `RecordError`s that name the file."""
    try:
        yield
    except sqlite3.Error as error:
        text = said(error)
        kind = DamagedError if text is _DAMAGED else RecordError
        raise kind(Text(f"{path}：{text.zh}", f"{path}: {text.en}")) from error
    except OSError as error:
        raise refused(path, error) from error


def refused(path: Path, error: OSError) -> RecordError:
    """Return what the system said, as an error of the record."""
    why = error.strerror or str(error)
    return RecordError(Text(f"{path}：系统拒绝（{why}）", f"{path}: the system refuses ({why})"))
