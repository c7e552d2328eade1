"""Where pages come from: the templates of the documents, names escaped, a missing value an error."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

_TEMPLATES = Path(__file__).parent / "templates"


def template(name: str) -> Template:
    """Return a template of `templates/` by its file name."""
    places = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return places.get_template(name)
