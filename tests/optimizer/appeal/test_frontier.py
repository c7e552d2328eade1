"""What one more change would buy: at every number of changes the best that trying every plan finds."""

from __future__ import annotations

from functools import cache

from optimizer.appeal.frontier import LOTTERIES, Step, frontier
from optimizer.events import Settings
from tests.optimizer.appeal.reruns import Rerun, reruns
from tests.optimizer.engine import ONE


@cache
def steps(rerun: Rerun, extra: int = 3) -> tuple[Step, ...]:
    return tuple(frontier(rerun.case, extra, ONE))


def worth(rerun: Rerun, step: Step) -> tuple[int, ...]:
    """Return the policy's own tiers before the draw."""
    return tuple(tier.value for tier in step.outcome.tiers[rerun.at + 1 : drawn(rerun)])


def drawn(rerun: Rerun) -> int:
    tiers = rerun.case.tiers
    return next((i for i, tier in enumerate(tiers) if set(tier) & set(LOTTERIES)), len(tiers))


def best(rerun: Rerun, extra: int | None) -> tuple[tuple[int, ...], int]:
    """Return the best policy tiers at so many changes beyond the fewest, and the fewest changes that reach them."""
    place, least = rerun.tried[0][0][0], rerun.tried[0][0][rerun.at]
    most = None if extra is None else least + extra
    return min(
        (values[rerun.at + 1 : drawn(rerun)], values[rerun.at])
        for values, _ in rerun.tried
        if values[0] == place and (most is None or values[rerun.at] <= most)
    )


def test_every_step_is_the_best_by_trying() -> None:
    longest = 0
    for rerun in reruns(20_000, 90)[:25]:
        found = steps(rerun)
        if not rerun.tried:
            assert [(step.extra, step.outcome.status) for step in found] == [(0, "infeasible")], rerun.seed
            continue
        longest = max(longest, len(found))
        for step in found:
            assert (worth(rerun, step), step.changes) == best(rerun, step.extra), (rerun.seed, step.extra)
            assert step.fewest, rerun.seed
        assert [step.extra for step in found] == [*range(len(found) - 1), None], rerun.seed
    assert longest >= 4


def test_what_anything_at_all_would_buy_is_had_with_the_fewest_changes() -> None:
    far = 0
    for rerun in reruns(20_000, 90)[:50]:
        if rerun.tried:
            first, last = steps(rerun, 0)
            assert (worth(rerun, last), last.changes) == best(rerun, None), rerun.seed
            assert (first.fewest, last.fewest) == (True, True), rerun.seed
            assert first.changes is not None
            assert last.changes is not None
            far += last.changes > first.changes + 1
    assert far >= 2


def test_it_ends_where_more_changes_buy_nothing() -> None:
    ended = 0
    for rerun in reruns(20_000, 90)[:25]:
        if rerun.tried:
            *counted, last = steps(rerun)
            values = [worth(rerun, step) for step in counted]
            assert values == sorted(values, reverse=True), rerun.seed
            assert worth(rerun, last) <= values[-1], rerun.seed
            assert worth(rerun, last) not in values[:-1], rerun.seed
            ended += len(counted) < 4
    assert ended > 3


def test_all_steps_share_one_clock() -> None:
    rerun = next(rerun for rerun in reruns(20_000, 90) if rerun.tried)
    found = list(frontier(rerun.case, 2, Settings(workers=1, seconds=20)))
    assert (worth(rerun, found[-1]), found[-1].changes) == best(rerun, None)
