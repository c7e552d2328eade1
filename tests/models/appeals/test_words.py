"""An appeal said in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.appeals.words import said
from tests.models.appeals.tables import case, read

SENTENCES: list[tuple[dict[str, object], str, str]] = [
    ({"kind": "暂缓", "value": "怀孕"}, "陈一（001）暂缓（怀孕），成立", "陈一 (001), deferral (怀孕), upheld"),
    ({"kind": "kin", "other": "002", "relation": "夫妻"}, "陈一（001）亲属回避（林二（002），夫妻），成立", "夫妻"),
    ({"kind": "choice", "zone": "东片", "rank": 2}, "陈一（001）志愿更正（第2志愿：片区“东片”），成立", "zone"),
    ({"kind": "fact", "column": "sex", "value": "女"}, "陈一（001）事实更正（性别：女），成立", "(sex: 女)"),
    ({"kind": "must", "school_id": "*"}, "陈一（001）指定去向（系统外（*）），成立", "outside the district"),
    ({"kind": "stay", "ruling": ""}, "陈一（001）留任，待定", "stay, not ruled yet"),
    ({"kind": "closed", "school_id": "0021"}, "学校停办（一小（0021）），成立", "school closed (一小 (0021)), upheld"),
    (
        {"kind": "post", "school_id": "0021", "stage": "初中", "subject": "语文", "value": "3"},
        "岗位核定（一小（0021）初中语文：3），成立", "初中 语文: 3",
    ),
    ({"kind": "establishment", "school_id": "0021", "value": "3"}, "编制核定（一小（0021）：3），成立", ": 3"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "zh", "en"), SENTENCES, ids=lambda part: str(part)[:40])
def test_an_appeal_in_one_sentence(line: dict[str, object], zh: str, en: str, tmp_path: Path) -> None:
    whom = {} if line["kind"] in ("closed", "post", "establishment") else {"teacher_id": "001"}
    found = read(tmp_path, {**whom, **line})
    assert found.appeals is not None, found.faults
    sentence = said(case().district, found.appeals[0])
    assert sentence.zh == f"申诉表第2行：{zh}"
    assert en in sentence.en
