"""What is otherwise in a policy, in the policy's own sentences: which became which, which are gone, which are new."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

from models.explain.inputs_differ import differing_keys
from models.goals.registry import GOALS
from models.policy import Policy
from models.policy_words import IDLE, policy_sections
from models.words import Text, joined, same

_NUMBER = re.compile(r"^(（\d+）|\(\d+\) |第\d+级：|Tier \d+: |[一二三四五六七八九十]+、|\d+\. )")
_TOKEN = re.compile(r"\d+(?:\.\d+)?%?|[A-Za-z]+|\s+|.", re.DOTALL)
LONGEST_MARK = {"zh": 30, "en": 80}
"""Letters of a wording that is marked inside the sentence."""
ALIKE = 0.5
"""From here on two sentences tell of the same thing, changed."""


def told_changes(old: Policy, new: Policy) -> tuple[Text, ...]:
    """Say what differs between two policies, sentence by sentence; keys are named where no sentence tells of it."""
    turned = tuple(_turned(old, new))
    before, after = _sections(old, bool(turned)), _sections(new, bool(turned))
    titles = [*before, *(title for title in after if title not in before)]
    told = [said for title in titles for said in _section(before.get(title, []), after.get(title, []))]
    told += turned
    keys = differing_keys(old, new)
    if not told and keys:
        listed = joined(map(same, keys))
        told.append(Text(f"政策的这些键改写：{listed.zh}", f"keys of the policy changed: {listed.en}"))
    return tuple(told)


def _turned(old: Policy, new: Policy) -> Iterator[Text]:
    """Say of each goal with entries in both policies whether it entered the tiers, or left them."""
    for goal, kept in (
        ("structure", old.goals.structure and new.goals.structure),
        ("prefer", old.goals.prefer and new.goals.prefer),
    ):
        was, stands = (any(goal in tier for tier in policy.tiers) for policy in (old, new))
        title = GOALS[goal].title
        if kept and was and not stands:
            yield Text(
                f"目标不再含“{title.zh}”，它的条目不再起作用",
                f"No tier uses '{title.en}' any more: its entries are without effect",
            )
        if kept and stands and not was:
            yield Text(
                f"目标新含“{title.zh}”，它的条目起作用", f"A tier uses '{title.en}' now: its entries take effect"
            )


def _sections(policy: Policy, turned: bool) -> dict[str, list[Text]]:
    """Return what a policy says; `turned`: without what is said of every entry of a goal that is not used.

    That a goal entered or left the tiers is told once, not of each of its entries.
    """
    sections = {_bare(title.en): said for title, said in policy_sections(policy)}
    if not turned:
        return sections
    return {
        title: [Text(s.zh.replace(IDLE.zh, ""), s.en.replace(IDLE.en, "")) for s in said]
        for title, said in sections.items()
    }


def _bare(sentence: str) -> str:
    """Return a sentence without the number it has in its list: numbers shift when an entry before it is dropped."""
    return _NUMBER.sub("", sentence)


def _section(old: Sequence[Text], new: Sequence[Text]) -> Iterator[Text]:
    matcher = difflib.SequenceMatcher(None, [_bare(s.zh) for s in old], [_bare(s.zh) for s in new], autojunk=False)
    gone: list[Text] = []
    come: list[Text] = []
    for word, a, b, c, d in matcher.get_opcodes():
        if word != "equal":
            gone += old[a:b]
            come += new[c:d]
    for one, other in _pairs(gone, come):
        yield _became(one, other)
        gone.remove(one)
        come.remove(other)
    for sentence in gone:
        yield Text(f"取消：{_plain(sentence.zh)}", f"No longer: {_plain(sentence.en)}")
    for sentence in come:
        yield Text(f"新增：{_plain(sentence.zh)}", f"New: {_plain(sentence.en)}")


def _pairs(gone: Sequence[Text], come: Sequence[Text]) -> list[tuple[Text, Text]]:
    """Pair sentences that tell of one thing, the most alike first, each once; in the order of the old ones."""
    likeness = sorted(
        (
            (-_likeness(_bare(one.zh), _bare(other.zh)), i, j)
            for i, one in enumerate(gone)
            for j, other in enumerate(come)
        )
    )
    paired: dict[int, int] = {}
    for unlike, i, j in likeness:
        if -unlike >= ALIKE and i not in paired and j not in paired.values():
            paired[i] = j
    return [(gone[i], come[j]) for i, j in sorted(paired.items())]


def _likeness(one: str, other: str) -> float:
    """Return how much two sentences are alike; those that open with the same word and a colon tell of one thing."""
    head, colon, _ = one.partition("：")
    if colon and other.startswith(head + colon):
        return 1.0
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def _became(old: Text, new: Text) -> Text:
    zh, en = _marked(old.zh, new.zh, _ZH, LONGEST_MARK["zh"]), _marked(old.en, new.en, _EN, LONGEST_MARK["en"])
    if zh is not None and en is not None:
        return Text(zh, en)
    return Text(f"“{_plain(old.zh)}”改为“{_plain(new.zh)}”", f"'{_plain(old.en)}' becomes '{_plain(new.en)}'")


_ZH = ("（原为{}）", "（新加）", "（删去：{}）")
_EN = (" (was {})", " (new)", " (taken out: {})")
"""Marks behind what became otherwise, what is new, and where something was."""


def _marked(old: str, new: str, marks: tuple[str, str, str], longest: int) -> str | None:
    """Return the new sentence with a mark where it differs; None where the difference is in several places, or long.

    Said twice in full, the one word that changed would be hidden among sixty that did not.
    """
    one, other = _TOKEN.findall(_plain(old)), _TOKEN.findall(_plain(new))
    most = min(len(one), len(other))
    head = next((i for i in range(most) if one[i] != other[i]), most)
    tail = next((i for i in range(most - head) if one[-1 - i] != other[-1 - i]), most - head)
    was, now = ("".join(words[head : len(words) - tail]).strip() for words in (one, other))
    if max(len(was), len(now)) > longest or 2 * len(was) > len(old) or 2 * len(now) > len(new):
        return None
    mark = marks[0] if was and now else marks[1] if now else marks[2]
    before, after = "".join(other[: len(other) - tail]), "".join(other[len(other) - tail :])
    space = before[len(before.rstrip()) :]
    return before.rstrip() + mark.format(was) + space + after


def _plain(sentence: str) -> str:
    return sentence.removesuffix("。").removesuffix(".")
