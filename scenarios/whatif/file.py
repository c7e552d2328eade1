"""The what-if file: a baseline, scenarios and grids, read with everything wrong in it at once.

Every key is documented in `docs/what-if.md`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.goals.registry import GOALS
from models.intake.sheets import WORKBOOKS
from models.policy_errors import sentence
from models.policy_file import PolicyError, read_toml
from models.rules.registry import RULES
from models.words import Text, same
from scenarios.examples import near_example
from scenarios.policies import shipped_policies
from scenarios.whatif.districts import find_districts
from scenarios.whatif.grid import read_grids
from scenarios.whatif.overlay import Overlay
from scenarios.whatif.pieces import PIECES, TOML, find_file, read_piece
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
    _refuse_other_kinds(path)
    try:
        raw = read_toml(path)
    except PolicyError as error:
        raise WhatIfError(error.problems) from error
    reading = Reading(path.name, raw, path.resolve().parent)
    top = reading.table(raw, (), KEYS)
    title, question = reading.text(top, "title", ()), reading.text(top, "question", (), "")
    baseline = reading.text(top, "baseline", (), BASELINE_NAME)
    policy = find_file(reading, reading.text(top, "policy", ()), ("policy",), shipped_policies(), TOML)
    districts = find_districts(reading, top)
    aliases = find_file(reading, reading.text(top, "aliases", ()), ("aliases",), {}, TOML) if "aliases" in top else None
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


def _refuse_other_kinds(path: Path) -> None:
    """Refuse what can be no what-if file, before it is opened as a text.

    Raises
    ------
    WhatIfError : where nothing is there, or a folder or a workbook.
    """
    write_one = Text("写出情景文件（.toml）的文件名", "name a what-if file (.toml)")
    if path.is_dir():
        found = Text("是文件夹，不是情景文件", "is a folder, not a what-if file"), write_one
    elif not path.exists():
        found = Text("没有这个文件", "there is no such file"), near_example(path)
    elif path.suffix.lower() in WORKBOOKS:
        found = Text("这是工作簿，不是情景文件", "is a workbook, not a what-if file"), write_one
    else:
        return
    raise WhatIfError([sentence(str(path), same(""), None, *found)])


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
