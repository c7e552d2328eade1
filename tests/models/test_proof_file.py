"""A certificate on file proves what it proves, or is refused: tampering can weaken a bound, never falsify one."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from models.program import Matrix
from models.proof import Certificate, Multipliers, Region
from models.proof_file import FORMAT, UnreadableProof, proof_of, proof_record, read_proof, recheck, refutes
from optimizer.events import Event, Impossible
from optimizer.tiers import Tiers
from tests.models.random_programs import cost_by_hand, inside, random_matrix
from tests.optimizer.engine import ONE, Puzzle, puzzles, run
from tests.thorough import draws

Record = dict[str, Any]
Tamper = Callable[[Record], object]


@cache
def certified() -> tuple[tuple[Puzzle, Certificate], ...]:
    """Solve puzzles that have a plan, several tiers each, and return their certificates."""
    found = []
    for puzzle in puzzles(81_000, draws(35, 60), 12, 300):
        if puzzle.best is not None:
            told = run(puzzle.matrix)
            rows = len(puzzle.matrix.row_lower)
            found.append((puzzle, Certificate(rows, puzzle.matrix.columns, tuple(t.multipliers for t in told.tiers))))
    return tuple(found)


@cache
def refuted() -> tuple[tuple[Puzzle, Certificate], ...]:
    """Return impossible puzzles with multipliers that prove it."""
    found = []
    for puzzle in puzzles(60_000, 15, 3, 150, stuck=True):
        if puzzle.best is None:
            events: list[Event] = []
            Tiers(puzzle.matrix, ONE, events.append).run()
            (told,) = (e for e in events if isinstance(e, Impossible))
            if told.multipliers is not None:
                size = len(puzzle.matrix.row_lower), puzzle.matrix.columns
                found.append((puzzle, Certificate(*size, (told.multipliers,), impossible=True)))
    return tuple(found)


def rich() -> tuple[Puzzle, Record]:
    """Return a puzzle with a certificate in which several rows are used in several tiers."""

    def used(certificate: Certificate) -> int:
        return sum(len(np.flatnonzero(tier.rows)) > 1 for tier in certificate.tiers)

    puzzle, certificate = max(certified(), key=lambda each: used(each[1]))
    assert used(certificate) > 1
    return puzzle, json.loads(json.dumps(proof_record(certificate)))


def rechecked(puzzle: Puzzle, certificate: Certificate) -> list[tuple[int, int | None]]:
    """Return what a certificate says of the best plan."""
    assert puzzle.best is not None
    chosen = puzzle.formulated.chosen(puzzle.best[1])
    assert chosen is not None
    return list(recheck(puzzle.matrix, certificate, chosen))


def assert_harmless(puzzle: Puzzle, record: object) -> list[int | None] | None:
    """Assert that a record is refused or proves nothing above the best plan; return its bounds, None if refused."""
    assert puzzle.best is not None
    try:
        told = rechecked(puzzle, proof_of(record))
    except UnreadableProof:
        return None
    for (value, bound), best in zip(told, puzzle.best[0], strict=True):
        assert value == best, puzzle.seed
        assert bound is None or bound <= best, puzzle.seed
    return [bound for _, bound in told]


def alike(a: Certificate, b: Certificate) -> bool:
    """Whether two certificates say the same."""
    return (a.rows, a.columns, a.impossible, len(a.tiers)) == (b.rows, b.columns, b.impossible, len(b.tiers)) and all(
        s.scale == t.scale and np.array_equal(s.rows, t.rows) and np.array_equal(s.caps, t.caps)
        for s, t in zip(a.tiers, b.tiers, strict=True)
    )


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path, caps = tmp_path / "proof.json", 0
    for puzzle, certificate in (*certified(), *refuted()):
        path.write_text(json.dumps(proof_record(certificate)), encoding="utf-8")
        read = read_proof(path)
        assert alike(read, certificate), puzzle.seed
        caps += any(tier.caps.any() for tier in read.tiers)
    assert caps > 0
    assert len(certified()) > 15


def test_the_certificate_of_a_solve_proves_nearly_all_of_it() -> None:
    bounds = [(bound, best) for p, c in certified() for (best, bound) in rechecked(p, c)]
    assert all(bound is not None and bound <= best for bound, best in bounds)
    assert sum(bound == best for bound, best in bounds) > 0.7 * len(bounds)


def test_a_tier_without_an_entry_has_no_bound() -> None:
    puzzle, record = rich()
    record["tiers"] = record["tiers"][:1]
    bounds = assert_harmless(puzzle, record)
    assert bounds is not None
    assert bounds[0] is not None
    assert set(bounds[1:]) == {None}


def put(*path: str | int, value: object) -> Tamper:
    """Return a tampering that puts a value somewhere in a record."""

    def tamper(record: Any) -> None:
        for key in path[:-1]:
            record = record[key]
        record[path[-1]] = value

    return tamper


def drop(*path: str | int) -> Tamper:
    """Return a tampering that takes something out of a record."""

    def tamper(record: Any) -> None:
        for key in path[:-1]:
            record = record[key]
        del record[path[-1]]

    return tamper


ODD_LISTS: tuple[Any, ...] = (None, 3, "12", {"0": 1}, [[1]], [1.5])
MALFORMED: dict[str, Tamper] = {
    **{f"no {key}": drop(key) for key in ("format", "program", "tiers", "impossible")},
    **{f"no {key} of the program": drop("program", key) for key in ("rows", "columns")},
    **{f"no {key} of a tier": drop("tiers", 0, key) for key in ("denominator", "rows", "numerators", "caps")},
    **{f"format {value!r}": put("format", value=value) for value in (FORMAT + 1, str(FORMAT), None, [FORMAT])},
    **{
        f"denominator {value!r}": put("tiers", 0, "denominator", value=value)
        for value in (0, -1, 1.0, "1", True, None, [1], float("nan"))
    },
    **{
        f"{key} with {value!r}": put("tiers", 0, key, 0, value=value)
        for key in ("rows", "numerators")
        for value in (1.0, "1", None, True, [0], 2**63, -(2**63) - 1, 10**30, float("inf"))
    },
    **{f"{key} {value!r}": put("tiers", 0, key, value=value) for key in ("rows", "numerators", "caps")
       for value in ODD_LISTS},
    **{f"{value} caps too large": put("tiers", 0, "caps", value=[value]) for value in (2**63, -(2**63) - 1, 10**30)},
    "row -1": put("tiers", 0, "rows", 0, value=-1),
    "one row too few": drop("tiers", 0, "rows", 0),
    "one numerator too few": drop("tiers", 0, "numerators", 0),
    **{f"tiers {value!r}": put("tiers", value=value) for value in (*ODD_LISTS, [None], [[]], ["x"], [1])},
    **{f"program {value!r}": put("program", value=value) for value in (*ODD_LISTS, [], {})},
    **{f"{key} of the program {value!r}": put("program", key, value=value) for key in ("rows", "columns")
       for value in (-1, 0, 1, None, "x", 10**30, 10**15, [3])},
}  # fmt: skip


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_no_certificate_of_this_program_is_refused(name: str) -> None:
    puzzle, record = rich()
    MALFORMED[name](record)
    assert assert_harmless(puzzle, record) is None


@pytest.mark.parametrize("record", [None, 1, "proof", [], {}, [1, 2], {"format": FORMAT}], ids=str)
def test_what_is_no_record_at_all_is_refused(record: object) -> None:
    with pytest.raises(UnreadableProof):
        proof_of(record)


def test_a_row_beyond_the_last_is_refused() -> None:
    puzzle, record = rich()
    record["tiers"][0]["rows"][0] = record["program"]["rows"]
    assert assert_harmless(puzzle, record) is None


@pytest.mark.parametrize("rows", [1, -1])
def test_another_size_is_refused(rows: int) -> None:
    for puzzle, certificate in certified()[:5]:
        for key in ("rows", "columns"):
            record = proof_record(certificate)
            record["program"][key] += rows
            assert assert_harmless(puzzle, record) is None


@pytest.mark.parametrize("digits", [19, 30, 300, 400, 4000])
def test_denominators_of_any_size_prove_nothing_false(digits: int) -> None:
    for puzzle, certificate in certified()[:6]:
        for tier in range(len(certificate.tiers)):
            record = proof_record(certificate)
            record["tiers"][tier]["denominator"] = 10**digits
            assert_harmless(puzzle, record)


@pytest.mark.parametrize("size", [2**31, 2**53, 2**60, 2**61, 2**62, 2**63 - 1])
def test_multipliers_of_any_size_prove_nothing_false(size: int) -> None:
    for puzzle, certificate in certified()[:10]:
        rng = Random(size)
        record = proof_record(certificate)
        for entry in record["tiers"]:
            entry["numerators"] = [rng.choice((n, size, -size)) for n in entry["numerators"]]
            entry["caps"] = [rng.choice((n, size, -size)) for n in entry["caps"]]
        assert_harmless(puzzle, record)


def _changed(rng: Random, record: Record) -> None:
    """Change one thing about a record that leaves it well-formed."""
    entry = rng.choice(record["tiers"])
    height = record["program"]["rows"]
    match rng.randrange(8):
        case 0 if entry["numerators"]:
            at = rng.randrange(len(entry["numerators"]))
            entry["numerators"][at] += rng.choice((-1, 1)) * rng.choice((1, 7, entry["denominator"], 10**6))
        case 1 if entry["numerators"]:
            at = rng.randrange(len(entry["numerators"]))
            entry["numerators"][at] *= rng.choice((-1, 0, 2, 10))
        case 2 if entry["rows"]:
            entry["rows"][rng.randrange(len(entry["rows"]))] = rng.randrange(height)
        case 3:
            entry["denominator"] = rng.choice((1, 2, 3, 840, 2**20, entry["denominator"] + 1))
        case 4:
            entry["caps"] = [rng.randint(-5, 5) * entry["denominator"] for _ in range(rng.randrange(4))]
        case 5:
            entry["rows"].append(rng.randrange(height))
            entry["numerators"].append(rng.randint(-9, 9) * entry["denominator"])
        case 6:
            rng.shuffle(record["tiers"])
        case _:
            record["tiers"].insert(rng.randrange(len(record["tiers"])), copy.deepcopy(entry))


def test_a_changed_certificate_never_proves_too_much() -> None:
    less = same = 0
    for puzzle, certificate in certified():
        rng, honest = Random(puzzle.seed), [bound for _, bound in rechecked(puzzle, certificate)]
        for _ in range(12):
            record = proof_record(certificate)
            for _ in range(rng.choice((1, 1, 4))):
                _changed(rng, record)
            bounds = assert_harmless(puzzle, record)
            assert bounds is not None, puzzle.seed
            same += bounds == honest
            less += bounds != honest
    assert min(less, same) > 30


ODD: tuple[Any, ...] = (None, True, -1, 0, 1, 2**63, 10**400, 1.5, float("nan"), "", "7", [], [0], {}, {"rows": 1})


def _places(node: Any) -> list[tuple[Any, Any]]:
    """Return every place in a record: what holds it, and under which key."""
    keys = list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
    return [(node, key) for key in keys] + [place for key in keys for place in _places(node[key])]


def test_anything_put_anywhere_is_refused_or_harmless() -> None:
    refused = harmless = 0
    for puzzle, certificate in certified():
        rng = Random(puzzle.seed)
        for _ in range(12):
            record = json.loads(json.dumps(proof_record(certificate)))
            node, key = rng.choice(_places(record))
            node[key] = copy.deepcopy(rng.choice(ODD))
            bounds = assert_harmless(puzzle, record)
            refused += bounds is None
            harmless += bounds is not None
    assert min(refused, harmless) > 20


def test_text_cut_short_or_garbled_is_refused_or_harmless(tmp_path: Path) -> None:
    puzzle, record = rich()
    path, rng, text = tmp_path / "proof.json", Random(1), json.dumps(record).encode()
    for end in rng.sample(range(len(text)), 40):
        path.write_bytes(text[:end])
        with pytest.raises(UnreadableProof):
            read_proof(path)
    for _ in range(200):
        garbled = bytearray(text)
        garbled[rng.randrange(len(text))] = rng.randrange(256)
        path.write_bytes(bytes(garbled))
        try:
            certificate = read_proof(path)
        except UnreadableProof:
            continue
        assert_harmless(puzzle, proof_record(certificate))


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"null", b"\xff\xfe", b"[" * 100_000, b"9" * 5000, b'{"format": 1e999}', "证书".encode("gb18030")],
    ids=["nothing", "an opening", "null", "not UTF-8", "deep", "a long number", "endless", "another code"],
)
def test_files_that_hold_something_else_are_refused(text: bytes, tmp_path: Path) -> None:
    path = tmp_path / "proof.json"
    path.write_bytes(text)
    with pytest.raises(UnreadableProof):
        read_proof(path)


def test_files_that_are_none_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.json"):
        with pytest.raises(UnreadableProof):
            read_proof(path)


def drawn(rng: Random, matrix: Matrix, tiers: int) -> Certificate:
    """Draw a certificate of a program, right in nothing but its size."""
    entries = []
    for _ in range(tiers):
        scale = rng.choice((1, 2, 60, 2**20))
        y = [rng.choice((0, rng.randint(-3 * scale, 3 * scale))) for _ in matrix.row_lower]
        caps = [rng.choice((0, -scale, rng.randint(-9, 2))) for _ in range(rng.randint(0, 3))]
        entries.append(Multipliers(scale, np.array(y, np.int64), np.array(caps, np.int64)))
    return Certificate(len(matrix.row_lower), matrix.columns, tuple(entries))


def test_a_bound_speaks_of_every_plan_as_good_in_the_tiers_before() -> None:
    """Of any plan at all, not the best alone, and whatever the multipliers."""
    tight = 0
    for seed in range(250):
        rng = Random(seed)
        matrix = random_matrix(rng, objectives=3)
        points = inside(Region(matrix))
        if len(points) == 0:
            continue
        chosen = rng.choice(points.tolist())[: matrix.pairs]
        for value, bound in _walk(matrix, drawn(rng, matrix, rng.randint(0, 4)), np.array(chosen) > 0, points):
            tight += value == bound
    assert tight > 30


def _walk(matrix: Matrix, certificate: Certificate, chosen: Any, points: Any) -> list[tuple[int, int | None]]:
    """Recheck a plan, and hold each bound against every point that is as good in the tiers before."""
    told = list(recheck(matrix, certificate, chosen))
    assert len(told) == len(matrix.objectives)
    for number, ((value, bound), objective) in enumerate(zip(told, matrix.objectives, strict=True)):
        worth = points @ cost_by_hand(matrix, objective) + objective.constant
        assert (bound is None) is (number >= len(certificate.tiers))
        if bound is not None:
            assert bound <= worth.min() <= value
        points = points[worth <= value]
    return told


def test_impossible_is_proven_by_its_certificate_and_by_no_other() -> None:
    less = 0
    assert len(refuted()) > 3
    for puzzle, certificate in refuted():
        record = proof_record(certificate)
        assert refutes(puzzle.matrix, proof_of(json.loads(json.dumps(record)))), puzzle.seed
        (tier,) = certificate.tiers
        size = certificate.rows, certificate.columns
        nothing = Multipliers(tier.scale, np.zeros_like(tier.rows), tier.caps)
        assert not refutes(puzzle.matrix, Certificate(*size, (), impossible=True))
        assert not refutes(puzzle.matrix, Certificate(*size, (tier, tier), impossible=True))
        less += not refutes(puzzle.matrix, Certificate(*size, (nothing,), impossible=True))
        with pytest.raises(UnreadableProof):
            refutes(puzzle.matrix, Certificate(size[0] + 1, size[1], (tier,), impossible=True))
    assert less == len(refuted())


def test_the_possible_is_never_refuted_whatever_the_multipliers() -> None:
    for puzzle, certificate in certified():
        rng = Random(puzzle.seed)
        for tier in certificate.tiers:
            assert not refutes(puzzle.matrix, Certificate(certificate.rows, certificate.columns, (tier,), True))
        for _ in range(15):
            assert not refutes(puzzle.matrix, drawn(rng, puzzle.matrix, 1)), puzzle.seed


def test_what_is_refuted_has_no_point() -> None:
    empty = 0
    for seed in range(300):
        rng = Random(seed)
        matrix = random_matrix(rng)
        if refutes(matrix, drawn(rng, matrix, 1)):
            assert len(inside(Region(matrix))) == 0, seed
            empty += 1
    assert empty > 3
