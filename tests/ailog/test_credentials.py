"""Kinds of credentials: each is caught wherever it stands and taken out; what only looks alike is left alone."""

from __future__ import annotations

import hashlib
import time
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.credentials import HEX, MADE, THIRTY, WORD, made

from citefirst.ailog.credentials import in_line, kinds
from citefirst.ailog.model import Log, Message
from citefirst.ailog.secrets import find, redact

PLACES = [
    "{}",
    "use {} now",
    '"token": "{}",',
    "export TOKEN='{}'",
    "(`{}`)",
    "https://a.example/?key={}",
    "x\n\t{}\ny",
]


def log(text: str) -> Log:
    return Log(tool="x", account="managed", messages=(Message("assistant", text),))


@pytest.mark.parametrize("kind", MADE)
def test_a_kind_is_caught_wherever_it_stands_and_taken_out(kind: str) -> None:
    for number, place in enumerate(PLACES):
        secret = made(kind, number)
        if secret.startswith("https:") and place != "{}" and "https:" in place:
            continue
        text = place.format(secret)
        assert find(log(text)), text
        clean = redact(log(text))
        assert find(clean) == []
        assert secret[-20:] not in clean.messages[0].text


def test_nearly_all_of_thirty_kinds_that_are_asked_for_most_are_caught() -> None:
    assert len(THIRTY) == len(set(THIRTY)) == 30
    assert sum(bool(find(log(made(kind)))) for kind in THIRTY) >= 28


def test_each_kind_of_the_table_has_a_made_up_example_that_is_caught_as_that_kind() -> None:
    for kind in kinds():
        found = {name for seed in range(3) for name, _ in in_line(made(kind.kind, seed))}
        # The commonest form of a Slack token is one that detect-secrets knows.
        assert kind.kind in found or kind.kind == "Slack Token", kind.kind


OTHER_FORMS = [
    "sk-" + "svcacct-" + "aB3" * 40, "VAULT_TOKEN=" + "s." + "aB3dE5gH7jK9mN1pQ3sT5vW7",
    "datadog-api-key: '" + "0af1" * 8 + "'", "DD-APPLICATION-KEY: " + "0af19" * 8,
    "SENTRY_AUTH_TOKEN=" + "0af1" * 16, "secret" + "_" + "aB3dE5gH7" * 4 + "aB3dE5g",
    "PAGERDUTY_TOKEN: " + "u+aB3dE5gH7jK9mN1pQ3", "HEROKU_API_KEY=" + "12345678-1234-1234-1234-123456789abc",
    "xapp-" + "1-A0123456789-1234567890123-" + "ab12" * 16, "gl" + "rt-" + "aB3dE5gH7jK9mN1pQ3sT",
    "gl" + "dt-" + "aB3dE5gH7jK9mN1pQ3sT",
]  # fmt: skip
"""Other forms of the same kinds."""


@pytest.mark.parametrize("text", OTHER_FORMS)
def test_other_forms_of_a_kind_are_caught_too(text: str) -> None:
    assert list(in_line(text))
    assert find(redact(log(f"use {text} now"))) == []


def _digest(seed: str, name: str) -> str:
    return hashlib.new(name, seed.encode()).hexdigest()


AROUND_A_DIGEST = [
    ("", ""), ("sha256:", ""), ("commit ", " by Ann"), ("cache key-", ""), ('etag="', '"'), ("digest: ", ","),
    ("dapi-", ""), ("https://github.com/acme/shop/commit/", ""), ("SHA256:", ""), ("image@sha256:", ""), ("SK-", ""),
    ("SENTRY_RELEASE=", ""),
]  # fmt: skip
DIGESTS = ["md5", "sha1", "sha224", "sha256", "sha512"]
AROUND_A_UUID = ["", "request ", "key-", "id=", "HRKU ", "session:"]
NONE = [
    *(f"{before}{_digest(before, name)}{after}" for name in DIGESTS for before, after in AROUND_A_DIGEST),
    *(f"{before}{uuid.uuid5(uuid.NAMESPACE_URL, before)}" for before in AROUND_A_UUID),
    "SHA256:q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJC (ED25519)",
    "AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01",
    "sha512-q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJCrze8SNFZ4kA==",
    "hf_hub_download(repo_id, filename)", "npm_config_registry", "lin_reg_model", "sk_learn.metrics",
    "secret_name = vault_path", "DD_API_KEY=<your key>", "DD_API_KEY=${DD_API_KEY}",
    "VAULT_TOKEN=$(vault login -token-only)", "SENTRY_AUTH_TOKEN: ${{ secrets.SENTRY }}",
    "Authorization: Token token=<TOKEN>", "pypi-publish@release/v1", "r8_instruction_set", "dp.pt.x", "fm2_radio",
    "gsk_license", "shp_file", "whsec_...", "xai-org/grok", "pplx-api", "glpat-xxxxxxxxxxxxxxxxxxxx",
    "sk-proj-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
]  # fmt: skip


@pytest.mark.parametrize("text", NONE)
def test_no_digest_uuid_commit_fingerprint_or_name_is_accused(text: str) -> None:
    assert find(log(text)) == []


@settings(max_examples=300)
@given(st.text(HEX, min_size=32, max_size=128), st.sampled_from(["", "commit ", "sha256:", "-", "/", "key: ", "id_"]))
def test_hexadecimal_digits_alone_are_never_a_credential(digits: str, before: str) -> None:
    assert list(in_line(before + digits)) == []


@settings(max_examples=200)
@given(st.sampled_from(sorted(MADE)), st.integers(0, 50), st.text(WORD + " .,:;()", max_size=30))
def test_a_quick_look_at_marks_never_passes_over_what_a_pattern_finds(kind: str, seed: int, around: str) -> None:
    line = f"{around} {made(kind, seed)} {around}"
    found = {(one.kind, match[0]) for one in kinds() for match in one.pattern.finditer(line)}
    assert len(list(in_line(line))) >= len(found)


@pytest.mark.parametrize("kind", kinds(), ids=lambda one: one.kind)
def test_time_over_a_line_that_repeats_a_mark_is_linear(kind: object) -> None:
    taken = []
    for size in (4_000, 16_000):
        line = "".join(mark * (size // len(mark)) for mark in kind.marks)  # type: ignore[attr-defined]
        start = time.process_time()
        list(in_line(line + "a" * size + " " * size))
        taken.append(time.process_time() - start)
    assert taken[1] < 12 * taken[0] + 0.05


def test_kinds_are_in_order_and_each_stands_once() -> None:
    names = [kind.kind for kind in kinds()]
    assert names == sorted(names, key=str.casefold)
    assert len(set(names)) == len(names)
    assert all(kind.marks for kind in kinds())
