"""What a policy says of people whose exchange term has ended, in sentences (rulebook 4, `returns`)."""

from __future__ import annotations

from models.filter_words import describe
from models.policy_returns import Returns
from models.words import Text

_THEN = {
    "stay": Text("留任现校，人事关系转到现校", "stays for good, and the personnel relation comes after"),
    "again": Text("再次交流，不得回原单位", "serves another term, and does not go back"),
}


def return_sentences(rule: Returns | None) -> list[Text]:
    """Say who goes back, who stays, who is exchanged again."""
    if rule is None:
        return [Text("期满返回：不作要求。", "When a term ends: nothing is asked.")]
    said = [
        Text(
            "期满返回：交流期满、原单位不是现任教学校的，回原单位本人能任教的岗位，优先于其他人，不受交流范围、志愿、"
            "学校是否接收流入和允许流出的限制，也不计入比例与名额；人事关系不在原单位的随同转回。锁定留任的除外。",
            "When a term ends: whoever comes from another school goes back to a post there they teach, before anybody "
            "else, whatever routes, choices, inflow and outflow say, and without counting in quotas; the personnel "
            "relation comes along if it is not there already. Who is locked to stay does not go back.",
        )
    ]
    for i, entry in enumerate(rule.unless, 1):
        who, then = describe(entry.who), _THEN[entry.then]
        words = Text(entry.words, f" {entry.words}" if entry.words else "")
        said.append(
            Text(
                f"期满例外（{i}）：{words.zh}{who.zh}的，{then.zh}。",
                f"Exception ({i}):{words.en} where {who.en}, the person {then.en}.",
            )
        )
    stays = _THEN["stay"]
    said.append(
        Text(f"期满意愿为“否”的，{stays.zh}。", f"Who does not wish to go back {stays.en}.")
        if rule.wish
        else Text("期满是否返回，不以本人意愿为准。", "The person's wish does not decide.")
    )
    return said
