"""What a synthetic district is asked to be: its size, and how hard the rules are to keep.

Two axes: *size* (movers, schools) and *severity* (everything else). Nothing is left to a silent default: a recipe names
every parameter, and a preset is a recipe but for size and seed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

from models.words import Text

Tightness = Literal["loose", "tight", "none"]
RouteSeverity = Literal["open", "limited"]
Cause = Literal[
    "two-for-one-seat", "kin-to-one-school", "couple-to-one-school", "minimum-beyond-reach", "minimum-over-maximum",
    "must-into-full-school", "locked-ring",
]  # fmt: skip
"""Ways to make an instance impossible; `benchmarks.generate.causes` says what each does."""

CAUSES: tuple[Cause, ...] = get_args(Cause)
MEAN_STAFF = 54
"""People a school, on the average (`benchmarks.generate.schools` says where the number comes from)."""
MOST_MOVERS = 36
"""Movers a school, on the average, at most: two thirds of the staff. Beyond, posts would be stripped."""
MOST_SCHOOLS = 6000
"""Twice the largest district we measure; beyond, the made-up names of towns would run out."""


class ImpossibleRecipeError(ValueError):
    """A recipe no district can be drawn for; `text` says why in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Everything that decides an instance: the same recipe gives the same bytes.

    Attributes
    ----------
    movers : people on the list `outgoing`.
    schools : schools of the district.
    seed : number the draws start from, 0 or more.
    slack : posts that stay free in the hidden plan, as a share of the movers; 0.02 is two free posts for a hundred.
    kin : share of the movers with a relative who moves too or works where they could go.
    couples : share of the movers who are one half of a 夫妻 pair.
    quotas : how near the policy's quotas lie to what the hidden plan does; "none": no quotas.
    chain : share of the hidden plan's moves that enter a post another mover frees. Above 0 the policy asks
        `release_first.mode = "chain"`; with 0 it asks `"pool"`, and nothing is aimed at.
    two_subject : share of all people who may teach a second post.
    structure : whether the policy's last tier is even structure.
    routes : "limited": people move inside their alliance of about 150 schools only.
    choices : share of the movers who state choices.
    core_only : establishment and subject balance alone, one tier, no side rules and none of their tables.
    cause : what makes the instance impossible; None plants a plan that places everybody.
    """

    movers: int
    schools: int
    seed: int
    slack: float
    kin: float
    couples: float
    quotas: Tightness
    chain: float
    two_subject: float
    structure: bool
    routes: RouteSeverity
    choices: float
    core_only: bool
    cause: Cause | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be.

        Raises
        ------
        ImpossibleRecipeError : naming the parameter, its value and what it may be.
        """
        for problem in self._problems():
            raise ImpossibleRecipeError(problem)

    def _problems(self) -> list[Text]:
        found = []
        if not 2 <= self.schools <= MOST_SCHOOLS:
            found.append(
                Text(f"学校数须在2与{MOST_SCHOOLS}之间，这里是{self.schools}",
                     f"schools must be between 2 and {MOST_SCHOOLS}, not {self.schools}")
            )  # fmt: skip
        if self.movers < 1 or self.movers > MOST_MOVERS * self.schools:
            found.append(
                Text(f"流出人数须在1与{MOST_MOVERS * self.schools}（每校{MOST_MOVERS}人）之间，这里是{self.movers}",
                     f"movers must be between 1 and {MOST_MOVERS * self.schools} ({MOST_MOVERS} a school), "
                     f"not {self.movers}")
            )  # fmt: skip
        if self.seed < 0:
            found.append(Text(f"种子不能是负数，这里是{self.seed}", f"the seed must not be negative: {self.seed}"))
        for name in ("slack", "kin", "couples", "chain", "two_subject", "choices"):
            value = getattr(self, name)
            if not 0 <= value <= 1:
                found.append(
                    Text(f"{name} 是份额，须在0与1之间，这里是{value}",
                         f"{name} is a share, between 0 and 1, not {value}")
                )  # fmt: skip
        for name, words in (("quotas", Tightness), ("routes", RouteSeverity)):
            listed = get_args(words)
            if getattr(self, name) not in listed:
                found.append(
                    Text(f"{name} 只能是 {'、'.join(listed)}", f"{name} must be one of {', '.join(listed)}")
                )  # fmt: skip
        return found + self._contradictions()

    def _contradictions(self) -> list[Text]:
        found = []
        if self.cause is not None and self.cause not in CAUSES:
            found.append(Text(f"cause 只能是 {'、'.join(CAUSES)}", f"cause must be one of {', '.join(CAUSES)}"))
        if self.core_only and self.cause is not None:
            found.append(
                Text("core_only 没有锁定和比例，造不出无解的原因", "core_only has no locks or quotas to contradict")
            )
        if self.core_only and (self.kin or self.couples or self.chain or self.choices or self.structure):
            found.append(
                Text("core_only 不含亲属、夫妻、逐个调动、志愿和结构均衡，这些须为0",
                     "core_only leaves out kin, couples, chain, choices and structure: they must be 0")
            )  # fmt: skip
        if self.core_only and (self.quotas != "none" or self.routes != "open"):
            found.append(
                Text("core_only 不含比例和交流范围", "core_only leaves out quotas and routes: write none and open")
            )
        if self.cause == "locked-ring" and not self.chain:
            found.append(
                Text("locked-ring 只在逐个调动（chain 大于0）时无解", "locked-ring needs chain mode: chain above 0")
            )
        if self.cause is not None and (self.movers < FEWEST_FOR_A_CAUSE or self.schools < SCHOOLS_FOR_A_CAUSE):
            found.append(
                Text(f"造无解的实例至少要{FEWEST_FOR_A_CAUSE}人、{SCHOOLS_FOR_A_CAUSE}所学校",
                     f"a cause needs at least {FEWEST_FOR_A_CAUSE} movers and {SCHOOLS_FOR_A_CAUSE} schools")
            )  # fmt: skip
        return found

    def as_dict(self) -> dict[str, Any]:
        """Return every parameter by name, as `instance.json` records it."""
        return asdict(self)


FEWEST_FOR_A_CAUSE = 40
SCHOOLS_FOR_A_CAUSE = 6
"""Below, there may be nobody whom a cause could be planted on."""

_DEFAULT: dict[str, Any] = {
    "slack": 0.15, "kin": 0.05, "couples": 0.03, "quotas": "loose", "chain": 0.0, "two_subject": 0.10,
    "structure": False, "routes": "open", "choices": 0.60, "core_only": False,
}  # fmt: skip
PRESETS: Mapping[str, Mapping[str, Any]] = {
    "default": _DEFAULT,
    "hard": {**_DEFAULT, "slack": 0.02, "kin": 0.10, "couples": 0.10, "quotas": "tight", "chain": 0.80,
             "structure": True},
    "core": {**_DEFAULT, "kin": 0.0, "couples": 0.0, "quotas": "none", "choices": 0.0, "core_only": True},
    "province": {**_DEFAULT, "routes": "limited"},
}  # fmt: skip
"""Preset -> every parameter but size, seed and cause."""

SEVERITIES: tuple[str, ...] = tuple(f.name for f in fields(Recipe) if f.name in _DEFAULT)
