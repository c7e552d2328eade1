"""The policies that ship with the program, a TOML file each, found by short name.

A bureau's document stands here as `<name>.toml`; the demo's own policy is among them, as `demo`.
"""

from __future__ import annotations

from pathlib import Path

from models.words import Text
from scenarios.samples import DEMO_POLICY

FOLDER = Path(__file__).resolve().parent


def shipped_policies(folder: Path = FOLDER) -> dict[str, Path]:
    """Return the shipped policies by short name, the demo's first, then by name."""
    return {"demo": DEMO_POLICY, **{path.stem: path for path in sorted(folder.glob("*.toml"))}}


def summary(path: Path) -> Text:
    """Return what a policy says of itself: the remarks on its first two lines, Chinese and English."""
    lines = path.read_text(encoding="utf-8").splitlines()[:2]
    zh, en = (line.removeprefix("#").strip() if line.startswith("#") else "" for line in (*lines, "", "")[:2])
    return Text(zh, en)


def find_policy(asked: Path) -> Path:
    """Return the file a planner means: the path itself where a file stands there, else a shipped policy of that name.

    A name that is neither is returned as it came, for the reader to say that there is no such file.
    """
    return asked if asked.is_file() else shipped_policies().get(str(asked), asked)
