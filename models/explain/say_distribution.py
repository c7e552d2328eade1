"""Who got which choice, in sentences: counts, shares, mean ranks; nothing is judged."""

from __future__ import annotations

from collections.abc import Mapping

from models.explain.distribution import By, Share
from models.explain.fairness_words import first_few, percent, rounded
from models.explain.paragraph import Paragraph
from models.words import Text, many

_TITLE = Text("志愿实现情况，分片区、性别、年龄", "Which choices came true, by zone, sex and age")
_MEANING = Text(
    "所列的人：调动的人（期满返回的除外），和填报了志愿、可以调动而没有调动的人。片区是现任教学校的片区，年龄是政策日期的周岁。"
    "平均志愿只算得到所填志愿的人：1最好。",
    "Counted are all who move (but for who goes back at the end of a term) and all who stated choices, could move and "
    "did not. The zone is that of the school left, the age that on the policy's date. The mean choice is taken over "
    "those who got one they listed: 1 is best.",
)
_HEADS: dict[By, Text] = {
    "all": Text("全部", "All"),
    "zone": Text("片区", "Zone"),
    "sex": Text("性别", "Sex"),
    "age": Text("年龄", "Age"),
}
_SEXES = {"男": Text("男", "men"), "女": Text("女", "women")}
_TOLD_APART = 3
"""Choices told one by one; later ones are told together."""


def say_distribution(groups: Mapping[By, tuple[Share, ...]]) -> Paragraph:
    """Say how everybody fared, and each group."""
    if not groups["all"]:
        return Paragraph(_TITLE, (Text("没有人调动，也没有人填报志愿。", "Nobody moves, and nobody stated choices."),))
    lines = [_MEANING]
    for by, shares in groups.items():
        if [share.name for share in shares] == [""]:
            lines.append(Text(f"{_HEADS[by].zh}：表上都没有。", f"{_HEADS[by].en}: the tables tell none."))
            continue
        known = sorted(shares, key=lambda share: -share.people) if by == "zone" else shares
        rest = Text(f"{_HEADS[by].zh}：其余{{n}}组从略。", f"{_HEADS[by].en}: {{n}} smaller groups are not listed.")
        lines += first_few([_share(by, share) for share in known], rest)
    return Paragraph(_TITLE, tuple(lines))


def _share(by: By, share: Share) -> Text:
    ranks = share.ranks
    parts = [(f"第{rank}志愿", f"choice {rank}", ranks[rank]) for rank in range(1, _TOLD_APART + 1)]
    later = sum(count for rank, count in ranks.items() if rank > _TOLD_APART)
    parts += [
        (f"第{_TOLD_APART + 1}志愿及以后", f"choice {_TOLD_APART + 1} or later", later),
        ("志愿之外", "outside the list", share.count("outside")),
        ("没有填报而调动", "moved with none stated", share.count("unasked")),
        ("填了没有调动", "stated but not moved", share.count("unmoved")),
    ]
    told = [part for part in parts if part[2]]
    zh = "，".join(f"{name}{count}人（{percent(count, share.people)}）" for name, _, count in told)
    en = ", ".join(f"{name}: {count} ({percent(count, share.people)})" for _, name, count in told)
    mean = share.mean_rank
    got = sum(ranks.values())
    average = Text("没有人得到所填志愿", "nobody got a choice listed")
    if mean is not None:
        average = Text(
            f"得到所填志愿的{got}人平均第{rounded(mean)}志愿", f"mean choice of the {got} who got one: {rounded(mean)}"
        )
    name = _name(by, share.name)
    return Text(
        f"{name.zh}{share.people}人：{zh}；{average.zh}。",
        f"{name.en}, {many(share.people, 'person', 'people')}: {en}; {average.en}.",
    )


def _name(by: By, name: str) -> Text:
    head = _HEADS[by]
    if by == "all":
        return head
    if not name:
        return Text(f"{head.zh}不明", f"{head.en} unknown")
    if by == "sex":
        said = _SEXES.get(name, Text(name, name))
        return Text(f"{said.zh}", f"{said.en.capitalize()}")
    if by == "age":
        low, _, high = name.partition("-")
        if low == "0":
            return Text(f"不满{int(high) + 1}周岁", f"Under {int(high) + 1}")
        return (
            Text(f"{low}周岁及以上", f"{low} and older")
            if high == "999"
            else Text(f"{low}至{high}周岁", f"Aged {low} to {high}")
        )
    return Text(f"{head.zh}“{name}”", f"{head.en} '{name}'")
