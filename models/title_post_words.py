"""岗位职数 in sentences (rulebook 4)."""

from __future__ import annotations

from models.policy_title_posts import TitlePosts
from models.words import Text


def title_posts_sentence(rule: TitlePosts | None) -> Text:
    """Say what happens where no post of a title is free."""
    if rule is None:
        return Text("岗位职数：不作要求。", "Posts of each title: nothing is asked.")
    if rule.regime == "follow":
        return Text(
            "岗位职数：职数随人走，调入的人按现职称聘用，不受调入学校职数限制；下一年的职数表相应增减。",
            "Posts of each title travel with the person: who comes is hired at their own level whatever posts are "
            "free, and next year's table changes with them.",
        )
    counted = Text(
        "职数按人事关系所在学校计算，调出的先腾出；岗位职数表没有列的学校和职称不限",
        "posts count where people are on the payroll, after departures; schools and titles the table does not list are "
        "not capped",
    )
    if rule.regime == "hard":
        return Text(
            f"岗位职数：调入某校的某职称人数，不超过该校该职称的空余职数；{counted.zh}。",
            "Posts of each title: no more people of a title come to a school than it has free posts of it; "
            f"{counted.en}.",
        )
    steps = list(zip(rule.ladder, rule.ladder[1:], strict=False))
    zh, en = "、".join(f"{high}降为{low}" for high, low in steps), ", ".join(f"{high} to {low}" for high, low in steps)
    return Text(
        "岗位职数：调入学校有空余职数的，按现职称聘用；没有的降一级聘用，不影响调动。空余职数不够时，得分高的先用（没有得分的计0，"
        f"得分相同的工号小的先用），其余降级：{zh}；其他职称不降。{counted.zh}；降级聘用的人不占低一级的职数。",
        "Posts of each title: who comes where a post of their title is free is hired at their own level, the others "
        "one level lower; nobody is kept from moving. Free posts go to the higher scores (none counts 0; among equal "
        f"ones to the smaller staff number). One level lower: {en}; no other title is lowered. "
        f"{counted.en[0].upper()}{counted.en[1:]}; who is hired lower takes up no post of the lower level.",
    )
