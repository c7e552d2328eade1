"""The same document is the same bytes, whenever and wherever it is made: dates of packages are those told."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

_FIRST = (1980, 1, 1, 0, 0, 0)
_DATES = re.compile(rb"(<dcterms:(?:created|modified)\b[^>]*>)[^<]*(</dcterms:)")


def steady(package: bytes, made_on: date) -> bytes:
    """Return a .docx or .xlsx with the dates of its parts fixed, and its own dates those of the paper."""
    day = f"{made_on.isoformat()}T00:00:00Z".encode()
    raw = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _DATES.sub(rb"\g<1>" + day + rb"\g<2>", content)
            part = zipfile.ZipInfo(name, _FIRST)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            new.writestr(part, content)
    return raw.getvalue()
