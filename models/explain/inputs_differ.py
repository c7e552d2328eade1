"""What two plans were made from, where it is not the same: tables, keys of the policy, baseline, fixed moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from models.case import Case
from models.district import ROW, District
from models.policy import Policy
from models.tables import TABLES
from models.words import Text, many

_OPENED = ("rules", "goals")
"""Keys of a policy whose own keys are named: `rules.quotas`, not `rules`."""


def differing_tables(first: District, second: District) -> dict[str, tuple[int, int]]:
    """Return the tables whose contents differ, in whatever order: rows only the first has, and only the second."""
    found = {}
    for name in TABLES:
        one, other = (_rows(district, name) for district in (first, second))
        if one != other:
            found[name] = ((one - other).total(), (other - one).total())
    return found


def _rows(district: District, table: str) -> Counter[tuple[tuple[str, str], ...]]:
    """Return each row as its cells that are not empty, so that a column nobody filled in is no difference."""
    frame = district[table].drop(columns=ROW)
    names, columns = [str(c) for c in frame.columns], [frame[c].astype(object).tolist() for c in frame.columns]
    empty = {"", "()", "<NA>", "nan"}
    told = ([(n, str(cell)) for n, cell in zip(names, row, strict=True)] for row in zip(*columns, strict=True))
    return Counter(tuple(sorted(pair for pair in row if pair[1] not in empty)) for row in told)


def differing_keys(first: Policy, second: Policy) -> list[str]:
    """Return the keys in which two policies differ, defaults filled in, as the file writes them."""
    one, other = (_opened(policy.model_dump(mode="json", by_alias=True)) for policy in (first, second))
    return [key for key in dict.fromkeys((*one, *other)) if one.get(key) != other.get(key)]


def _opened(dumped: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in dumped.items():
        if key in _OPENED:
            found |= {f"{key}.{inner}": deeper for inner, deeper in value.items()}
        else:
            found[key] = value
    return found


def say_inputs(first: Case, second: Case) -> list[Text]:
    """Say what differs before any move is made; nothing, if the two plans answer one question."""
    said = []
    for name, (gone, new) in differing_tables(first.district, second.district).items():
        said.append(
            Text(
                f"{TABLES[name].zh}不同：方案一独有{gone}行，方案二独有{new}行。",
                f"The table {name} differs: {many(gone, 'row')} only in plan 1, {new} only in plan 2.",
            )
        )
    keys = differing_keys(first.policy, second.policy)
    if keys:
        said.append(
            Text(f"政策不同的条目：{'、'.join(keys)}。", f"The policies differ in {', '.join(keys)}."),
        )
    if first.baseline != second.baseline:
        said.append(Text("所对照的基准方案不同。", "They were held against different baseline plans."))
    if first.granted != second.granted:
        one, other = len(first.granted), len(second.granted)
        said.append(
            Text(
                f"前面阶段已定的调动不同：方案一{one}人，方案二{other}人。",
                f"Other moves were fixed in earlier stages: {one} in plan 1, {other} in plan 2.",
            )
        )
    return said
