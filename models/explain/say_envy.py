"""Justified envy in sentences: who, whom, which place, both scores, and what an exchange would break."""

from __future__ import annotations

from collections import Counter

from models.explain.envy import Envied, Envious, gap, stated
from models.explain.exchange import Exchanges
from models.explain.fairness_words import first_few, plain, said_choice, said_score
from models.explain.paragraph import Paragraph
from models.plan import Move, Plan
from models.recount import Recount
from models.rules.registry import RULES
from models.words import Text, joined, many

_TITLE = Text(
    "分高未得：分高的人想去没去成，去了的人分更低", "Justified envy: a place wanted by a higher score than got it"
)
_MEANING = Text(
    "算法：某人志愿里比实际结果靠前、且对其开放的岗位（不算编制、名额是否有空），有同学段同学科、得分更低的人调入。"
    "同分不算；没有得分的排在有得分的之后；期满返回原岗位的人不算。",
    "What counts: a place that stands higher among somebody's choices than what came of them, is open to them (whether "
    "or not it has room), and went to a lower score of the same stage and subject. Equal scores do not count; no score "
    "stands below any; who returns to a post kept at the end of a term is left out.",
)


def say_envy(recount: Recount, plan: Plan, envious: tuple[Envious, ...], tried: Exchanges) -> Paragraph:
    """Say who envies whom justly."""
    moves = recount.chosen(plan)
    asked = len(stated(recount, moves))
    pairs = sum(one.pairs for one in envious)
    if not asked:
        return Paragraph(_TITLE, (Text("没有可调动的人填报志愿，不作比较。", "Nobody who could move stated choices."),))
    if all(recount.score(code) is None for code in stated(recount, moves)):
        said = Text(
            f"填报志愿的{asked}人都没有得分，比不出高低。", f"None of the {asked} who stated choices has a score."
        )
        return Paragraph(_TITLE, (said,))
    if not envious:
        said = Text(
            f"填报了志愿、可以调动的{asked}人中，没有人分高未得。",
            f"Of {asked} who stated choices and could move nobody envies anybody justly.",
        )
        return Paragraph(_TITLE, (_MEANING, said))
    lines = [
        _MEANING,
        Text(
            f"填报了志愿、可以调动的{asked}人中，有{len(envious)}人分高未得；一个分高的人对一个分低的人算一对，共{pairs}对。",
            f"Of {asked} who stated choices and could move, {many(len(envious), 'person envies', 'people envy')} "
            f"somebody justly: {many(pairs, 'pair')} of a person and a holder.",
        ),
    ]
    told = [_one(recount, one, moves, tried) for one in envious]
    lines += first_few(
        told, Text("其余{n}人从略（按分差从大到小排列）。", "{n} more, in order of the difference, are not listed.")
    )
    return Paragraph(_TITLE, tuple(lines + _trials(envious, tried)))


def _one(recount: Recount, one: Envious, moves: dict[str, Move], tried: Exchanges) -> Text:
    place = one.places[0]
    other = place.holders[0]
    who, holder, post = recount.say_person(one.code), recount.say_person(other), recount.say_post(place.post)
    mine, theirs = said_score(one.score), said_score(recount.score(other))
    choice, got = said_choice(place.rank), _got(recount, one)
    by = _how(recount, other, place)
    more, wide = _more(one, place), gap(recount, one)
    less = Text("", "") if wide is None else Text(f"低{plain(wide)}分，", f"{plain(wide)} less, ")
    broken = tried.tried.get((place.move, other))
    if broken is None:
        cost = Text("", "")
    elif broken:
        names = joined([RULES[rule].title for rule in broken])
        cost = Text(f"换过来会违反：{names.zh}。", f" Exchanging the two would break: {names.en}.")
    else:
        cost = Text("换过来不违反硬规则。", " Exchanging the two would break no hard rule.")
    return Text(
        f"{who.zh}（{mine.zh}）{choice.zh}是{post.zh}，{got.zh}；{holder.zh}（{theirs.zh}，{less.zh}{by.zh}）去了那里{more.zh}。{cost.zh}",
        f"{who.en}, {mine.en}, wanted {post.en} ({choice.en}) and {got.en}; {holder.en}, {theirs.en}, {less.en}went "
        f"there ({by.en}){more.en}.{cost.en}",
    )


def _got(recount: Recount, one: Envious) -> Text:
    if one.got is None:
        return Text("结果没有调动", "did not move")
    there = recount.say_post(one.got[1:])
    if one.rank is None:
        return Text(f"结果去了志愿之外的{there.zh}", f"went to {there.en}, outside the choices")
    choice = said_choice(one.rank)
    return Text(f"结果去了{choice.zh}{there.zh}", f"went to {there.en} ({choice.en})")


def _how(recount: Recount, holder: str, place: Envied) -> Text:
    if recount.must.get(holder) == place.move.to_school:
        return Text("锁定必须去", "locked to go there")
    rank = recount.ranks.get(holder, {}).get(place.move.to_school)
    if rank is not None:
        return said_choice(rank)
    if holder in recount.ranks:
        return Text("在其志愿之外", "outside their own choices")
    return Text("没有填报志愿", "who stated no choices")


def _more(one: Envious, place: Envied) -> Text:
    same, others = len(place.holders) - 1, len(one.places) - 1
    zh, en = [], []
    if same:
        zh.append(f"同去的还有{same}人分更低")
        en.append(f"{same} more of lower scores went there too")
    if others:
        zh.append(f"另有{others}处也是这样")
        en.append(f"{many(others, 'more place')} likewise")
    return Text("".join(f"，{z}" for z in zh), "".join(f"; {e}" for e in en))


def _trials(envious: tuple[Envious, ...], tried: Exchanges) -> list[Text]:
    broken = Counter(rule for rules in tried.tried.values() for rule in rules)
    names = [
        Text(f"{RULES[rule].title.zh}{count}次", f"{RULES[rule].title.en} {count}")
        for rule, count in sorted(broken.items(), key=lambda entry: -entry[1])
    ]
    which = joined(names)
    zh = f"（会违反的：{which.zh}）" if names else ""
    en = f" (broken: {which.en})" if names else ""
    left = len(tried.untried)
    pairs = sum(one.pairs for one in envious)
    said = Text(
        f"逐对试换：让分高的去，原来去的人不调动，其他人不变，再查一遍全部硬规则。共{pairs}对，试了{len(tried.tried)}对{zh}："
        f"{len(tried.possible)}人至少有一对换过来不违反硬规则，{len(tried.impossible)}人的每一对换过来都会违反"
        + (f"，{left}人没有试完。" if left else "。"),
        f"Each exchange tried: the higher score goes, the holder stays at home, everybody else as before, and all hard "
        f"rules are checked again. {len(tried.tried)} of {many(pairs, 'pair')} tried{en}: for "
        f"{len(tried.possible)} some exchange breaks no hard rule, for {len(tried.impossible)} every one breaks one"
        + (f"; for {left} not all were tried." if left else "."),
    )
    if not tried.possible:
        return [said]
    return [
        said,
        Text(
            "换过来不违反硬规则，不等于方案一样好：各级目标可能变差。要问某人为什么不是某校，"
            "用 explain --teacher 工号 --school 学校代码。",
            "An exchange that breaks no hard rule need not be as good a plan: the goals may suffer. Ask with explain "
            "--teacher NUMBER --school SCHOOL.",
        ),
    ]
