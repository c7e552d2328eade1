"""Cut-off scores in sentences."""

from __future__ import annotations

from models.explain.cutoffs import Cutoff, above, highest, lowest, unscored
from models.explain.fairness_words import first_few, listed_few, plain, said_score
from models.explain.paragraph import Paragraph
from models.recount import Recount
from models.words import Text

_TITLE = Text("各校各学科的分数线", "Cut-off scores, by school and subject")
_MEANING = Text(
    "分数线：按志愿调入的人中的最低分。想去未得：填报了该校、岗位对其开放、又没有得到同样或更靠前的志愿的人。",
    "The cut-off is the lowest score among those who came by choice. Wanted in vain: people who listed the school, to "
    "whom the post is open, and who got nothing they had listed as high.",
)

_NONE = Text("都没有得分", "none with a score")
_FEW = 5
"""Places told that nobody came to by choice."""


def say_cutoffs(recount: Recount, places: tuple[Cutoff, ...]) -> Paragraph:
    """Say the cut-off of each place, what most wanted in vain first."""
    if not places:
        return Paragraph(_TITLE, (Text("没有人填报志愿，没有分数线。", "Nobody stated choices: there is no cut-off."),))
    drawn, empty = [p for p in places if p.came], [p for p in places if not p.came]
    if all(highest(recount, place.came + place.wanted) is None for place in places):
        vain = sum(bool(place.wanted) for place in places)
        return Paragraph(
            _TITLE,
            (
                Text(
                    f"填报志愿的人都没有得分，没有分数线。有人按志愿调入的岗位{len(drawn)}处，有人想去未得的{vain}处。",
                    "Nobody who stated choices has a score, so there is no cut-off. Places somebody came to by choice: "
                    f"{len(drawn)}; wanted in vain: {vain}.",
                ),
            ),
        )
    over = sum(above(recount, place) for place in drawn)
    vain = sum(bool(place.wanted) for place in drawn)
    lines = [
        _MEANING,
        Text(
            f"有人按志愿调入的岗位{len(drawn)}处：其中{vain}处还有人想去未得，{over}处想去未得的最高分高于分数线。",
            f"Places somebody came to by choice: {len(drawn)}; {vain} of them others wanted in vain, in {over} the "
            "highest of these stands above the cut-off.",
        ),
        *first_few(
            [_one(recount, place) for place in drawn],
            Text("其余{n}处从略（想去未得的人多的在前）。", "{n} more, where fewer wanted in vain, are not listed."),
        ),
    ]
    if empty:
        named = listed_few([_empty(recount, place) for place in empty], _FEW, "处")
        lines.append(
            Text(
                f"没有人按志愿调入、而有人想去的岗位{len(empty)}处：{named.zh}。",
                f"Places wanted that nobody came to by choice: {len(empty)}: {named.en}.",
            )
        )
    return Paragraph(_TITLE, tuple(lines))


def _empty(recount: Recount, place: Cutoff) -> Text:
    post, high = recount.say_post(place.post), said_score(highest(recount, place.wanted))
    came = Text("", "")
    if place.other:
        came = Text(f"，志愿之外调入{len(place.other)}人", f", {len(place.other)} came otherwise")
    return Text(
        f"{post.zh}（想去{len(place.wanted)}人，最高{high.zh}{came.zh}）",
        f"{post.en} ({len(place.wanted)} wanted it, highest {high.en}{came.en})",
    )


def _one(recount: Recount, place: Cutoff) -> Text:
    post = recount.say_post(place.post)
    zh, en = [], []
    low = lowest(recount, place.came)
    without = _without(unscored(recount, place.came), low is not None)
    line = _NONE if low is None else Text(f"分数线{plain(low)}分", f"cut-off {plain(low)}")
    zh.append(f"按志愿调入{len(place.came)}人，{line.zh}{without.zh}")
    en.append(f"{len(place.came)} came by choice, {line.en}{without.en}")
    if place.other:
        zh.append(f"志愿之外调入{len(place.other)}人")
        en.append(f"{len(place.other)} came otherwise")
    if place.wanted:
        high = highest(recount, place.wanted)
        line = _NONE if high is None else Text(f"最高{said_score(high).zh}", f"highest {said_score(high).en}")
        zh.append(f"想去未得{len(place.wanted)}人，{line.zh}")
        en.append(f"{len(place.wanted)} wanted in vain, {line.en}")
    else:
        zh.append("想去的都得到了")
        en.append("nobody wanted in vain")
    return Text(f"{post.zh}：{'；'.join(zh)}。", f"{post.en}: {'; '.join(en)}.")


def _without(count: int, some: bool) -> Text:
    return Text(f"（另{count}人没有得分）", f" ({count} without a score)") if count and some else Text("", "")
