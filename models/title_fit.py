"""Does the rule 岗位职数 fit these tables? What would leave it without effect, or surprise its reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from models.case import Case
from models.district import District
from models.intake.faults import Fault
from models.pairs import batches
from models.policy import Policy
from models.ranking import scores
from models.words import Text, joined, same

MOST_LISTED = 8
_KEY = same("rules.title_posts")


def title_faults(district: District, policy: Policy) -> Iterator[Fault]:
    """Yield a fault where the table is missing, and warnings of settings and titles without effect."""
    rule = policy.rules.title_posts
    if rule is None:
        return
    if rule.regime != "downgrade" and "ladder" in rule.model_fields_set:
        yield _warning(
            policy,
            same("rules.title_posts.ladder"),
            Text('只在 regime = "downgrade" 时起作用', 'acts only with regime = "downgrade": no effect'),
            Text('写 regime = "downgrade"，或删去 ladder', 'write regime = "downgrade", or leave ladder out'),
        )
    if rule.regime == "downgrade" and not any("downgrade" in tier for tier in policy.tiers):
        yield _warning(
            policy,
            _KEY,
            Text(
                "tiers 没有用到 downgrade，方案不会设法少降级聘用",
                "no tier names downgrade: nothing keeps people from being hired lower",
            ),
            Text("把 downgrade 加进 tiers", "add downgrade to tiers"),
        )
    if rule.regime != "follow" and not len(district["title_posts"]):
        yield Fault(
            policy.name,
            Text("要按职数聘用，但没有岗位职数表", "needs the table title_posts, which was not given"),
            Text(
                "交来岗位职数表（学校代码、职称、职数），或删去 [rules.title_posts]",
                "hand in title_posts (school_id, title, posts), or leave [rules.title_posts] out",
            ),
            key=_KEY,
        )


def title_warnings(case: Case) -> Iterator[Fault]:
    """Warn of titles that nobody holds, that no line caps, that are off the ladder, and of scores not given."""
    rule, table, teachers = case.policy.rules.title_posts, case.district["title_posts"], case.district.teachers
    if rule is None or rule.regime == "follow" or not len(table):
        return
    strange = [same(title) for title in sorted(set(table["title"]) - set(teachers["title"]))]
    if strange:
        yield _warning(
            case.policy,
            _KEY,
            Text(
                f"岗位职数表中有些职称，花名册里没有人是：{_some(strange).zh}",
                f"nobody on the roster has these titles of title_posts: {_some(strange).en}",
            ),
            Text("核对两张表的职称写法是否一致", "check that both tables spell titles alike"),
        )
    yield from _uncapped(case)
    if rule.regime == "downgrade":
        yield from _never_lowered(case)
        unscored = case.standing.movable & teachers["title"].isin(list(rule.lower)).to_numpy(bool)
        unscored &= np.isnan(scores(case))
        if count := int(unscored.sum()):
            yield _warning(
                case.policy,
                _KEY,
                Text(
                    f"可调动的人中有{count}人没有量化得分，按0计，空余职数不够时先降级",
                    f"{count} movable people have no score: it counts 0, and they are hired lower first",
                ),
                Text("在花名册补填量化得分", "fill in their scores in the roster"),
            )


def _uncapped(case: Case) -> Iterator[Fault]:
    """Name the schools and titles people could come to that the table does not list; 系统外 has no posts to list."""
    table, titles = case.district["title_posts"], case.district.teachers["title"].to_numpy(object)
    listed = set(zip(table["school_id"], table["title"], strict=True))
    codes, names = (case.district.schools[column].to_numpy(object) for column in ("school_id", "name"))
    rule = case.policy.rules.title_posts
    asked = None if rule is None or rule.regime == "hard" else set(rule.lower)
    reached: set[tuple[int, str]] = set()
    for pairs in batches(case):
        reached |= set(zip(pairs.school.tolist(), titles[pairs.teacher], strict=True))
    found = sorted(
        (codes[s], title, names[s])
        for s, title in reached
        if title and s < len(codes) and (asked is None or title in asked) and (codes[s], title) not in listed
    )
    if found:
        said = _some([Text(f"{name}（{code}）{title}", f"{title} at {name} ({code})") for code, title, name in found])
        yield _warning(
            case.policy,
            _KEY,
            Text(
                f"岗位职数表没有列的，不限职数：{said.zh}",
                f"title_posts does not list these, which are not capped: {said.en}",
            ),
            Text("要限的补上一行，职数可以为0", "to cap them add lines; posts may be 0"),
        )


def _never_lowered(case: Case) -> Iterator[Fault]:
    """Name the titles of movable people that stand nowhere on the ladder."""
    rule = case.policy.rules.title_posts
    if rule is None:
        return
    held = Counter(case.district.teachers["title"][case.standing.movable])
    titles = [title for title in sorted(held) if title and title not in rule.ladder]
    off = [Text(f"{title}（{held[title]}人）", f"{title} ({held[title]})") for title in titles]
    if off:
        yield _warning(
            case.policy,
            same("rules.title_posts.ladder"),
            Text(
                f"可调动的人有这些职称不在 ladder 中，不会降级聘用，也不受职数限制：{_some(off).zh}",
                f"movable people have these titles off the ladder, which are never lowered nor capped: {_some(off).en}",
            ),
            Text("核对写法，或把各级职称从高到低写进 ladder", "check their spelling, or list every title in ladder"),
        )


def _some(words: list[Text]) -> Text:
    """List the first few, and count the rest."""
    shown, rest = joined(words[:MOST_LISTED]), len(words) - MOST_LISTED
    return Text(f"{shown.zh}，另有{rest}项", f"{shown.en}, and {rest} more") if rest > 0 else shown


def _warning(policy: Policy, key: Text, reason: Text, repair: Text) -> Fault:
    return Fault(policy.name, reason, repair, level="warning", key=key)
