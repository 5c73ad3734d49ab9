"""What a plain install does not bring: asked for in one sentence, by whoever needs it and before anything is done."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from citefirst.errors import UsageError


class Extra(NamedTuple):
    """What an extra is for, as the beginning of a sentence, and its packages by the modules that show them."""

    needs: str
    packages: Mapping[str, str]


def _alike(*modules: str) -> Mapping[str, str]:
    return {module: module for module in modules}


EXTRAS: Mapping[str, Extra] = {
    "github": Extra(
        "asking GitHub and looking up sources needs {}",
        {"github": "PyGithub", "urllib3": "urllib3", "certifi": "certifi"},
    ),
    "ledger": Extra("this needs {}", _alike("pyarrow", "duckdb")),
    "lsp": Extra("the language server needs {}", _alike("pygls", "lsprotocol")),
    "mcp": Extra("serving an assistant needs {}", _alike("mcp")),
    "report": Extra(
        "pages need {}, which is not installed", _alike("altair", "jinja2", "markupsafe", "narwhals", "vl_convert")
    ),
    "spark": Extra("this needs {}", _alike("pyspark", "pandas")),
}


def demand(name: str, modules: Collection[str] = ()) -> None:
    """Raise UsageError where a module of an extra is missing, or one of some of them."""
    from importlib.util import find_spec

    extra = EXTRAS[name]
    for module in modules or extra.packages:
        if find_spec(module) is None:
            raise UsageError(f"{extra.needs.format(extra.packages[module])}: install `citefirst[{name}]`")
