"""land-bureau: principals before deputies; who never worked at the base or knows one place only; nobody chooses."""

from __future__ import annotations

import pytest

from models.district import District
from tests.models.micro import district
from tests.scenarios.policies.clauses import Clauses, Decides, told

OFFICE, BASE = "机关股室", "基层所"


def place(code: str, kind: str, establishment: int = 20) -> dict[str, object]:
    """A section of the office, or a base station."""
    return {"school_id": code, "name": code, "kind": kind, "establishment": establishment}


def cadre(code: str, trade: str = "耕保", rank: str = "副股级", **columns: object) -> dict[str, object]:
    """A cadre of the place the code begins with."""
    return {"teacher_id": code, "school_id": code[:2], "stage": rank, "subject": trade, **columns}


def post(code: str, trade: str = "耕保", rank: str = "副股级", required: int = 9) -> dict[str, object]:
    """Posts of a rank and a trade."""
    return {"school_id": code, "stage": rank, "subject": trade, "required": required}


def past(code: str, place_: str, end: str = "2016-09") -> dict[str, object]:
    """A year somebody worked elsewhere; with another end, less."""
    return {"teacher_id": code, "start": "2015-09", "end": end, "to_school": place_}


def bureau(**more: object) -> District:
    """Return the district; `more` are tables a test adds."""
    return district(
        [place("K1", OFFICE), place("K2", OFFICE), place("S1", BASE), place("S2", BASE), place("S3", BASE, 1)],
        [
            cadre("K1a"),  # never at the base
            cadre("K1b"),  # eleven months there
            cadre("K1c"),  # a year there
            cadre("S1d"),  # nowhere but here
            cadre("S1e"),
            cadre("K1f", 工作需要="是"),
            cadre("K1g", 专业需要="是"),
            cadre("K1m", "测绘", "正股级"),  # one place is left at S3, for the principal or the deputy
            cadre("K2m", "测绘"),
        ],
        posts=[
            *(post("K2"), post("S2")),
            *(post("S3", "测绘", "正股级", 1), post("S3", "测绘", required=1)),
        ],
        history=[
            *(past("K1a", "K2"), past("K1b", "S1", "2016-08"), past("K1c", "S1"), past("S1e", "K2")),
            *(past("K1f", "S1"), past("K1g", "S1"), past("K1m", "K2"), past("K2m", "K1")),
        ],
        **more,  # type: ignore[arg-type]
    )


NEED, NEVER, SINGLE = ("due", "工作需要、专业需要"), ("due", "没有基层工作经历"), ("due", "岗位经历单一")
DECIDED = [
    Decides("工作需要", (*NEED, "who", "any", 0), "K1f", "moved", "工作需要"),
    Decides("专业需要", (*NEED, "who", "any", 1), "K1g", "moved", "专业需要"),
    Decides("没有基层工作经历", NEVER, "K1a", "moved", "没有基层工作经历"),
    Decides("正在基层的不算", (*NEVER, "who", "at"), "S1e", "settled", "没有基层工作经历"),
    Decides("基层满一年", ("facts", "基层工作年限", "count"), "K1b", "没有基层工作经历", "没有基层", "times"),
    Decides("基层所", ("facts", "基层工作年限", "to"), "K1a", "没有基层工作经历", "没有基层工作经历"),
    Decides("一年算有", (*NEVER, "who", "基层工作年限", "max"), "K1c", "settled", "没有基层工作经历", 1),
    Decides("岗位经历单一", SINGLE, "S1d", "moved", "岗位经历单一"),
    Decides("工作过的岗位数", ("facts", "工作过的岗位数", "count"), "S1e", "settled", "岗位经历单一", "times"),
    Decides("先正股级", ("goals", "prefer", "先正股级", "weight"), "K1m", "moved", "优先", 1),
    Decides("先正股级，后副股级", ("goals", "prefer", "先正股级"), "K2m", "stays", "优先"),
    Decides("后副股级", ("goals", "prefer", "后副股级"), "K1a", "moved", "优先"),
    Decides("应轮岗的都轮岗", ("tiers",), "K1a", "moved", "优先", ["moves"]),
]
POLICY = Clauses("land-bureau", bureau(), DECIDED, said=[("choices",)])


@pytest.mark.parametrize(("table", "row"), [("choices", "K1a 1 S2"), ("locks", "K1a must S2")])
def test_nobody_chooses_and_who_is_named_has_a_ground(table: str, row: str) -> None:
    refused = bureau(**{table: [row]})
    assert len(told(refused, POLICY.raw).faults) == 1
    assert told(refused, {k: v for k, v in POLICY.raw.items() if k != "choices"}).plan is not None
