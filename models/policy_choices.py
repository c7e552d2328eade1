"""`[choices_each]`: how many choices each person who states any must state."""

from __future__ import annotations

from pydantic import Field, model_validator

from models.policy_fields import LARGEST, Part
from models.wording import WordingError, Wrong
from models.words import Text


class ChoicesEach(Part):
    """The least and the most choices a person may hand in, if any."""

    min: int = Field(default=1, gt=0, le=LARGEST)
    max: int | None = Field(default=None, gt=0, le=LARGEST)

    @model_validator(mode="after")
    def _is_a_range(self) -> ChoicesEach:
        if self.max is not None and self.min > self.max:
            raise WordingError(
                Wrong(
                    Text(f"min（{self.min}）大于 max（{self.max}）", f"min ({self.min}) is above max ({self.max})"),
                    Text("核对两个数，可能写反了", "check the two, they may be the wrong way round"),
                )
            )
        return self

    @property
    def said(self) -> Text:
        """How many: 2个, 1至3个, 至少2个."""
        if self.max == self.min:
            return Text(f"{self.min}个", f"exactly {self.min}")
        if self.max is None:
            return Text(f"至少{self.min}个", f"at least {self.min}")
        return Text(f"{self.min}至{self.max}个", f"{self.min} to {self.max}")


def choice_sentences(choices: str, each: ChoicesEach | None) -> list[Text]:
    """Say whether people choose, where the free may be sent, and how many choices each states."""
    if choices == "forbidden":
        said = Text(
            "不收志愿：个人不自行联系，学校不点名要人；指定某人必须去某处的，须写明依据。",
            "No choices: nobody arranges a move, no school asks for a person, and who must go somewhere by a lock "
            "needs a ground.",
        )
    elif choices == "bind":
        said = Text(
            "选派时，可交流的人填报了志愿的，只安排到志愿中的学校；应交流的人可以安排到志愿之外。",
            "On a selected plan free people who stated choices go nowhere else; the due may be sent outside theirs.",
        )
    else:
        said = Text(
            "选派时，填报了志愿的人都可以安排到志愿之外的学校。",
            "On a selected plan everybody may be sent outside the choices stated.",
        )
    if each is None:
        return [said]
    return [said, Text(f"填报志愿的，每人填{each.said.zh}。", f"Who states choices states {each.said.en}.")]
