"""The what-if file: a baseline, scenarios and grids, read with everything wrong in it at once.

Every key is documented in `docs/what-if.md`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.goals.registry import GOALS
from models.intake.sheets import CSVS, WORKBOOKS
from models.policy_file import PolicyError, read_toml
from models.rules.registry import RULES
from models.words import Text
from scenarios.policies import shipped_policies
from scenarios.samples import DEMO_DISTRICT
from scenarios.whatif.grid import read_grids
from scenarios.whatif.overlay import Overlay
from scenarios.whatif.pieces import PIECES, find_file, read_piece
from scenarios.whatif.reading import Reading, near

BASELINE_NAME = "基线"
KEYS = (
    "title", "question", "district", "districts", "policy", "aliases", "baseline", "frontier", "prices", "scenarios",
    "grids",
)  # fmt: skip
_NO_FRONTIER = ("changes", "lottery", "lottery2")
"""Goals that say nothing of a plan by itself."""


class WhatIfError(Exception):
    """A what-if file that cannot be used; `problems` are sentences for its writer."""

    def __init__(self, problems: Sequence[Text]) -> None:
        super().__init__("\n".join(p.en for p in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class WhatIf:
    """A what-if file as read.

    Attributes
    ----------
    districts : one, or, for a sweep, several; each a folder or a workbook, with a baseline of its own.
    baseline : what the baseline is called.
    frontier : two goals to weigh against each other, or None.
    prices : whether rules are priced, or which.
    scenarios : those of the file in its order, then the points of its grids.
    axes : axis -> its values, as told.
    """

    path: Path
    title: str
    question: str
    districts: tuple[Path, ...]
    policy: Path
    aliases: Path | None
    baseline: str
    frontier: tuple[str, str] | None
    prices: bool | tuple[str, ...]
    scenarios: tuple[Overlay, ...]
    axes: Mapping[str, tuple[str, ...]]


def read_what_if(path: Path) -> WhatIf:
    """Read a what-if file; grids become scenarios, files it names are found, none of their tables is read.

    Raises
    ------
    WhatIfError : naming everything in it that cannot be meant.
    """
    try:
        raw = read_toml(path)
    except PolicyError as error:
        raise WhatIfError(error.problems) from error
    reading = Reading(path.name, raw, path.resolve().parent)
    top = reading.table(raw, (), KEYS)
    title, question = reading.text(top, "title", ()), reading.text(top, "question", (), "")
    baseline = reading.text(top, "baseline", (), BASELINE_NAME)
    policy = find_file(reading, reading.text(top, "policy", ()), ("policy",), shipped_policies())
    districts = _districts(reading, top)
    aliases = find_file(reading, reading.text(top, "aliases", ()), ("aliases",), {}) if "aliases" in top else None
    frontier, prices = _frontier(reading, top), _prices(reading, top)
    scenarios = [
        _scenario(reading, table, at) for at, table in reading.entries(top.get("scenarios", []), ("scenarios",))
    ]
    grids = read_grids(reading, top.get("grids", []))
    whole = (*scenarios, *grids.points)
    if not top.get("scenarios") and not top.get("grids"):
        reading.wrong(
            (),
            Text("没有任何情景，无从比较", "there is no scenario to compare"),
            Text("加上 [[scenarios]] 或 [[grids]] 小节", "add sections [[scenarios]] or [[grids]]"),
        )
    _refuse_same_names(reading, baseline, whole)
    if reading.problems or policy is None:
        raise WhatIfError(tuple(dict.fromkeys(reading.problems)))
    return WhatIf(path, title, question, districts, policy, aliases, baseline, frontier, prices, whole, grids.axes)


def _scenario(reading: Reading, raw: object, at: tuple[str | int, ...]) -> Overlay:
    table = reading.table(raw, at, ("name", *PIECES))
    name = reading.text(table, "name", at)
    before = len(reading.problems)
    piece = read_piece(reading, table, at)
    made = Overlay(name, {}, piece.edits, piece.facts, piece.whole, piece.whole_file, reading.file)
    if made.says_nothing and len(reading.problems) == before:
        reading.wrong(
            at,
            Text("什么也不改", "changes nothing"),
            Text("写上 set、drop、add、policy 或 facts", "write set, drop, add, policy or facts"),
        )
    return made


def _refuse_same_names(reading: Reading, baseline: str, overlays: Sequence[Overlay]) -> None:
    names = [baseline, *(overlay.name for overlay in overlays)]
    seen: set[str] = set()
    for name in names:
        if name in seen and name:
            reading.wrong(
                ("scenarios",),
                Text("两个情景同名（基准也算）", "two scenarios, the baseline included, bear one name"),
                Text("各起一个名称", "give each a name of its own"),
                name,
            )
        seen.add(name)


def _districts(reading: Reading, top: Mapping[str, Any]) -> tuple[Path, ...]:
    if ("district" in top) == ("districts" in top):
        reading.wrong(
            (),
            Text("district 和 districts 须写一个，只写一个", "one of district and districts is asked"),
            Text('写上 district = "我县.xlsx"', 'write district = "my-county.xlsx"'),
        )
        return ()
    if "district" in top:
        written = reading.text(top, "district", ())
        found = find_file(reading, written, ("district",), {"demo": DEMO_DISTRICT}, folder=True)
        return () if found is None else (found,)
    paths: dict[Path, None] = {}
    for pattern in reading.texts(top["districts"], ("districts",)):
        paths.update(dict.fromkeys(_matches(reading, pattern)))
    named: dict[str, Path] = {}
    for path in paths:
        other = named.setdefault(path.stem, path)
        if other != path:
            reading.wrong(
                ("districts",),
                Text(f"两个区县同名：{other.name}、{path.name}", f"two districts of one name: {other}, {path}"),
                Text("改名其中一个", "rename one of them"),
                path.stem,
            )
    return tuple(paths)


def _matches(reading: Reading, pattern: str) -> list[Path]:
    """Return the folders and workbooks a pattern means, by name; hidden and temporary files are none."""
    try:
        there = sorted(reading.folder.glob(pattern))
    except (ValueError, NotImplementedError):
        there = []
    found = [path for path in there if not path.name.startswith((".", "~$"))]
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


def _frontier(reading: Reading, top: Mapping[str, Any]) -> tuple[str, str] | None:
    if "frontier" not in top:
        return None
    goals = reading.texts(top["frontier"], ("frontier",))
    known = [name for name in GOALS if name not in _NO_FRONTIER]
    for goal in goals:
        if goal not in known:
            reading.wrong(("frontier",), Text("没有这个目标", "there is no such goal"), near(goal, known), goal)
    if len(goals) != 2 or goals[0] == goals[1]:
        reading.wrong(
            ("frontier",),
            Text("须为两个不同的目标", "two different goals are asked"),
            Text('写成 ["fill", "distance"]', 'write ["fill", "distance"]'),
            list(goals),
        )
        return None
    return goals[0], goals[1]


def _prices(reading: Reading, top: Mapping[str, Any]) -> bool | tuple[str, ...]:
    raw = top.get("prices", True)
    if isinstance(raw, bool):
        return raw
    names = reading.texts(raw, ("prices",))
    for name in names:
        if name not in RULES:
            reading.wrong(("prices",), Text("没有这条规则", "there is no such rule"), near(name, RULES), name)
    return names
