"""The version of what computes: two programs of one version come to the same results."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

import models
import optimizer
import scenarios

_ROOMS = (models, optimizer, scenarios)
_LIBRARIES = ("ortools", "numpy", "scipy", "pandas")
"""What a solve rests on."""


@cache
def program_version() -> str:
    """Return a hash of our own source, wherever it is installed, and of the libraries a solve rests on."""
    digest = hashlib.sha256()
    for room in _ROOMS:
        root = Path(room.__path__[0])
        for path in sorted(root.rglob("*.py")):
            name = f"{room.__name__}/{path.relative_to(root).as_posix()}"
            source = path.read_bytes().replace(b"\r\n", b"\n")  # a checkout on Windows is no other program
            digest.update(f"{name} {len(source)}\n".encode() + source)
    for name in _LIBRARIES:
        digest.update(f"{name} {version(name)}\n".encode())
    return digest.hexdigest()[:16]
