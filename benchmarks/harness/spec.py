"""What is measured: an instance, who answers, how much each may use, and what must be reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from benchmarks.generate import PRESETS, Recipe
from benchmarks.harness.rows import Limits
from benchmarks.harness.targets import Target


@dataclass(frozen=True)
class Spec:
    """One line of a suite.

    Attributes
    ----------
    preset : of the generator; with `movers`, `schools` and `seed` it gives the instance.
    limits : for every peer; `own_limits` for those that need others.
    targets : what must be, or should be, reached.
    """

    preset: str
    movers: int
    schools: int
    peers: tuple[str, ...]
    limits: Limits
    own_limits: Mapping[str, Limits] = field(default_factory=dict)
    targets: tuple[Target, ...] = ()
    seed: int = 1

    @property
    def name(self) -> str:
        """As in tables, plots and on the command line."""
        return f"{self.preset}-{self.movers}x{self.schools}"

    @property
    def instance(self) -> str:
        """The name of the instance's folder."""
        return f"{self.name}-s{self.seed}"

    @property
    def recipe(self) -> Recipe:
        """The recipe of the instance."""
        return Recipe(movers=self.movers, schools=self.schools, seed=self.seed, **PRESETS[self.preset])

    def limits_of(self, peer: str) -> Limits:
        """Return what a peer may use."""
        return self.own_limits.get(peer, self.limits)

    def scaled(self, movers: int, schools: int) -> Spec:
        """Return the same spec at another size, without targets: they speak of this one."""
        return replace(self, movers=movers, schools=schools, targets=())
