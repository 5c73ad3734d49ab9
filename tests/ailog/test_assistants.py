"""The assistants that are known, and that every name leads to one of them only."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from citefirst.ailog import assistants
from citefirst.ailog.assistants import Assistant, family, find, known, twins
from citefirst.ailog.exports import FORMATS


@pytest.mark.parametrize(
    ("name", "slug", "account"),
    [
        ("chatgpt-enterprise", "chatgpt-enterprise", "managed"),
        ("ChatGPT Enterprise", "chatgpt-enterprise", "managed"),
        ("ChatGPT Team", "chatgpt-business", "managed"),
        ("chatgpt edu", "chatgpt-edu", "managed"),
        ("ChatGPT Plus", "chatgpt-personal", "personal"),
        ("M365 Copilot", "microsoft-365-copilot", "managed"),
        ("Copilot for Microsoft 365", "microsoft-365-copilot", "managed"),
        ("Microsoft Copilot", "microsoft-copilot-personal", "personal"),
        ("Gemini for Workspace", "gemini-workspace", "managed"),
        ("Gemini Advanced", "gemini-personal", "personal"),
        ("Claude for Work", "claude-team", "managed"),
        ("CLAUDE  ENTERPRISE", "claude-enterprise", "managed"),
        ("Claude Pro", "claude-personal", "personal"),
        ("Copilot Business", "github-copilot-business", "managed"),
        ("GitHub Copilot Enterprise", "github-copilot-enterprise", "managed"),
        ("GitHub Copilot Pro+", "github-copilot-personal", "personal"),
    ],
)
def test_an_assistant_is_found_by_any_of_its_names(name: str, slug: str, account: str) -> None:
    found = find(name)
    assert found
    assert (found.slug, found.account) == (slug, account)


@pytest.mark.parametrize("name", ["", "chatgpt", "Gemini", "claude", "copilot", "our-own"])
def test_a_bare_name_is_nobodys(name: str) -> None:
    assert find(name) is None


def test_a_bare_name_leads_to_those_that_it_can_mean() -> None:
    assert [one.slug for one in family("ChatGPT")] == [
        "chatgpt-enterprise", "chatgpt-business", "chatgpt-edu", "chatgpt-personal",
    ]  # fmt: skip
    assert family("our-own") == ()


@pytest.mark.parametrize("assistant", known(), ids=lambda one: one.slug)
def test_each_assistant_has_a_twin_of_the_other_kind_and_a_known_export(assistant: Assistant) -> None:
    assert twins(assistant)
    assert all(twin.vendor == assistant.vendor for twin in twins(assistant))
    assert set(assistant.exports) <= set(FORMATS)
    assert find(assistant.slug) is assistant


def test_no_name_means_two_assistants() -> None:
    rows = json.loads(Path(assistants.__file__).with_name("assistants.json").read_text("utf-8"))
    names = [name for row in rows for name in {row["slug"], assistants._slug(row["name"]), *row["aliases"]}]
    slugs = [assistants._slug(name) for name in names]
    assert sorted(slugs) == sorted(set(slugs))
