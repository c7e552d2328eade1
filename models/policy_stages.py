"""Who chooses, and in which order (rulebook 5b): modes, stages and the ranking of people."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, field_validator

from models.filter_columns import PEOPLE, english
from models.filters import EVERYBODY
from models.policy_fields import Part, Who, one_or_many, refuse_same_names
from models.policy_rules import ReleaseFirst, Rules
from models.wording import WordingError, Wrong
from models.words import Text

Mode = Literal["optimise", "rank-order", "two-way"]
MODE_TITLES: dict[Mode, Text] = {
    "optimise": Text("统一安排", "placed by the tiers"),
    "rank-order": Text("按排名择校", "choosing in rank order"),
    "two-way": Text("双向选择", "two-way choosing"),
}


class Ranking(Part):
    """排名: in which order people choose (rulebook 5b, `rank-order`).

    Attributes
    ----------
    by : whom a person's rank is told among: those who apply for the same stage and subject, or everybody.
    ties : columns that decide between equal scores, in turn; the larger first, after a "-" the smaller.
    """

    by: Literal["subject", "merged"] = "subject"
    ties: Annotated[tuple[str, ...], BeforeValidator(one_or_many)] = ()

    @field_validator("ties")
    @classmethod
    def _in_english(cls, ties: tuple[str, ...]) -> tuple[str, ...]:
        read = tuple(english(tie.removeprefix("-"), "people") for tie in ties)
        wrongs = [
            Wrong(
                Text("同一列写了两次", "one and the same column twice"),
                Text("每列写一次", "write each once"),
                (i,),
                ties[i],
            )
            for i, column in enumerate(read)
            if column in read[:i]
        ]
        wrongs += [
            Wrong(
                Text("这一列没有大小，比不出先后", "this column has no order"),
                Text("写一个有数字、年月或是否的列", "name a column of numbers, months or yes and no"),
                (i,),
                ties[i],
            )
            for i, column in enumerate(read)
            if (known := PEOPLE.get(column)) is not None and known.kind not in ("int", "number", "month", "yesno")
        ]
        if wrongs:
            raise WordingError(*wrongs)
        return tuple("-" * tie.startswith("-") + column for tie, column in zip(ties, read, strict=True))

    @property
    def turns(self) -> tuple[tuple[str, bool], ...]:
        """The columns of `ties`, and whether the smaller value comes first."""
        return tuple((tie.removeprefix("-"), tie.startswith("-")) for tie in self.ties)


class StageReleaseFirst(Part):
    """先流出再流入 within a stage; what is left out is as the policy has it."""

    mode: Literal["pool", "chain"] | None = None
    scope: Literal["subject", "school"] | None = None
    caps: Literal["after", "each-step"] | None = None


class StageRules(Part):
    """Rules a stage makes stricter."""

    release_first: StageReleaseFirst = StageReleaseFirst()


class Stage(Part):
    """阶段: one step in which some people are matched; what it matched is locked for the next.

    Attributes
    ----------
    routes : names of the routes this stage may use; all, if none is named.
    """

    name: str = Field(min_length=1)
    mode: Mode
    who: Who = EVERYBODY
    routes: Annotated[tuple[str, ...], BeforeValidator(one_or_many)] = ()
    rules: StageRules = StageRules()

    def release_first(self, whole: ReleaseFirst) -> ReleaseFirst:
        """Return the rule as it holds in this stage."""
        return whole.model_copy(update=self.rules.release_first.model_dump(exclude_none=True))

    @property
    def designates(self) -> bool:
        """Whether it only says what the end is anyway: the tiers place everybody left."""
        return self.mode == "optimise" and not self.who and not self.routes and self.rules == StageRules()


_ORDER = {"mode": ("pool", "chain"), "scope": ("subject", "school"), "caps": ("after", "each-step")}
"""From the looser to the stricter."""


def _same_names(stages: tuple[Stage, ...]) -> list[Wrong]:
    try:
        refuse_same_names(Text("阶段", "stages"), (stage.name for stage in stages))
    except WordingError as error:
        return list(error.wrongs)
    return []


def refuse_wrong_stages(stages: tuple[Stage, ...], rules: Rules) -> None:
    """Refuse stages of one name, routes there are not, and rules looser than the whole plan's or stricter than before.

    Moves of earlier stages stay: one that came under `pool` may have closed a ring a later `chain` could not undo.
    """
    wrongs = _same_names(stages)
    named = {route.name for route in rules.routes if route.name and not route.forbid}
    wrongs += [
        Wrong(
            Text(f"没有叫“{route}”的交流范围", f"no listed route is called '{route}'"),
            Text(
                "写 [[rules.routes]] 中某一条（不是禁止的）的 name",
                "write the name of one of [[rules.routes]] that does not forbid",
            ),
            (i, "routes"),
            route,
        )
        for i, stage in enumerate(stages)
        for route in stage.routes
        if route not in named
    ]
    before: ReleaseFirst | None = None
    for i, stage in enumerate(stages):
        here = stage.release_first(rules.release_first)
        for key, order in _ORDER.items():
            rank = order.index(getattr(here, key))
            if rank < order.index(getattr(rules.release_first, key)):
                wrongs.append(
                    Wrong(
                        Text("比整个方案的规则宽，阶段只能更严", "is looser than the rule of the whole plan"),
                        Text("删去，或写得更严", "leave it out, or make it stricter"),
                        (i, "rules", "release_first", key),
                        getattr(here, key),
                    )
                )
            elif before is not None and rank > order.index(getattr(before, key)):
                wrongs.append(
                    Wrong(
                        Text(
                            "比前一阶段严，但前一阶段已定的调动不再改",
                            "is stricter than the stage before, whose moves are fixed already",
                        ),
                        Text("把严的阶段放在前面", "put the stricter stage first"),
                        (i, "rules", "release_first", key),
                        getattr(here, key),
                    )
                )
        before = here
    if wrongs:
        raise WordingError(*wrongs)
