"""A score in sentences: every item, how its points are counted, and how equal scores are told apart."""

from __future__ import annotations

from decimal import Decimal

from models.filter_columns import PEOPLE, title_of
from models.filter_words import describe
from models.policy_score import Score, ScoreItem
from models.words import Text, joined

NOTHING = Text("", "")


def plain(number: Decimal) -> str:
    """Write a number of points without an exponent or trailing zeros."""
    whole = f"{number:f}"
    return whole.rstrip("0").rstrip(".") if "." in whole else whole


def score_sentences(score: Score) -> list[Text]:
    """Say how a score is worked out."""
    said = [
        Text(
            "量化得分按下列各项合计，不看花名册中的得分；负分按0计。",
            "The score is the sum of these items, whatever the roster's own column says, and is never below 0.",
        ),
        *(_item(i, item) for i, item in enumerate(score.items, 1)),
    ]
    if score.minimum is not None:
        least = plain(score.minimum)
        said.append(
            Text(f"量化得分低于{least}分的，不得交流。", f"Whose score is below {least} is barred ('量化得分').")
        )
    return said


def _item(i: int, item: ScoreItem) -> Text:
    zh, en = [], []
    if item.who:
        who = describe(item.who)
        zh, en = [f"{who.zh}的"], [f"for whom {who.en}"]
    ways = [_way(item)]
    if item.most is not None:
        ways.append(Text(f"最多{plain(item.most)}分", f"at most {plain(item.most)}"))
    if item.least is not None:
        ways.append(Text(f"最少{plain(item.least)}分", f"at least {plain(item.least)}"))
    if item.column:
        ways.append(Text("空格计0分", "0 for an empty cell"))
    zh += [part.zh for part in ways]
    en += [part.en for part in ways]
    barred = NOTHING
    if item.minimum is not None:
        least = plain(item.minimum)
        barred = Text(
            f"低于{least}分的不得交流（空格不算）。", f" Who has fewer than {least} is barred, an empty cell aside."
        )
    return Text(f"（{i}）{item.name}：{'，'.join(zh)}。{barred.zh}", f"({i}) {item.name}: {', '.join(en)}.{barred.en}")


def _way(item: ScoreItem) -> Text:
    if item.points is not None:
        return Text(f"{plain(item.points)}分", f"{plain(item.points)} points")
    title = title_of(item.column, "people")
    if item.way == "table":
        steps = joined(
            Text(f"满{plain(start)}为{plain(points)}分", f"{plain(points)} from {plain(start)} on")
            for start, points in item.table
        )
        return Text(f"按{title.zh}分档：{steps.zh}", f"by {title.en}: {steps.en}")
    each = plain(Decimal(1) if item.each is None else item.each)
    if item.way == "entry":
        words = Text("或".join(f"“{word}”" for word in item.entry), " or ".join(f"'{word}'" for word in item.entry))
        return Text(f"{title.zh}中每有一个{words.zh}计{each}分", f"{each} for each {words.en} in {title.en}")
    known = PEOPLE.get(item.column)
    unit = known.unit if known is not None else NOTHING
    return Text(f"{title.zh}每1{unit.zh}计{each}分", f"{each} for each 1 of {title.en}")
