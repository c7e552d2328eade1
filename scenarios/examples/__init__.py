"""Three questions bureaus ask, each a what-if file that `lungang compare` takes by its name."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).resolve().parent
EXAMPLES = ("share", "release", "modes")


def find_example(path: Path) -> Path:
    """Return the what-if file that ships under this name, unless there is a file of this path."""
    return HERE / f"{path}.toml" if str(path) in EXAMPLES and not path.exists() else path
