"""The certificate that goes with a plan: `proof.json`, and what it proves when the program is written anew.

One entry a tier: the denominator and, for every row of the program whose multiplier is not 0, its number and the
multiplier's numerator; then one numerator for each earlier tier that had to be capped. Rows are numbered as
`models.formulate` writes them. The file proves nothing by itself: whoever doubts it recomputes the bounds from the
district and the policy (`recheck`), with no solver, and believes only those.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from models.district import BoolArray
from models.program import Matrix
from models.proof import Certificate, Multipliers, Region, nothing
from models.words import Text

PROOF_FILE = "proof.json"
FORMAT = 1
LARGEST = 2**62
"""A denominator is below this: what is computed with it stays within 64 bits, or proves nothing."""


class UnreadableProof(ValueError):
    """A file that is no certificate, or not of this program; `text` says what is wrong."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def _malformed(detail: object) -> UnreadableProof:
    return UnreadableProof(
        Text(f"{PROOF_FILE} 的内容不是证书（{detail}）", f"what {PROOF_FILE} holds is no certificate ({detail})")
    )


def proof_record(certificate: Certificate) -> dict[str, Any]:
    """Return what `proof.json` holds."""
    entries = []
    for tier in certificate.tiers:
        used = np.flatnonzero(tier.rows)
        numerators = {"rows": used.tolist(), "numerators": tier.rows[used].tolist(), "caps": tier.caps.tolist()}
        entries.append({"denominator": tier.scale, **numerators})
    return {
        "format": FORMAT,
        "program": {"rows": certificate.rows, "columns": certificate.columns},
        "impossible": certificate.impossible,
        "tiers": entries,
    }


def read_proof(path: Path) -> Certificate:
    """Read a certificate from its file.

    Raises
    ------
    UnreadableProof : if it is none.
    """
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        missing = Text(f"文件夹里没有 {PROOF_FILE}", f"there is no {PROOF_FILE} in the folder")
        raise UnreadableProof(missing) from error
    except OSError as error:
        raise UnreadableProof(Text(f"读不了 {path}：{error}", f"cannot read {path}: {error}")) from error
    except (ValueError, RecursionError) as error:
        raise _malformed(error) from error
    return proof_of(record)


def proof_of(record: Any) -> Certificate:
    """Return the certificate a record holds.

    Raises
    ------
    UnreadableProof : if it holds none.
    """
    try:
        if record["format"] != FORMAT:
            raise _malformed(f"format {record['format']}")
        rows, columns = record["program"]["rows"], record["program"]["columns"]
        tiers = tuple(_entry(entry, rows) for entry in record["tiers"])
        return Certificate(rows, columns, tiers, record["impossible"] is True)
    except UnreadableProof:
        raise
    except (ValueError, KeyError, TypeError, IndexError, OverflowError, MemoryError) as error:
        raise _malformed(f"{type(error).__name__}: {error}") from error


def _entry(entry: Any, height: int) -> Multipliers:
    scale, rows, numerators, caps = (entry[key] for key in ("denominator", "rows", "numerators", "caps"))
    if not all(type(n) is int for n in (scale, height, *rows, *numerators, *caps)):
        raise _malformed("multipliers are integers")
    if not 1 <= scale < LARGEST or len(rows) != len(numerators) or not all(0 <= row < height for row in rows):
        raise _malformed("a multiplier a row, over a denominator")
    y = np.zeros(height, np.int64)
    y[rows] = numerators
    return Multipliers(scale, y, np.array(caps, np.int64))


def recheck(matrix: Matrix, certificate: Certificate, chosen: BoolArray) -> Iterator[tuple[int, int | None]]:
    """Yield, tier after tier, what a plan is worth and the bound the certificate proves, over all open pairs.

    A bound speaks of plans as good as this one in the tiers before; None where the certificate has no entry.

    Parameters
    ----------
    chosen : the pairs of a plan that keeps every rule, shape (pairs,).

    Raises
    ------
    UnreadableProof : if the certificate is of another program.
    """
    _refuse_other(matrix, certificate)
    region, x = Region(matrix), matrix.complete(chosen)
    for tier, objective in enumerate(matrix.objectives):
        value = objective.at(x)
        if tier >= len(certificate.tiers):
            yield value, None
            continue
        bound = region.bound(objective, _fitted(region, certificate.tiers[tier]))
        yield value, bound.value
        region.finish(bound, objective, value)


def refutes(matrix: Matrix, certificate: Certificate) -> bool:
    """Whether a certificate proves that no plan exists: a cost of nothing is bounded above nothing (Farkas).

    Raises
    ------
    UnreadableProof : if the certificate is of another program.
    """
    _refuse_other(matrix, certificate)
    region = Region(matrix)
    entries = [_fitted(region, tier) for tier in certificate.tiers]
    return len(entries) == 1 and region.bound(nothing(matrix), entries[0]).total > 0


def _refuse_other(matrix: Matrix, certificate: Certificate) -> None:
    height = len(matrix.row_lower)
    if (certificate.rows, certificate.columns) != (height, matrix.columns):
        raise UnreadableProof(
            Text(
                f"证书是另一个问题的（{certificate.rows}行{certificate.columns}列，这里是{height}行{matrix.columns}列）："
                "数据或政策改过",
                f"it is of another program ({certificate.rows} rows and {certificate.columns} columns, here {height} "
                f"and {matrix.columns}): district or policy were changed",
            )
        )


def _fitted(region: Region, tier: Multipliers) -> Multipliers:
    """Return multipliers with one for every cap: a plan of other values may need others, which then prove nothing."""
    caps = np.zeros(len(region.caps), np.int64)
    known = min(len(caps), len(tier.caps))
    caps[:known] = tier.caps[:known]
    return Multipliers(tier.scale, tier.rows, caps)
