"""A result as JSON: kept in a store, sent between machines; what does not come back exactly is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json as json_bytes

from models.words import Text
from scenarios.whatif.result import Result

SCHEMA = "lungang.what-if.result/1"
"""Changes whenever a field of `Result`, or what it means, does."""
_ADAPTER: TypeAdapter[Result] = TypeAdapter(Result)


class UnreadableResultError(ValueError):
    """A document that is no result of this version; `text` says why, and what to do."""

    def __init__(self, reason: Text) -> None:
        repair = Text("删去这个结果，再算一次", "delete this result and compute it again")
        self.text = Text(
            f"结果无法读取：{reason.zh}；{repair.zh}", f"the result is unreadable: {reason.en}; {repair.en}"
        )
        super().__init__(self.text.en)


def to_json(result: Result) -> dict[str, Any]:
    """Return a result as what JSON can hold: the fields of `Result` by name, those as empty as by default left out."""
    return {"schema": SCHEMA, **_ADAPTER.dump_python(result, mode="json", exclude_defaults=True)}


def from_json(document: Mapping[str, Any]) -> Result:
    """Return the result `to_json` was given.

    Raises
    ------
    UnreadableResultError : where the document is of another version, or not as `to_json` writes it.
    """
    if not isinstance(document, Mapping) or document.get("schema") != SCHEMA:
        found = document.get("schema") if isinstance(document, Mapping) else document
        raise UnreadableResultError(
            Text(f"应为 {SCHEMA}，而是 {found!r}", f"it should be of {SCHEMA} and is of {found!r}")
        )
    fields = {name: value for name, value in document.items() if name != "schema"}
    try:
        result = _ADAPTER.validate_json(json_bytes(fields), strict=True)
    except (ValidationError, ValueError) as error:
        raise UnreadableResultError(_faults(error)) from error
    if to_json(result) != document:  # a key this version does not know
        raise UnreadableResultError(Text("含有不认识的内容", "it holds what this version does not know"))
    return result


def _faults(error: Exception) -> Text:
    """Say all that is wrong, place by place."""
    if not isinstance(error, ValidationError):
        return Text(str(error), str(error))
    told = "; ".join(f"{'.'.join(map(str, wrong['loc']))}: {wrong['msg']}" for wrong in error.errors())
    return Text(told, told)
