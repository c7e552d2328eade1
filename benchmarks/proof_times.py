"""How long the proof takes: the demo county, and 300 named movers in it, every tier on.

    python -m benchmarks.proof_times [--seeds 3] [--workers 2]

Each row is one solve in a fresh process of its own, as `lungang solve` runs it, without reading and writing files:
status, seconds to the proof of the last tier, movers, open pairs. Figures belong with the machine that made them.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import dataclass

import click

from models.case import Case
from models.district import District
from models.formulate import formulate
from models.intake.read import read_district
from models.policy import Policy
from models.policy_file import read_policy
from optimizer.events import Settings
from optimizer.solve import solve
from scenarios.samples import DEMO_DISTRICT, DEMO_POLICY
from scenarios.samples.make_demo import demo_district

NAMED = 300
LIMIT = 600.0


@dataclass(frozen=True)
class Spec:
    """One thing to measure."""

    name: str
    district: District
    policy: Policy


def specs(seeds: int) -> Iterator[Spec]:
    """The shipped county, the same with the first two goals exchanged, and named districts of other draws."""
    policy = read_policy(DEMO_POLICY)
    shipped = read_district(DEMO_DISTRICT).district
    assert shipped is not None, "the shipped county reads clean"
    yield Spec("demo", shipped, policy)
    first, second, third, *rest = policy.tiers
    yield Spec("demo, fill before prefer", shipped, policy.model_copy(update={"tiers": (first, third, second, *rest)}))
    for seed in range(seeds):
        yield Spec(f"{NAMED} named, draw {seed}", demo_district(seed, named=NAMED), policy)


@click.command()
@click.option("--seeds", default=3, show_default=True, help="how many named districts to draw")
@click.option("--workers", default=2, show_default=True)
def main(seeds: int, workers: int) -> None:
    """Print one row a spec."""
    click.echo(f"{platform.machine()}, Python {platform.python_version()}, {workers} workers")
    click.echo(f"{'district':32}{'status':>10}{'seconds':>9}{'movable':>9}{'pairs':>9}{'moves':>7}  proven tiers")
    for spec in specs(seeds):
        case = Case(spec.district, spec.policy)
        pairs = len(formulate(case).pairs)
        outcome = solve(case, Settings(seconds=LIMIT, workers=workers))
        moves = 0 if outcome.plan is None else len(outcome.plan.moves)
        proven = f"{sum(t.proven for t in outcome.tiers)}/{len(outcome.tiers)}"
        row = (
            f"{spec.name:32}{outcome.status:>10}{outcome.seconds:9.1f}{len(case.movers):9}{pairs:9}{moves:7}  {proven}"
        )
        click.echo(row)


if __name__ == "__main__":
    main()
