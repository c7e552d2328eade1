"""A comparison or a sweep as plain data for other programs, and back: the keys are the names of the data.

comparison.json holds one object:

``format``, ``version``
    ``"lungang-comparison"``, and the number of this form.
``title``, ``question``
    As the what-if file writes them.
``rows``
    A scenario each, the baseline first: ``name``; ``told``, its changes as sentences ``{zh, en}``; ``same_as``; and
    ``result`` with ``key``, ``status``, ``seconds``, ``tiers`` (``goals``, ``value``, ``bound``, ``proven``,
    ``certified``), ``goals``, ``rules`` (``breaches``, ``at_limit``), ``measures``, ``moves`` (``teacher_id``,
    ``to_school``, ``stage``, ``subject``), ``changed`` (``teacher_id``, ``verdict``, ``ground``, ``before``,
    ``after``), ``opened``, ``gone``, ``new`` (staff numbers), ``flows`` (``[from, to, people]``), ``said``,
    ``reached`` (false: stopped before its turn).
``lines``
    A figure each: ``kind``, ``key``, ``title``, ``meaning``, ``unit``, ``better``; by scenario ``values``,
    ``bounds``.
``groups``
    Scenario -> by what -> ``name``, ``people``, ``gain``, ``lose``, ``differ``.
``frontier``, ``prices``, ``places``, ``people``, ``schools``, ``made``
    As `scenarios.whatif.comparison.Comparison` says.

It holds staff numbers and names: the bureau's working copy.

sweep.json likewise: ``"lungang-sweep"``; ``title``, ``question``, ``axes``; ``rows`` with ``district``, ``scenario``,
``at``, ``told``, ``result``, ``people``; ``made``. Its ``result`` leaves out who is who (``moves``, ``changed``,
``opened``, ``gone``, ``new``), which would make a file of a thousand scenarios too long; ``people`` counts them:
``moves``, ``gains``, ``loses``, ``differs`` (against the district's baseline), ``opened``, ``gone``, ``new``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, get_args

from pydantic import TypeAdapter

from models.explain.gains import Verdict
from scenarios.whatif.comparison import Comparison
from scenarios.whatif.sweep import Sweep, SweepRow

VERSION = 1
_BY_PERSON = ("moves", "changed", "opened", "gone", "new")
_FORMS: dict[type, str] = {Comparison: "lungang-comparison", Sweep: "lungang-sweep"}


def plain(data: object) -> Any:
    """Return data as JSON writes it: objects under the names of their fields, in the order they are declared."""
    if is_dataclass(data) and not isinstance(data, type):
        return {field.name: plain(getattr(data, field.name)) for field in fields(data)}
    if isinstance(data, tuple) and hasattr(data, "_fields"):
        return {name: plain(value) for name, value in zip(data._fields, data, strict=True)}
    if isinstance(data, Mapping):
        return {str(key): plain(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [plain(value) for value in data]
    return data


def record_of(told: Comparison | Sweep) -> dict[str, Any]:
    """Return what comparison.json or sweep.json holds."""
    body = plain(told) if isinstance(told, Comparison) else plain(replace(told, rows=()))
    if isinstance(told, Sweep):
        body["rows"] = [_counted(row) for row in told.rows]
    return {"format": _FORMS[type(told)], "version": VERSION, **body}


def _counted(row: SweepRow) -> dict[str, Any]:
    """Return a row of a sweep with counts in place of people."""
    verdicts = Counter(one.verdict for one in row.result.changed)
    people = {"moves": len(row.result.moves), **{verdict: verdicts[verdict] for verdict in get_args(Verdict)}}
    people |= {name: len(getattr(row.result, name)) for name in ("opened", "gone", "new")}
    row_itself = {field.name: plain(getattr(row, field.name)) for field in fields(row) if field.name != "result"}
    kept = [field.name for field in fields(row.result) if field.name not in _BY_PERSON]
    return {**row_itself, "result": {name: plain(getattr(row.result, name)) for name in kept}, "people": people}


def comparison_from(record: Mapping[str, Any]) -> Comparison:
    """Return the comparison that comparison.json holds.

    Raises
    ------
    ValueError : if it is none, or of another version.
    """
    return TypeAdapter(Comparison).validate_python(_body(record, Comparison))


def sweep_from(record: Mapping[str, Any]) -> Sweep:
    """Return the sweep that sweep.json holds, without anything by person; raises as `comparison_from`."""
    return TypeAdapter(Sweep).validate_python(_body(record, Sweep))


def _body(record: Mapping[str, Any], kind: type) -> dict[str, Any]:
    form = (record.get("format"), record.get("version"))
    if form != (_FORMS[kind], VERSION):
        raise ValueError(f"not {_FORMS[kind]} version {VERSION} but {form[0]} version {form[1]}")
    return {key: value for key, value in record.items() if key not in ("format", "version")}
