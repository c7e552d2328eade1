"""docs/what-if.md: every key stands there, and every example is a file the program reads and the demo county fits."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from optimizer.events import Settings
from optimizer.explain.impossible import possible
from scenarios.whatif import facts, file, grid
from scenarios.whatif.overlay import checked, vary
from scenarios.whatif.pieces import PIECES
from tests.scenarios.whatif.bases import demo, written

TEXT = (Path(__file__).parents[3] / "docs" / "what-if.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```toml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
ROWS = re.findall(r"^\| `(\w+)` \| (.*?) \| (.+?) \| (.*?) ?\|$", TEXT, re.MULTILINE)


def test_no_block_is_passed_over() -> None:
    assert len(BLOCKS) == TEXT.count("```") / 2 >= 6


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split('"')[1])
def test_every_example_is_read_and_fits_the_demo_county(tmp_path: Path, block: str) -> None:
    told = checked(demo(), written(tmp_path, block).scenarios)
    assert (told.faults, told.warnings) == ((), ())


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split('"')[1])
def test_every_example_leaves_a_plan(tmp_path: Path, block: str) -> None:
    """The hard rules of each scenario, and of points that show every value of a grid, can be kept together.

    Whether people can be moved one after the other (`chain`) only a whole solve tells.
    """
    shown: set[tuple[str, str]] = set()
    for one in written(tmp_path, block).scenarios:
        if one.at and shown.issuperset(one.at.items()):
            continue
        shown.update(one.at.items())
        case = vary(demo(), one).case
        released = case.policy.rules.release_first
        if released is None or released.mode != "chain":
            assert possible(case, Settings(20.0, workers=1)), one.name


def test_every_key_stands_there_with_an_example() -> None:
    rows: dict[str, list[str]] = {}
    for key, _, _, example in ROWS:
        rows.setdefault(key, []).append(example)
    known = {*file.KEYS, "name", *PIECES, *facts.KEYS, "axes", *grid.AXIS_KEYS}
    assert rows.keys() == known
    for key, examples in rows.items():
        for example in examples:
            assert example.startswith("see") or list(tomllib.loads(example.strip("`"))) == [key]
