"""Results kept by their key: a second call computes only what is new."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

_KEY = re.compile(r"[A-Za-z0-9._-]+")


class Store:
    """A folder of results, `KEY.json` each.

    A file is there whole or not at all, whenever the machine goes down; one that cannot be read counts as absent,
    and is replaced when its result has been computed again.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str) -> dict[str, Any] | None:
        """Return the result of a key; None if there is none."""
        try:
            result = json.loads(self._path(key).read_bytes())
        except (OSError, ValueError):
            return None
        return result if isinstance(result, dict) else None

    def put(self, key: str, result: Mapping[str, Any]) -> None:
        """Keep the result of a key.

        Raises
        ------
        OSError : if it cannot be written.
        """
        path = self._path(key)
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(prefix=f".{key}.", suffix=".part", dir=self.folder)
        try:
            with open(handle, "w", encoding="utf-8") as file:
                json.dump(result, file, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(part)
            raise

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key) or key.startswith("."):
            raise ValueError(f"no name for a file: {key!r}")
        return self.folder / f"{key}.json"
