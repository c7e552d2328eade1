"""What a policy asks of the choices people hand in: none at all, or so many each.

Where a policy forbids choices nobody arranges a move for themselves and nobody is named without a ground, so a `must`
lock needs its 依据 too.
"""

from __future__ import annotations

from collections.abc import Iterator

from models.district import ROW, District, Source
from models.intake.faults import Fault
from models.naming import teacher_name
from models.policy import Policy
from models.tables import TABLES
from models.words import Text, many, rows_text, same


def choice_faults(district: District, policy: Policy) -> Iterator[Fault]:
    """Yield the faults of tables `choices`, `school_choices` and `locks` under a policy, and a goal without effect."""
    if policy.choices == "forbidden":
        for name in ("choices", "school_choices"):
            yield from _forbidden(district, name)
        yield from _groundless(district)
        if any("choice" in tier for tier in policy.tiers):
            yield Fault(
                policy.name,
                Text("不收志愿，志愿这一目标恒为0", "choices are forbidden: goal choice is always 0"),
                Text("从 tiers 去掉 choice", "take choice off the tiers"),
                value="choice",
                level="warning",
                key=same("tiers"),
            )
    if policy.choices_each is not None:
        yield from _too_few_or_many(district, policy)


def _source(district: District, table: str) -> Source:
    return district.sources.get(table, Source(TABLES[table].zh))


def _forbidden(district: District, table: str) -> Iterator[Fault]:
    rows = district[table][ROW].tolist()
    if not rows:
        return
    source, listed = _source(district, table), rows_text(rows)
    yield Fault(
        source.file,
        Text(
            f"政策不收志愿、不得自行联系，这张表不能有内容（第{listed.zh}行）",
            f"the policy forbids choices, so this table may hold none (rows {listed.en})",
        ),
        Text("清空此表；或在政策中改 choices", "clear the table, or change choices in the policy"),
        source.sheet,
        min(rows),
    )


def _groundless(district: District) -> Iterator[Fault]:
    locks, source = district["locks"], _source(district, "locks")
    bare = locks[(locks["action"] == "must") & (locks["reason"].str.strip() == "")]
    for code, row in zip(bare["teacher_id"], bare[ROW], strict=True):
        yield Fault(
            source.file,
            Text("指定了去向而没有写明依据", "names where a person must go, without a ground"),
            Text("在“依据”一列写明文件或会议决定，或删去这一行", "give the ground in reason (依据), or delete the row"),
            source.sheet,
            int(row),
            source.letters.get("reason", ""),
            source.headers.get("reason", "依据"),
            value=code,
        )


def _too_few_or_many(district: District, policy: Policy) -> Iterator[Fault]:
    asked, choices, source = policy.choices_each, district["choices"], _source(district, "choices")
    assert asked is not None
    for code, lines in choices.groupby("teacher_id", sort=False):
        count = len(lines)
        if asked.min <= count and (asked.max is None or count <= asked.max):
            continue
        at = district.teacher_at.get(str(code))
        who = same(str(code)) if at is None else teacher_name(district, at)
        listed = rows_text(lines[ROW])
        wanted = asked.said
        yield Fault(
            source.file,
            Text(
                f"{who.zh}填了{count}个志愿（第{listed.zh}行），政策要求每人填{wanted.zh}",
                f"{who.en} stated {many(count, 'choice')} (rows {listed.en}); the policy asks {wanted.en} of each",
            ),
            Text("请本人补填或减去", "ask the person to add or take away"),
            source.sheet,
            int(lines[ROW].iloc[0]),
            source.letters.get("teacher_id", ""),
            source.headers.get("teacher_id", ""),
            value=str(code),
        )
