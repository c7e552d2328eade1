"""The policies that ship with the program, a TOML file each, found by short name.

A bureau's document stands here as `<name>.toml`; the demo's own policy is among them, as `demo`.
"""

from __future__ import annotations

from pathlib import Path

from scenarios.samples import DEMO_POLICY

FOLDER = Path(__file__).resolve().parent


def shipped_policies(folder: Path = FOLDER) -> dict[str, Path]:
    """Return the shipped policies by short name, the demo's first, then by name."""
    return {"demo": DEMO_POLICY, **{path.stem: path for path in sorted(folder.glob("*.toml"))}}


def find_policy(asked: Path) -> Path:
    """Return the file a planner means: the path itself where a file stands there, else a shipped policy of that name.

    A name that is neither is returned as it came, for the reader to say that there is no such file.
    """
    return asked if asked.is_file() else shipped_policies().get(str(asked), asked)
