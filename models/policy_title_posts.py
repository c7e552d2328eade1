"""岗位职数 in a policy: what happens to people who arrive where no post of their title is free (rulebook 4)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, field_validator

from models.policy_fields import Part, one_or_many
from models.wording import WordingError, Wrong
from models.words import Text

LADDER = ("正高级教师", "高级教师", "一级教师", "二级教师", "三级教师")
"""The titles of teachers, from the top."""


class TitlePosts(Part):
    """岗位职数 posts of each title.

    Attributes
    ----------
    regime : who finds no free post of their title does not come (`hard`), comes one level lower (`downgrade`), or
        brings the post along (`follow`).
    ladder : the titles from the top; one level lower is the next of them.
    """

    regime: Literal["hard", "downgrade", "follow"] = "hard"
    ladder: Annotated[tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(one_or_many)] = LADDER

    @field_validator("ladder")
    @classmethod
    def _goes_down(cls, ladder: tuple[str, ...]) -> tuple[str, ...]:
        wrongs = [
            Wrong(
                Text("同一职称写了两次", "one and the same title twice"),
                Text("每个职称写一次，从高到低", "write each title once, from the top"),
                (i,),
                title,
            )
            for i, title in enumerate(ladder)
            if title in ladder[:i]
        ]
        if len(ladder) < 2:
            wrongs.append(
                Wrong(
                    Text("只有一级，无从降一级", "one level alone has none below it"),
                    Text("从高到低写出各级职称", "list the titles from the top down"),
                    value=list(ladder),
                )
            )
        if wrongs:
            raise WordingError(*wrongs)
        return ladder

    @property
    def lower(self) -> dict[str, str]:
        """Title -> the next lower one; the lowest, and titles off the ladder, have none."""
        return dict(zip(self.ladder, self.ladder[1:], strict=False))
