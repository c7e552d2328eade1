"""Goals `lottery` and `lottery2`: a draw that anyone can recompute."""

from __future__ import annotations

from models.goals import lottery
from models.recount import Recount
from tests.models.micro import district, plan, policy

MADE = district(["A", "B"], ["t@A", "u@A"])

# printf '2026-08\nt\nB\n初中\n语文' | sha256sum, and the same with u
T, U = "ec0ff8548f", "8a4dd110c3"


def test_the_digits_of_a_published_draw() -> None:
    (move,) = plan("t>B").moves
    assert lottery.drawn("2026-08", move).startswith(T)
    recount = Recount(MADE, policy())
    assert lottery.value(recount, plan("t>B")) == int(T[:5], 16)
    assert lottery.value2(recount, plan("t>B")) == int(T[5:], 16)


def test_the_draws_of_all_moves_add_up() -> None:
    recount = Recount(MADE, policy())
    assert lottery.value(recount, plan("t>B", "u>B")) == int(T[:5], 16) + int(U[:5], 16)
    assert lottery.value2(recount, plan("t>B", "u>B")) == int(T[5:], 16) + int(U[5:], 16)
    assert lottery.value(recount, plan()) == 0


def test_the_seed_is_the_policys_and_the_date_as_written_without_one() -> None:
    (move,) = plan("t>B").moves
    seeded = Recount(MADE, policy(seed="2026年公开摇号"))
    assert lottery.value(seeded, plan("t>B")) == int(lottery.drawn("2026年公开摇号", move)[:5], 16)
    assert lottery.value(Recount(MADE, policy(date="2026-08-31")), plan("t>B")) == int(
        lottery.drawn("2026-08-31", move)[:5], 16
    )
