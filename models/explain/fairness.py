"""The fairness audit of a plan: whom a higher score did not help, cut-offs, who is worse off, and promises kept.

Counting alone, no solver: everything here is told from a `Recount`, one person at a time. The data are kept apart from
the sentences, which shorten long lists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.case import Case
from models.explain.cutoffs import Cutoff, cutoffs
from models.explain.distribution import By, Share, distribution
from models.explain.envy import Envious, envies
from models.explain.exchange import Exchanges, try_exchanges
from models.explain.paragraph import Paragraph
from models.explain.promises import StageFound, stages_found
from models.explain.say_cutoffs import say_cutoffs
from models.explain.say_distribution import say_distribution
from models.explain.say_envy import say_envy
from models.explain.say_promises import say_promises
from models.explain.say_worse_off import say_worse_off
from models.explain.worse_off import WorseOff, worse_off
from models.plan import Plan
from models.recount import Recount


@dataclass(frozen=True)
class Audit:
    """Everything the audit counts, nothing left out."""

    stages: tuple[StageFound, ...]
    envious: tuple[Envious, ...]
    exchanges: Exchanges
    cutoffs: tuple[Cutoff, ...]
    worse_off: WorseOff
    distribution: Mapping[By, tuple[Share, ...]]


def audit(recount: Recount, case: Case, plan: Plan, record: Mapping[str, Any] | None = None) -> Audit:
    """Count a plan.

    Parameters
    ----------
    recount : the case without the moves its stages fixed, which are what is asked about.
    record : the plan's plan.json; None beside a bare list of moves.
    """
    envious = envies(recount, plan)
    return Audit(
        stages=stages_found(case, plan, record),
        envious=envious,
        exchanges=try_exchanges(recount, plan, envious),
        cutoffs=cutoffs(recount, plan),
        worse_off=worse_off(recount, plan),
        distribution=distribution(recount, plan),
    )


def fairness(case: Case, plan: Plan, record: Mapping[str, Any] | None = None) -> tuple[Paragraph, ...]:
    """Audit a plan, in sentences; see `audit`."""
    recount = Recount(case.district, case.policy, case.baseline)
    found = audit(recount, case, plan, record)
    return (
        say_promises(recount, case, found.stages, record, len(found.envious)),
        say_envy(recount, plan, found.envious, found.exchanges),
        say_cutoffs(recount, found.cutoffs),
        say_worse_off(recount, found.worse_off),
        say_distribution(found.distribution),
    )
