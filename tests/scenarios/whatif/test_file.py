"""The what-if file: what it names is found, what it cannot mean is named, all at once."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from scenarios.examples import find_example
from scenarios.samples import DEMO_DISTRICT, DEMO_POLICY
from scenarios.whatif.file import WhatIfError, read_what_if
from tests.scenarios.whatif.bases import HEAD, problems, written

ONE = '[[scenarios]]\nname = "一"\nset = { mode = "rank-order" }\n'


def test_names_of_what_ships_and_of_files_beside_it(tmp_path: Path) -> None:
    shipped = written(tmp_path, ONE)
    assert (shipped.districts, shipped.policy) == ((DEMO_DISTRICT,), DEMO_POLICY)
    assert (shipped.baseline, shipped.question, shipped.frontier, shipped.prices) == ("基线", "", None, True)
    (tmp_path / "demo").write_bytes(DEMO_POLICY.read_bytes())
    assert written(tmp_path, ONE).policy == tmp_path / "demo"


def test_patterns_find_folders_and_workbooks(tmp_path: Path) -> None:
    counties = tmp_path / "counties"
    (counties / "甲县").mkdir(parents=True)
    for name in ("乙县.xlsx", "~$乙县.xlsx", ".hidden"):
        (counties / name).touch()
    head = HEAD.replace('district = "demo"', 'districts = ["counties/*"]')
    assert [p.name for p in written(tmp_path, head + ONE).districts] == ["乙县.xlsx", "甲县"]
    (counties / "说明.txt").touch()
    (counties / "甲县.xlsx").touch()
    said = problems(tmp_path, head + ONE)
    assert len(said) == 2
    assert "说明.txt is neither a folder nor a workbook" in said[0]
    assert "two districts of one name" in said[1]
    assert "is called so" in problems(tmp_path, head.replace("counties", "county") + ONE)[0]


def test_districts_of_one_folder_name_are_told_apart_by_the_folders_above(tmp_path: Path) -> None:
    for county in ("甲县", "乙县"):
        (tmp_path / "counties" / county / "district").mkdir(parents=True)
        (tmp_path / "counties" / county / "district" / "学校表.csv").touch()
    head = HEAD.replace('district = "demo"', 'districts = ["counties/*/district"]')
    found = written(tmp_path, head + ONE).districts
    assert [path.parent.name for path in found] == ["乙县", "甲县"]
    absolute = HEAD.replace(
        'district = "demo"', f'districts = ["counties/*/district", "{tmp_path}/counties/*/district"]'
    )
    assert written(tmp_path, absolute + ONE).districts == found
    (said,) = problems(tmp_path, head.replace("/district", "") + ONE)
    assert "the folder 乙县 holds no table; its folder district does" in said
    assert 'write "counties/*/district"' in said


def test_a_file_of_another_kind_is_called_what_it_is(tmp_path: Path) -> None:
    book = tmp_path / "a.xlsx"
    book.write_bytes(b"PK\xff")
    for path, said in (
        (book, "a.xlsx：这是工作簿，不是情景文件"),
        (tmp_path, "：是文件夹，不是情景文件"),
        (Path("shares"), "shares：没有这个文件。建议：是否想写 share？随程序有 share、release、modes。"),
        (tmp_path / "zzz", "没有这个文件。建议：核对文件名和所在文件夹；随程序有 share、release、modes。"),
    ):
        with pytest.raises(WhatIfError) as error:
            read_what_if(path)
        (problem,) = error.value.problems
        assert said in problem.zh
        assert "另存" not in problem.zh


def test_a_folder_of_its_name_hides_no_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("share").mkdir()
    assert find_example(Path("share")).is_file()
    Path("modes").touch()
    assert find_example(Path("modes")) == Path("modes")


def test_files_of_the_kind_asked_are_suggested(tmp_path: Path) -> None:
    for name in ("policy-a.toml", "policy.png", "what-if.toml", "policies.xlsx"):
        (tmp_path / name).touch()
    (said,) = problems(tmp_path, HEAD.replace('policy = "demo"', 'policy = "policy.tml"') + ONE)
    assert "maybe policy-a.toml?" in said
    assert not any(name in said.split(": ", 1)[1] for name in (".png", ".xlsx", "what-if.toml", "?."))
    for name, kind in (("policies.xlsx", "is a workbook"), (".", "is a folder, not a file")):
        (said,) = problems(tmp_path, HEAD.replace('policy = "demo"', f'policy = "{name}"') + ONE)
        assert kind in said
    (said,) = problems(tmp_path, HEAD.replace('district = "demo"', 'district = "zz"') + ONE)
    assert "known: policies.xlsx, demo." in said


def test_everything_wrong_is_named_at_once(tmp_path: Path) -> None:
    said = problems(
        tmp_path,
        """
title = ""
colour = 1
districts = ["a"]
district = "demo"
policy = "dmeo"
frontier = ["fill", "lottery"]
prices = ["quota"]
baseline = "一"
[[scenarios]]
name = "一"
[[scenarios]]
name = "二"
set = 3
facts = [{ close = "1", column = "x" }, { table = "scools", drop = { a = 1 } }]
[[grids]]
""",
    )
    wanted = [
        "title: value \"\": a text is asked", "colour: no such key", "one of district and districts", "maybe demo",
        "no such goal", "maybe quotas", "entry 1 '一': changes nothing", "set: value 3: a table",
        "only one of close, column", "maybe schools", "has no axes", "bear one name",
    ]  # fmt: skip
    assert [words for words in wanted if not any(words in problem for problem in said)] == []
    assert all("what-if.toml: " in problem and "Suggested repair: " in problem for problem in said)


def test_a_file_without_scenarios_compares_nothing(tmp_path: Path) -> None:
    assert "no scenario to compare" in problems(tmp_path, HEAD)[0]
    assert "line 2" in problems(tmp_path, 'title = "a"\nname = \n')[0]


def test_another_policy_travels_inside_its_scenario(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text('name = "另"\ndate = "2026-08"\n', encoding="utf-8")
    (only,) = written(tmp_path, '[[scenarios]]\nname = "一"\npolicy = "other.toml"\n').scenarios
    (tmp_path / "other.toml").unlink()
    again = pickle.loads(pickle.dumps(only))
    assert again == only
    assert again.whole == {"name": "另", "date": "2026-08"}
    assert again.record() == {"policy": {"name": "另", "date": "2026-08"}}


def test_a_policy_that_is_none_is_said_in_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text('name = "另"\ndate = "2026-13"\n', encoding="utf-8")
    (said,) = problems(tmp_path, '[[scenarios]]\nname = "一"\npolicy = "other.toml"\n')
    assert said.startswith("other.toml: date: ")


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ('{ close = "1", people = "go" }', '.people: value "go"'),
        ('{ close = ["1", "1"] }', 'close: value "1": stands twice'),
        ('{ join_zones = "东" }', "only one zone"),
        ('{ table = "schools", column = "establishment" }', "how much is not said in one way"),
        ('{ table = "schools", column = "establishment", add = 1, set = 1 }', "how much is not said in one way"),
        ('{ table = "schools", column = "establishment", add = 0 }', "0 changes nothing"),
        ('{ table = "schools", column = "establishment", add = "1" }', "a whole number is asked"),
        ('{ table = "schools", column = "establishment", total = 1 }', "how the total is shared out"),
        ('{ table = "schools", column = "establishment", add = 1, by = "equal" }', "nothing is shared out"),
        ('{ table = "schools", column = "establishment", percent = "much" }', "a percentage is asked"),
        ('{ table = "schools", column = "establishment", percent = -101 }', "a percentage is asked"),
        ('{ table = "schools", column = "学校代码", set = "1" }', "is a key"),
        ('{ table = "teachers", column = "applies", where = { age = 1 }, set = true }', "write who for where"),
        (
            '{ table = "schools", column = "establishment", where = { at = {} }, add = 1 }',
            "at serves filters on people",
        ),
        ('{ table = "locks", drop = {} }', "the whole table would go"),
        ('{ table = "locks", rows = [] }', "no row is written"),
        ('{ table = "locks", rows = [{ a = { b = 1 } }] }', "a cell holds one value"),
        ("{ people = 'stay' }", "it is unclear which fact is changed"),
    ],
)
def test_facts_that_cannot_be_meant(tmp_path: Path, fact: str, said: str) -> None:
    (problem,) = problems(tmp_path, f'[[scenarios]]\nname = "一"\nfacts = [{fact}]\n')
    assert said in problem
    assert "scenarios entry 1 '一'.facts entry 1" in problem
