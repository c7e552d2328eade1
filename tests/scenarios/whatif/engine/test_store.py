"""A result that was kept is read back as it was; anything else is as if it were not there."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.whatif.engine.store import Store

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=25)  # each waits for the disk
@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_what_is_kept_is_read_back(tmp_path_factory: pytest.TempPathFactory, result: dict[str, Any]) -> None:
    store = Store(tmp_path_factory.mktemp("store") / "new")
    assert store.get("a1") is None
    store.put("a1", result)
    assert store.get("a1") == result
    assert os.listdir(store.folder) == ["a1.json"]
    assert json.loads((store.folder / "a1.json").read_text(encoding="utf-8")) == result


@pytest.mark.parametrize("damage", [b"", b"{", b"\x00\x00", b"[1]", b'"text"', b'{"a": "\xff"}'])
def test_a_damaged_file_counts_as_absent_and_is_replaced(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "a1.json").write_bytes(damage)
    store = Store(tmp_path)
    assert store.get("a1") is None
    store.put("a1", {"n": 1})
    assert store.get("a1") == {"n": 1}


def test_a_result_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)
    store.put("a1", {"n": 1})

    def full(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space left"):
        store.put("a1", {"n": 2})
    assert store.get("a1") == {"n": 1}
    assert os.listdir(tmp_path) == ["a1.json"]


@pytest.mark.parametrize("key", ["", "../a", "a/b", ".hidden", "a\nb"])
def test_a_key_that_is_no_name_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="no name for a file"):
        Store(tmp_path).put(key, {})
