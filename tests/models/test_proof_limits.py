"""Numbers beyond all bounds in a certificate prove nothing false."""

from __future__ import annotations

import pytest

from models.proof import Certificate
from models.proof_file import UnreadableProof, proof_of, proof_record, refutes
from tests.models.test_proof_file import certified, refuted


@pytest.mark.parametrize(
    "denominator", [2**62, 2**63, 2**70, 2**100, 10**400], ids=["2^62", "2^63", "2^70", "10^30", "10^400"]
)
def test_a_refutation_over_a_huge_denominator_is_weighed_all_the_same(denominator: int) -> None:
    for puzzle, certificate in (*certified()[:3], *refuted()[:3]):
        record = proof_record(Certificate(certificate.rows, certificate.columns, certificate.tiers[:1], True))
        record["tiers"][0]["denominator"] = denominator
        try:
            proven = refutes(puzzle.matrix, proof_of(record))
        except UnreadableProof:
            continue
        assert not proven or puzzle.best is None, puzzle.seed
