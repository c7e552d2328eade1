"""Stored files laid out in a folder again, and files of a folder taken in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from app.record.detail import Inputs, StoredFile, wrong_name
from app.record.errors import RecordError
from app.record.refusals import said_of
from models.words import Text


@dataclass(frozen=True)
class InputPaths:
    """Where inputs lie once laid out; `tables`: the workbook, or the folder of the CSV files."""

    tables: Path
    policy: Path
    aliases: Path | None


def files_of(path: Path) -> dict[str, bytes]:
    """Return the files of a folder by their path inside it, or the one file by its name; links are followed."""
    with said_of(path):
        if not path.is_dir():
            return {path.name: path.read_bytes()}
        found = sorted(inside for inside in path.rglob("*") if inside.is_file())
        return {inside.relative_to(path).as_posix(): inside.read_bytes() for inside in found}


def lay_out(blob: Callable[[str], bytes], files: Iterable[StoredFile], folder: Path) -> None:
    """Write stored files under a folder; nothing is overwritten, nothing lands outside.

    Parameters
    ----------
    blob : SHA-256 -> bytes, held against it; all are fetched before the first is written.
    """
    listed = list(files)
    for file in listed:
        if (wrong := wrong_name(file.name)) is not None:
            raise RecordError(
                Text(f"文件名“{file.name}”不能写出：{wrong.zh}", f"'{file.name}' cannot be written: {wrong.en}")
            )
    fetched = [(file.name, blob(file.sha256)) for file in listed]
    for name, data in fetched:
        path = folder / name
        try:
            with said_of(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                if not path.parent.resolve().is_relative_to(folder.resolve()):  # a link in the folder leads out
                    raise RecordError(Text(f"{path} 会写到文件夹之外", f"{path} would land outside its folder"))
                with path.open("xb") as out:
                    out.write(data)
        except RecordError as error:
            if isinstance(error.__cause__, FileExistsError):
                raise RecordError(Text(f"{path} 已存在，不覆盖", f"{path} exists and is not overwritten")) from error
            raise


def lay_out_inputs(blob: Callable[[str], bytes], inputs: Inputs, folder: Path) -> InputPaths:
    """Write inputs under a folder: tables, policy and other spellings in a folder each, so that no names collide."""
    parts: dict[str, tuple[StoredFile, ...]] = {"tables": inputs.tables, "policy": (inputs.policy,)}
    if inputs.aliases is not None:
        parts["aliases"] = (inputs.aliases,)
    for part, files in parts.items():
        lay_out(blob, files, folder / part)
    tables = folder / "tables"
    if len(inputs.tables) == 1 and PurePosixPath(inputs.tables[0].name).suffix.lower() != ".csv":
        tables /= inputs.tables[0].name  # a workbook
    return InputPaths(
        tables,
        folder / "policy" / inputs.policy.name,
        None if inputs.aliases is None else folder / "aliases" / inputs.aliases.name,
    )
