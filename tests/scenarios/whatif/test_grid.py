"""Grids: every combination once, named by its values; a point may be the baseline's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.whatif.overlay import vary
from tests.scenarios.whatif.bases import demo, problems, refused, written

AXES = """
[[grids]]
[[grids.axes]]
name = "底线"
key = "rules.subject_balance.floor"
values = [0.8, "90%"]
[[grids.axes]]
name = "编制"
fact = { table = "schools", column = "establishment", by = "equal" }
amount = "total"
values = [0, 5, -5]
[[grids.axes]]
name = "方式"
options = [{ name = "统筹", set = {} }, { name = "排名", set = { mode = "rank-order" } }]
"""


def test_every_combination_is_a_scenario(tmp_path: Path) -> None:
    read = written(tmp_path, AXES)
    assert read.axes == {"底线": ("0.8", "90%"), "编制": ("0", "+5", "-5"), "方式": ("统筹", "排名")}
    assert len(read.scenarios) == 12 == len({scenario.name for scenario in read.scenarios})
    last = read.scenarios[-1]
    assert last.name == "底线 90%，编制 -5，方式 排名"
    assert last.at == {"底线": "90%", "编制": "-5", "方式": "排名"}


def test_one_point_is_the_baseline_and_tells_nothing(tmp_path: Path) -> None:
    first, *others = written(tmp_path, AXES).scenarios
    assert vary(demo(), first).told == ()
    assert all(vary(demo(), other).told for other in others)
    assert len({str(scenario.record()) for scenario in (first, *others)}) == 12


@pytest.mark.parametrize(
    ("axes", "said"),
    [
        ("[[grids.axes]]\nname = 'a'\n", "one of key, fact, options"),
        ("[[grids.axes]]\nname = 'a'\nkey = 'mode'\n", "values: a list is asked"),
        ("[[grids.axes]]\nname = 'a'\nkey = 'mode'\nvalues = []\n", "no value is given"),
        ("[[grids.axes]]\nname = 'a'\nkey = 'mode.'\nvalues = ['x']\n", "is no path"),
        ("[[grids.axes]]\nname = 'a'\nkey = 'mode'\nvalues = ['x', 'x']\n", "one value stands twice"),
        ("[[grids.axes]]\nname = 'a'\nkey = 'mode'\nvalues = ['x']\namount = 'set'\n", "no place beside key"),
        ("[[grids.axes]]\nname = 'a'\nfact = { table = 'posts' }\namount = 'much'\nvalues = [1]\n", "no such word"),
        (
            "[[grids.axes]]\nname = 'a'\nfact = { table = 'posts' }\namount = 'add'\nvalues = [1]\n",
            "unclear which fact",
        ),
        ("[[grids.axes]]\nname = 'a'\noptions = []\n", "no option is given"),
        ("[[grids.axes]]\nname = 'a'\nkey = 'mode'\nvalues = ['x']\n" * 2, "two axes bear one name"),
    ],
)
def test_axes_that_cannot_be_meant(tmp_path: Path, axes: str, said: str) -> None:
    assert any(said in problem for problem in problems(tmp_path, "[[grids]]\n" + axes))


def test_an_axis_means_one_thing_in_a_file(tmp_path: Path) -> None:
    again = AXES.replace('"rules.subject_balance.floor"', '"rules.subject_balance.staff_floor"')
    assert any("means two things" in problem for problem in problems(tmp_path, AXES + again))


def test_two_axes_of_one_name_share_it_and_nothing_else_is_said(tmp_path: Path) -> None:
    axis = "[[grids.axes]]\nname = 'a'\nkey = '{}'\nvalues = [1]\n"
    (said,) = problems(tmp_path, "[[grids]]\n" + axis.format("goals.choice.unlisted") + axis.format("seed"))
    assert 'value "a": two axes bear one name' in said


def test_too_many_points_are_a_slip(tmp_path: Path) -> None:
    axis = '[[grids.axes]]\nname = "{}"\nkey = "goals.choice.unlisted"\nvalues = {}\n'
    text = "[[grids]]\n" + "".join(axis.format(name, list(range(101))) for name in "ab")
    assert "10201 combinations" in problems(tmp_path, text)[0]


def test_two_axes_on_one_key_contradict(tmp_path: Path) -> None:
    text = AXES.replace('{ name = "统筹", set = {} }', '{ name = "严", set = { "rules.subject_balance.floor" = 1 } }')
    assert "changes the same place" in refused(demo(), written(tmp_path, text).scenarios[0])[0]
