"""Three questions bureaus ask, each a what-if file that `lungang compare` takes by its name."""

from __future__ import annotations

import difflib
from pathlib import Path

from models.words import Text

HERE = Path(__file__).resolve().parent
EXAMPLES = ("share", "release", "modes")


def find_example(path: Path) -> Path:
    """Return the what-if file that ships under this name, unless there is a file of this path."""
    return HERE / f"{path}.toml" if str(path) in EXAMPLES and not path.is_file() else path


def near_example(path: Path) -> Text:
    """Suggest what a path without a file may have meant: a file beside it, or one that ships."""
    there = path.parent.glob("*.toml") if path.parent.is_dir() else ()
    beside = [str(other) for other in sorted(there)]
    close = difflib.get_close_matches(str(path), [*beside, *EXAMPLES], n=1)
    ships = Text(f"随程序有 {'、'.join(EXAMPLES)}", f"{', '.join(EXAMPLES)} ship with the program")
    if close:
        return Text(f"是否想写 {close[0]}？{ships.zh}", f"maybe {close[0]}? {ships.en}")
    return Text(f"核对文件名和所在文件夹；{ships.zh}", f"check its name and folder; {ships.en}")
