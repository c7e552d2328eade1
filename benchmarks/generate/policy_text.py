"""The policy of an instance, as the TOML text a bureau would write."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.generate.people import BEFORE_RETIREMENT, DUE_AGES, DUE_YEARS
from benchmarks.generate.quotas import WrittenQuota
from benchmarks.generate.recipe import Recipe

FLOOR = "0.8"
DATE = "2026-08"

_CLAUSES = f"""\
[[barred]]
name = "处分期内"
who = {{ status = "处分期内" }}

[[barred]]
name = "考核不合格"
who = {{ appraisals = "不合格" }}

[[deferred]]
name = "孕期、哺乳期"
who = {{ status = ["怀孕", "哺乳"] }}

[[deferred]]
name = "重大疾病"
who = {{ status = "重大疾病" }}

[[deferred]]
name = "借调期间"
who = {{ status = "借调" }}

[[deferred]]
name = "临近退休"
who = {{ years_to_retirement = {{ below = {BEFORE_RETIREMENT} }} }}

[[deferred]]
name = "近六年已交流"
who = {{ exchange_years = {{ min = 1 }} }}

[[due]]
name = "同校满六年"
who = {{ post_type = "专任教师", role = {{ not = "校长" }}, years_in_school = {{ min = {DUE_YEARS} }}, any = [
    {{ sex = "男", age = {{ max = {DUE_AGES[1]} }} }},
    {{ sex = "女", age = {{ max = {DUE_AGES[0]} }} }},
] }}

[[free]]
name = "本人申请、学校同意"
who = {{ post_type = "专任教师", role = {{ not = "校长" }}, applies = true, consent = true }}
"""
_STRUCTURE = """\
[[goals.structure]]
name = "骨干教师"
who = { honour = ["省级骨干教师", "市级骨干教师", "县级骨干教师"] }

[[goals.structure]]
name = "高级教师"
who = { title = "高级教师" }
"""


def write_policy(recipe: Recipe, quotas: Sequence[WrittenQuota], forbidden: Sequence[tuple[str, str]]) -> str:
    """Return the policy text.

    Parameters
    ----------
    quotas : already in numbers.
    forbidden : pairs of school codes between which nobody moves.
    """
    if recipe.core_only:
        return _core(recipe)
    tiers = ["fill", "choice", "distance", *(["structure"] if recipe.structure else [])]
    if not recipe.choices:
        tiers.remove("choice")
    mode = "chain" if recipe.chain else "pool"
    parts = [
        _head(recipe, tiers),
        _CLAUSES,
        '[rules.establishment]\nover = "closed"\n',
        f'[rules.subject_balance]\nover = "closed"\nfloor = {FLOOR}\n',
        '[rules.avoidance]\nscope = "school"\nwhen = "always"\n',
        '[rules.split_couples]\nleave = "one"\n',
        f'[rules.release_first]\nmode = "{mode}"\n',
        *_routes(recipe, forbidden),
        *(quota.text() for quota in quotas),
        *([_STRUCTURE] if recipe.structure else []),
    ]
    return "\n".join(parts)


def _head(recipe: Recipe, tiers: list[str]) -> str:
    listed = ", ".join(f'"{goal}"' for goal in tiers)
    return (
        "# 测试用的虚构区县：学校、教师均为虚构。A made-up district to measure on.\n\n"
        f'name = "测试区县{recipe.movers}人{recipe.schools}校"\ndate = "{DATE}"\n'
        f'seed = "benchmark {recipe.seed}"\ntiers = [{listed}]\n'
    )


def _routes(recipe: Recipe, forbidden: Sequence[tuple[str, str]]) -> list[str]:
    parts = []
    if recipe.routes == "limited":
        parts.append('[[rules.routes]]\nname = "联盟内"\nsame = ["alliance"]\n')
    if forbidden:
        pairs = ", ".join(f'["{a}", "{b}"]' for a, b in forbidden)
        parts.append(f'[[rules.routes]]\nname = "两校互不交流"\nschools = [{pairs}]\nboth_ways = true\nforbid = true\n')
    return parts


def _core(recipe: Recipe) -> str:
    """Return the least policy: establishment, subject balance, one tier, no lottery and no avoidance."""
    return "\n".join([
        _head(recipe, ["distance"]).rstrip("\n"), "lottery = false\n",
        '[rules.establishment]\nover = "closed"\n',
        '[rules.subject_balance]\nover = "closed"\n',
        "[rules.avoidance]\nkinds = []\n",
    ])  # fmt: skip
