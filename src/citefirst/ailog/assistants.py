"""The assistants that citefirst knows by name: the managed ones, and their personal twins, which look the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from citefirst.ailog.model import Account


@dataclass(frozen=True, slots=True)
class Assistant:
    """`account`: is it used through an organisation, which decides on retention and training, or a person's own."""

    slug: str
    name: str
    vendor: str
    account: Account


@cache
def _known() -> Mapping[str, Assistant]:
    text = Path(__file__).with_name("assistants.json").read_text("utf-8")
    found = {}
    for entry in json.loads(text)["assistants"]:
        assistant = Assistant(entry["slug"], entry["name"], entry["vendor"], entry["account"])
        for name in (entry["slug"], entry["name"], *entry["aliases"]):
            found[_key(name)] = assistant
    return found


def find(name: str) -> Assistant | None:
    """The assistant that a name or slug means, None for one that is not known."""
    return _known().get(_key(name))


def twin(assistant: Assistant) -> Assistant | None:
    """The managed assistant of which a personal one is the twin."""
    for other in dict.fromkeys(_known().values()):
        if other.vendor == assistant.vendor and other.account == "managed" and assistant.account == "personal":
            return other
    return None


def _key(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())
