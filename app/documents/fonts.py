"""One look for every chart, on every machine: the shipped font first, Chinese fonts of the system behind it."""

from __future__ import annotations

import io
import re
from functools import cache
from html import escape
from pathlib import Path

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font

FAMILY = "Lungang Sans"
FONT_FILE = Path(__file__).parent / "fonts" / "lungang-sans.ttf"
FALLBACKS = ("Microsoft YaHei", "SimHei", "PingFang SC", "Noto Sans CJK SC", "WenQuanYi Micro Hei", "DejaVu Sans")
MISSING = "〓"
"""What Chinese typesetting has always put where a character could not be had."""


@cache
def prepare() -> tuple[str, ...]:
    """Register the shipped font, fix what makes drawings differ from run to run, and return the families in use.

    Set once and for the whole process: a context of settings would not be safe between threads.
    """
    font_manager.fontManager.addfont(str(FONT_FILE))
    known = set(font_manager.fontManager.get_font_names())
    families = (FAMILY, *(name for name in FALLBACKS if name in known))
    mpl.rcParams.update(
        {
            "font.family": list(families),
            "svg.fonttype": "path",
            "svg.hashsalt": "lungang",
            "text.parse_math": False,
            "axes.unicode_minus": False,
        }
    )
    return families


@cache
def _drawable() -> frozenset[int]:
    """Return every code point some font in use can draw."""
    files = {font_manager.findfont(family) for family in prepare()}
    return frozenset(code for file in files for code in FT2Font(file).get_charmap())


def drawable(text: str) -> str:
    """Return text with 〓 for each character no font can draw, so that a rare name never stops a chart."""
    have = _drawable()
    return "".join(c if ord(c) in have else MISSING for c in text)


def to_svg(figure: Figure, key: str, label: str, hints: dict[str, str] | None = None) -> str:
    """Render a figure as SVG to stand inside HTML.

    Parameters
    ----------
    key : put before every id, so that several drawings may share a page.
    label : what a screen reader says in place of the drawing.
    hints : id of an artist (its `gid`) -> what the reader is told when pointing at it.
    """
    raw = io.StringIO()
    figure.savefig(raw, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    svg = raw.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    head, body = svg.split(">", 1)
    box = re.search(r'viewBox="([^"]+)"', head)
    view = box[1] if box else ""
    for gid, hint in (hints or {}).items():
        body = body.replace(f'<g id="{gid}">', f'<g id="{gid}" class="hint"><title>{escape(hint)}</title>', 1)
    body = re.sub(r'\bid="', f'id="{key}-', body)
    body = re.sub(r'xlink:href="#', f'href="#{key}-', body)
    body = re.sub(r"url\(#", f"url(#{key}-", body)
    return f'<svg viewBox="{view}" role="img" aria-label="{escape(label, quote=True)}">{body.strip()}'
