"""Who a name is: software, groups and placeholders are refused as people, and no person is taken for one of them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citefirst.ailog.assistants import known
from citefirst.check import Checker, File
from citefirst.errors import PolicyError
from citefirst.people import ACCOUNT, Who, is_person, is_software, login, who
from citefirst.policy.model import Policy
from citefirst.policy.reading import load
from citefirst.workflow.catalogue import Catalogue

TABLE = json.loads(Path(__file__).parent.parent.joinpath("src/citefirst/impersonal.json").read_text("utf-8"))
ROWS = [*TABLE["agents"], *TABLE["bots"]]
