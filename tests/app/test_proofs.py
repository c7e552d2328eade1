"""`lungang verify --proof` as a planner meets it: certificates recomputed, never believed."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from app.inputs import read_case, read_plan
from models.check import check_plan
from models.formulate import formulate
from tests.app.command import call
from tests.optimizer.engine import run as engine

pytestmark = pytest.mark.usefixtures("solved_here")

POLICY = """
name = "试行办法"
date = "2026-08"
tiers = ["fill", "choice", "distance"]
[[due]]
name = "满六年"
who = { years_in_school = { min = 6 } }
"""
TABLES = {
    "学校表.csv": "学校代码,学校名称,片区,编制数\n0001,甲校,东,9\n0002,乙校,西,1\n0003,丙校,西,3\n0004,丁校,东,3\n",
    "岗位表.csv": "学校代码,学段,学科,核定人数\n0001,小学,语文,2\n0002,小学,语文,2\n0003,小学,语文,3\n"
    "0004,小学,语文,1\n",
    "教师花名册.csv": "工号,姓名,现任教学校,任教学段,任教学科,进入本校年月,家庭所在片区\n"
    + "".join(f"0{i},教师{i},0001,小学,语文,20{10 + i}-09,{'东西'[i % 2]}\n" for i in range(1, 7))
    + "07,教师7,0003,小学,语文,2025-09,西\n",
    "志愿表.csv": "工号,志愿顺序,学校代码\n" + "".join(f"0{i},1,0004\n0{i},2,0003\n" for i in range(1, 7)),
    "距离表.csv": "片区,学校代码,分钟\n"
    + "".join(f"{z},000{s},{7 * s if z == '东' else 30 - 5 * s}\n" for z in "东西" for s in range(1, 5)),
}
PROVEN = {"zh": "已证明，可复算", "en": "proven, checkable"}


def write_district(folder: Path, **changed: str) -> None:
    """Write the tables, some of them as given."""
    folder.mkdir()
    for name, text in {**TABLES, **{f"{name}.csv": text for name, text in changed.items()}}.items():
        (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Solve once: a folder with the district, the policy, the plan, and, beside them, one without any plan."""
    base = tmp_path_factory.mktemp("solved")
    write_district(base / "县")
    write_district(base / "难县", 锁定表="工号,动作,学校代码\n01,必须去,0002\n02,必须去,0002\n")
    (base / "policy.toml").write_text(POLICY, encoding="utf-8")
    done = call("solve", base / "县", "--policy", base / "policy.toml", "--out", base / "plan", "--lang", "zh")
    assert done.exit_code == 0, done.output
    stuck = call("solve", base / "难县", "--policy", base / "policy.toml", "--out", base / "none", "--lang", "zh")
    assert stuck.exit_code == 3, stuck.output
    return base


@pytest.fixture
def place(solved: Path, tmp_path: Path) -> Path:
    """Return a copy that a test may spoil."""
    return Path(shutil.copytree(solved, tmp_path / "copy"))


Verify = Callable[..., Result]


@pytest.fixture
def verify(place: Path) -> Verify:
    """Verify the copy with its certificate."""

    def run(plan: str = "plan", county: str = "县", lang: str = "en", proof: bool = True) -> Result:
        words: list[str | Path] = ["verify", place / county, "--policy", place / "policy.toml", place / plan]
        return call(*words, "--lang", lang, *(["--proof"] if proof else []))

    return run


def edit(path: Path, change: Callable[[Any], object]) -> None:
    """Change what a JSON file holds."""
    record = json.loads(path.read_text(encoding="utf-8"))
    change(record)
    path.write_text(json.dumps(record), encoding="utf-8")


def proven(result: Result, lang: str = "en") -> int:
    """Count the tiers said to be proven and checkable."""
    return result.output.count(PROVEN[lang])


def edit_moves(plan: Path, change: Callable[[list[dict[str, str]]], object]) -> None:
    """Change the moves of a plan folder by hand."""
    path = plan / "moves.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    fields = list(rows[0])
    change(rows)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=fields)
        writer.writeheader()
        writer.writerows(rows)


def claim_what_it_is_worth(place: Path, **claims: object) -> None:
    """Rewrite plan.json so that every number fits the moves, and claim more of each tier."""
    case = read_case(place / "县", None, place / "policy.toml", None, "en")
    plan = read_plan(place / "plan", case.district, "en")
    checked = check_plan(case.district, case.policy, plan, None)
    assert not checked.breaches

    def claim(record: Any) -> None:
        for tier, weights, value in zip(record["tiers"], case.tiers, checked.tiers, strict=True):
            tier |= {"goals": {goal: checked.goals[goal] for goal in weights}, "value": value, "bound": value, **claims}

    edit(place / "plan" / "plan.json", claim)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_tier_of_a_plan_is_recomputed_and_told(verify: Verify, place: Path, lang: str) -> None:
    result = verify(lang=lang)
    assert result.exit_code == 0, result.output
    record = json.loads((place / "plan" / "plan.json").read_text(encoding="utf-8"))
    assert [list(tier["goals"]) for tier in record["tiers"]] == [
        ["fill"], ["choice"], ["distance"], ["lottery"], ["lottery2"]
    ]  # fmt: skip
    closed = [tier["certified"] == tier["value"] for tier in record["tiers"]]
    assert record["tiers"][0]["value"] > 0
    assert closed[:3] == [True] * 3
    assert proven(result, lang) == sum(closed)
    lines = result.output.splitlines()[-5:]
    for tier, line in zip(record["tiers"], lines, strict=True):
        assert f" {tier['value']}" in line
        covered = re.findall(r"(?:复算到|covers )(\d+)", line)
        assert covered == ([] if tier["certified"] == tier["value"] else [str(tier["certified"])])
    assert result.output.isascii() is (lang == "en")


def test_without_proof_nothing_is_said_of_it(verify: Verify) -> None:
    result = verify(proof=False)
    assert result.exit_code == 0
    assert proven(result) == 0
    assert "certificate" not in result.output


def test_a_weaker_multiplier_is_found_out(verify: Verify, place: Path) -> None:
    before = proven(verify())

    def weaken(record: Any) -> None:
        record["tiers"][0]["numerators"] = [0 for _ in record["tiers"][0]["numerators"]]

    assert json.loads((place / "plan" / "proof.json").read_text(encoding="utf-8"))["tiers"][0]["rows"]
    edit(place / "plan" / "proof.json", weaken)
    result = verify()
    assert result.exit_code == 1
    assert "where plan.json promises" in result.output
    assert proven(result) < before
    assert "称" in verify(lang="zh").output


def test_every_single_changed_multiplier_proves_no_more(verify: Verify, place: Path) -> None:
    before, path = proven(verify()), place / "plan" / "proof.json"
    honest = path.read_text(encoding="utf-8")
    failed = 0
    for tier, entry in list(enumerate(json.loads(honest)["tiers"]))[:3]:
        for at in range(min(3, len(entry["rows"]))):
            for factor in (-1, 3):

                def change(record: Any, tier: int = tier, at: int = at, factor: int = factor) -> None:
                    record["tiers"][tier]["numerators"][at] *= factor

                path.write_text(honest, encoding="utf-8")
                edit(path, change)
                result = verify()
                assert proven(result) <= before
                assert "so the plan breaks a rule" not in result.output
                if proven(result) < before:
                    assert result.exit_code == 1
                failed += result.exit_code
    assert failed > 3


def test_promising_less_makes_a_weak_certificate_honest(verify: Verify, place: Path) -> None:
    """What plan.json no longer promises may be missing from the certificate; nothing is then called checkable."""

    def forget(record: Any) -> None:
        record["tiers"] = []

    def admit(record: Any) -> None:
        for tier in record["tiers"]:
            tier["certified"] = 0

    edit(place / "plan" / "proof.json", forget)
    assert verify().exit_code == 1
    edit(place / "plan" / "plan.json", admit)
    result = verify()
    assert result.exit_code == 0, result.output
    assert result.output.count("no certificate") == 5
    assert proven(result) == 0


@pytest.mark.parametrize(("lang", "said"), [("zh", "证书不适用"), ("en", "The certificate does not serve")])
def test_a_missing_certificate_is_told_in_a_sentence(verify: Verify, place: Path, lang: str, said: str) -> None:
    (place / "plan" / "proof.json").unlink()
    result = verify(lang=lang)
    assert result.exit_code == 1
    assert said in result.output
    assert "proof.json" in result.output
    assert proven(result, lang) == 0


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "证书", "[" * 50_000, '{"format": 1, "program": {"rows": 1, "columns": 1}}']
)
def test_a_certificate_that_is_none_is_told(verify: Verify, place: Path, text: str) -> None:
    (place / "plan" / "proof.json").write_text(text, encoding="utf-8")
    result = verify()
    assert result.exit_code == 1
    assert "The certificate does not serve" in result.output


@pytest.mark.parametrize("digits", [19, 400])
def test_a_denominator_beyond_all_bounds_is_told(verify: Verify, place: Path, digits: int) -> None:
    for tier in range(5):

        def swell(record: Any, tier: int = tier) -> None:
            record["tiers"][tier]["denominator"] = 10**digits

        edit(place / "plan" / "proof.json", swell)
        result = verify()
        assert result.exit_code == 1
        assert proven(result) < 5


def test_a_bare_list_of_moves_has_no_certificate(verify: Verify) -> None:
    result = verify("plan/moves.csv")
    assert result.exit_code == 1
    assert "certificate" in result.output
    assert proven(result) == 0


def test_a_plan_moved_by_hand_fails_before_any_bound_is_told(verify: Verify, place: Path) -> None:
    edit_moves(place / "plan", lambda rows: rows[0].update(to_school="0002"))
    for lang in ("zh", "en"):
        result = verify(lang=lang)
        assert result.exit_code == 1
        assert proven(result, lang) == 0


def test_a_worse_plan_with_fitting_claims_is_not_called_proven(verify: Verify, place: Path) -> None:
    edit_moves(place / "plan", lambda rows: rows.pop())
    claim_what_it_is_worth(place, proven=True)
    result = verify(proof=False)
    assert result.exit_code == 0, result.output  # a plan that keeps every rule, and numbers that fit it
    result = verify()
    first = next(line for line in result.output.splitlines() if re.match(r".* \d+: ", line))
    assert PROVEN["en"] not in first
    claim_what_it_is_worth(place, proven=True, certified=10**6)
    result = verify()
    assert result.exit_code == 1
    assert "where plan.json promises 1000000" in result.output


CHANGES = {
    "one may go who could not": ("教师花名册", "07,教师7,0003,小学,语文,2025-09", "07,教师7,0003,小学,语文,2012-09"),
    "one may not go who could": ("教师花名册", "2016-09", "2024-09"),
    "a school is larger": ("学校表", "乙校,西,1", "乙校,西,2"),
    "a school is full": ("学校表", "丁校,东,3", "丁校,东,0"),
    "a post wants more": ("岗位表", "0004,小学,语文,1", "0004,小学,语文,3"),
    "a post wants fewer": ("岗位表", "0003,小学,语文,3", "0003,小学,语文,1"),
    "a way taken is shorter": ("距离表", "西,0003,15", "西,0003,1"),
    "a way not taken is shorter": ("距离表", "东,0003,21", "东,0003,1"),
    "somebody chose otherwise": ("志愿表", "01,1,0004\n01,2,0003", "01,1,0003\n01,2,0004"),
    "somebody lives elsewhere": (
        "教师花名册",
        "02,教师2,0001,小学,语文,2012-09,东",
        "02,教师2,0001,小学,语文,2012-09,西",
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_of_a_changed_district_nothing_wrong_is_called_proven(verify: Verify, place: Path, what: str) -> None:
    table, old, new = CHANGES[what]
    path = place / "县" / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    case = read_case(place / "县", None, place / "policy.toml", None, "en")
    best = engine(formulate(case).program.matrix).values
    result = verify()
    told = [int(value) for value in re.findall(r"(\d+): proven, checkable", result.output)]
    assert told == list(best[: len(told)])
    assert result.exit_code == (0 if len(told) == len(best) else 1)
    if what == "a way not taken is shorter":  # the plan keeps every rule and is worth what it says, but is not best
        assert told == [1, 12]
        assert "distance 54: the certificate proves" in result.output


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "已证明无解，证书复算无误"), ("en", "Proven impossible: the certificate holds")]
)
def test_an_impossible_district_is_refuted_again(verify: Verify, place: Path, lang: str, said: str) -> None:
    assert {path.name for path in (place / "none").iterdir()} == {"plan.json"}
    result = verify("none", "难县", lang)
    assert result.exit_code == 0, result.output
    assert said in result.output


@pytest.mark.parametrize("spoil", ["weaker", "gone", "another size", "another district", "garbled", "huge"])
def test_impossibility_is_not_taken_on_trust(verify: Verify, place: Path, spoil: str) -> None:
    def change(record: Any) -> None:
        match spoil:
            case "weaker":
                record["proof"]["tiers"][0]["numerators"] = [0 for _ in record["proof"]["tiers"][0]["rows"]]
            case "gone":
                del record["proof"]
            case "another size":
                record["proof"]["program"]["rows"] += 1
            case "garbled":
                record["proof"] = "certainly"
            case "huge":
                record["proof"]["tiers"][0]["denominator"] = 10**30

    edit(place / "none" / "plan.json", change)
    for lang in ("zh", "en"):
        result = verify("none", "县" if spoil == "another district" else "难县", lang)
        assert result.exit_code == 1, result.output
        assert "holds, recomputed" not in result.output
        assert "证书复算无误" not in result.output


def test_a_plan_is_not_impossible_because_its_folder_says_so(verify: Verify, place: Path) -> None:
    def lie(record: Any) -> None:
        record["status"] = "infeasible"
        record["proof"] = json.loads((place / "plan" / "proof.json").read_text(encoding="utf-8"))
        record["proof"]["tiers"] = record["proof"]["tiers"][:1]

    edit(place / "plan" / "plan.json", lie)
    result = verify()
    assert result.exit_code == 1
    assert "does not prove it impossible" in result.output
