"""The districts and policies that ship with the program."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).resolve().parent
DEMO_DISTRICT = HERE / "demo"
DEMO_POLICY = HERE / "demo-policy.toml"
