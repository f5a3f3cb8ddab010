"""How a template becomes a page: one Jinja environment with the formats, terms and asset names that pages use."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.contracts.event_words import event_word, pattern_word, subject_word
from services.gateway.pages import formats, terms
from services.gateway.pages.detail_fields import DETAIL_FIELDS

TEMPLATES = Path(__file__).parent.parent / "templates"
STATIC = Path(__file__).parent.parent / "static"


@cache
def environment() -> Environment:
    """The Jinja environment: escapes everything, knows no silent blanks."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters.update(
        yuan=formats.yuan, figure=formats.figure, moment=formats.moment, instant=formats.instant, label=formats.label,
        bytes_size=formats.bytes_size, short_yuan=formats.short_yuan, event_word=event_word, pattern_word=pattern_word,
        subject_word=subject_word,
    )
    made.globals.update(
        asset=asset, terms=terms, told=formats.told, differences=formats.differences, detail_fields=DETAIL_FIELDS, NOTHING=formats.NOTHING
    )
    return made


def render(template: str, status: int = 200, headers: dict[str, str] | None = None, **values: Any) -> HTMLResponse:
    """The page that a template and its values make."""
    return HTMLResponse(environment().get_template(template).render(values), status, headers)


def asset(name: str) -> str:
    """The address of a static file; its name carries the hash of its content."""
    return f"/static/{_manifest()[name]}"


@cache
def _manifest() -> dict[str, str]:
    try:
        loaded: dict[str, str] = json.loads((STATIC / "manifest.json").read_text())
    except FileNotFoundError:
        raise SystemExit("static files are missing: run `python -m services.gateway.assets` (make assets)") from None
    return loaded
