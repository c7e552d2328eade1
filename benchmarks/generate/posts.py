"""The posts of a synthetic district: who teaches what where, before anybody moves.

Source of the subject shares: the curriculum plan of compulsory education (义务教育课程方案, 2022) gives each subject's
share of all lessons (语文 20-22 %, 数学 13-15 %, 外语 6-8 %, 体育与健康 10-11 %, 艺术 9-11 %, 科学 8-10 %,
道德与法治 6-8 %, 信息科技 1-3 %, the rest 14-18 %). Staff does not follow lessons exactly: at primary schools teachers
of 语文 and 数学 are class teachers and take most of the rest, so their shares are raised; lower secondary schools have
one teacher a subject, so the shares stay closer to the lessons of grades 7 to 9.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from benchmarks.generate.draws import FloatArray, stream
from benchmarks.generate.recipe import Recipe
from benchmarks.generate.schools import NINE_YEAR, POINT, PRIMARY, SECONDARY, Schools
from models.district import BoolArray, IntArray

LOWER, UPPER = "小学", "初中"
SHARES: Mapping[str, Mapping[str, float]] = {
    LOWER: {
        "语文": 0.34, "数学": 0.25, "英语": 0.10, "体育": 0.09, "科学": 0.06, "音乐": 0.05, "美术": 0.05,
        "道德与法治": 0.04, "信息科技": 0.02,
    },
    UPPER: {
        "语文": 0.16, "数学": 0.155, "英语": 0.145, "物理": 0.08, "道德与法治": 0.07, "体育": 0.08, "历史": 0.055,
        "生物": 0.05, "地理": 0.05, "化学": 0.05, "信息科技": 0.035, "音乐": 0.035, "美术": 0.035,
    },
}  # fmt: skip
"""Share of a school's teachers by stage and subject."""
AT_POINTS = {"语文": 0.5, "数学": 0.35, "英语": 0.15}
ALSO: Mapping[str, tuple[str, ...]] = {
    "小学:语文": ("小学:道德与法治", "小学:音乐", "小学:美术", "初中:语文"),
    "小学:数学": ("小学:科学", "小学:信息科技", "小学:体育"),
    "小学:英语": ("小学:音乐", "初中:英语"),
    "小学:体育": ("小学:科学", "初中:体育"),
    "小学:科学": ("小学:数学", "小学:信息科技"),
    "小学:音乐": ("小学:美术", "初中:音乐"),
    "小学:美术": ("小学:音乐", "初中:美术"),
    "小学:道德与法治": ("小学:语文", "小学:美术"),
    "小学:信息科技": ("小学:数学", "小学:科学"),
    "初中:语文": ("初中:历史", "初中:道德与法治", "小学:语文"),
    "初中:数学": ("初中:物理", "初中:信息科技", "小学:数学"),
    "初中:英语": ("小学:英语", "初中:地理"),
    "初中:物理": ("初中:数学", "初中:化学"),
    "初中:道德与法治": ("初中:历史", "小学:道德与法治"),
    "初中:体育": ("小学:体育",),
    "初中:历史": ("初中:道德与法治", "初中:地理"),
    "初中:生物": ("初中:化学", "小学:科学"),
    "初中:地理": ("初中:历史", "初中:生物"),
    "初中:化学": ("初中:生物", "初中:物理"),
    "初中:信息科技": ("小学:信息科技", "初中:数学"),
    "初中:音乐": ("小学:音乐",),
    "初中:美术": ("小学:美术",),
}
"""Post taught -> posts a teacher of it may teach as well."""
SUPPORT_SHARE = 0.03
"""Share of the staff who do not teach 教辅: on the roster and the establishment, in no post."""
SUPPORT = "教辅"

SUBJECTS: tuple[tuple[str, str], ...] = tuple((stage, name) for stage, shares in SHARES.items() for name in shares)
"""Every (stage, subject); arrays hold positions in it, and `len(SUBJECTS)` for support staff."""
NO_POST = len(SUBJECTS)
VACANT_FROM = 0.4
"""A subject of which a school should have this many people or more, and has none, is still a post of it."""


@dataclass(frozen=True)
class Nodes:
    """The posts, sorted by school, then subject; the last node of a school may be its support staff, no post.

    Attributes
    ----------
    school, subject, current : position of the school, of the subject, and people there today; shape (nodes,).
    group : people move inside a group: the subject, within the alliance where routes are limited; -1 for no post.
    """

    school: IntArray
    subject: IntArray
    current: IntArray
    group: IntArray

    def __len__(self) -> int:
        return len(self.school)

    @property
    def is_post(self) -> BoolArray:
        """Whether a node is a post, not support staff."""
        return np.asarray(self.subject != NO_POST, bool)

    def at(self, school: IntArray, subject: IntArray) -> IntArray:
        """Return the node of each school and subject, -1 where there is none; shape of `school`."""
        key = self.school * (NO_POST + 1) + self.subject
        asked = school * (NO_POST + 1) + subject
        found = np.minimum(np.searchsorted(key, asked), len(key) - 1)
        return np.where(key[found] == asked, found, -1)


def draw_posts(recipe: Recipe, schools: Schools) -> Nodes:
    """Draw how many people teach each subject at each school."""
    rng = stream(recipe.seed, "posts")
    expected = _expected(schools)
    # Cumulative sums rounded with one draw a school: every cell is near its share, every school keeps its size.
    ends = np.floor(np.cumsum(expected, axis=1) + rng.random((len(schools), 1)))
    counts = np.diff(ends, axis=1, prepend=0).astype(np.int64)
    counts[:, 0] -= np.maximum(0, counts.sum(axis=1) - schools.size)
    kept = (counts > 0) | (expected >= VACANT_FROM)
    kept[:, NO_POST] = counts[:, NO_POST] > 0
    school, subject = np.nonzero(kept)
    alliance = schools.alliance[school] if recipe.routes == "limited" else np.zeros(len(school), np.int64)
    group = np.where(subject == NO_POST, -1, alliance * NO_POST + subject)
    return Nodes(school, subject, np.maximum(counts[kept], 0), group)


def _expected(schools: Schools) -> FloatArray:
    """Return the people each school should have of each subject, support staff last; shape (schools, subjects + 1)."""
    shares = np.zeros((4, NO_POST + 1))
    for i, (stage, subject) in enumerate(SUBJECTS):
        share = SHARES[stage][subject]
        shares[PRIMARY, i] = share * (stage == LOWER)
        shares[SECONDARY, i] = share * (stage == UPPER)
        shares[NINE_YEAR, i] = share * (0.55 if stage == LOWER else 0.45)  # six grades of nine, with smaller staffs
        shares[3, i] = AT_POINTS.get(subject, 0.0) * (stage == LOWER)
    shares[:3] *= 1 - SUPPORT_SHARE
    shares[:3, NO_POST] = SUPPORT_SHARE
    kind = np.where(schools.area == POINT, 3, schools.stage)
    return np.asarray(shares[kind] * schools.size[:, None], np.float64)
