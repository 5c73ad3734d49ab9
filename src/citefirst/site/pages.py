"""Templates to pages. Whatever is printed is made visible and escaped; what is HTML already says so by its type.

A page is whole by itself: its style and its script stand in it, named by their digests, and nothing else is allowed
to load or to run.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from citefirst import __version__
from citefirst.report.escape import fragments, html
from citefirst.report.summary import plural

_LOCKED = "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'"


@cache
def environment() -> Environment:
    """Return what makes pages of the templates beside this module."""
    made = Environment(
        loader=PackageLoader("citefirst.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=shown,
    )
    made.filters["coded"] = coded
    made.globals.update(plural=plural, version=__version__)
    return made


def shown(value: Any) -> Any:
    """Return a value fit to stand on a page: text without what cannot be seen or is obeyed."""
    return Markup(html(value)) if isinstance(value, str) and not isinstance(value, Markup) else value


def coded(sentence: str) -> Markup:
    """Return a sentence of ours in which what stands between backticks is code."""
    parts = enumerate(map(html, fragments(sentence)))
    return Markup("".join(f"<code>{part}</code>" if index % 2 else part for index, part in parts))


def render(template: str, values: Mapping[str, Any], script: str = "") -> str:
    """Make a page; `script` is the name of the template that it runs."""
    style = _source("style.css")
    code = _source(script) if script else ""
    policy = f"{_LOCKED}; style-src {_named(style)}" + (f"; script-src {_named(code)}" if code else "")
    return (
        environment()
        .get_template(template)
        .render(values, style=Markup(style), script=Markup(code), policy=Markup(policy))
    )


@cache
def _source(name: str) -> str:
    loader = environment().loader
    assert loader
    return loader.get_source(environment(), name)[0].strip()


def _named(text: str) -> str:
    """Return how a content security policy names a text that stands in the page."""
    from hashlib import sha256

    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
