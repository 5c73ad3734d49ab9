"""Credentials in a log: which are found, which look like one and are none, and that none remains."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citefirst.ailog.credentials import in_line
from citefirst.ailog.errors import AiLogError
from citefirst.ailog.model import CitedPage, Log, LogOrigin, Message, Redaction
from citefirst.ailog.secrets import Credential, _detected, find, redact

B64 = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ"
# In two parts each, so that no scanner of this repository takes them for real ones.
REAL = {
    "AWS Access Key": "AKIA" + "QYLPMN5HFIQR7XYA",
    "GitHub Token": "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8",
    "GitLab Token": "glpat-" + "a1B2c3D4e5F6g7H8i9J0",
    "Slack Token": "xoxb-" + "2409012345-2409012346-a1B2c3D4e5F6g7H8",
    "Stripe Access Key": "sk_live_" + "a1B2c3D4e5F6g7H8i9J0k1L2",
    "NPM tokens": "//registry.npmjs.org/:_authToken=" + "npm_a1B2c3D4e5F6",
    "SendGrid API Key": "SG." + "a1B2c3D4e5F6g7H8i9J0k1" + ".a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V",
    "JSON Web Token": "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0" + ".dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFU",
    "Basic Auth Credentials": "postgres://cart:" + "hunter2hunter2@db.internal/shop",
    "Secret Keyword": 'password = "' + 'hunter2hunter2"',
    "Private Key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "Anthropic API Key": "sk-ant-api03-" + "a1B2c3D4e5" * 9,
    "GitHub Fine-grained Token": "github_pat_" + "a1B2c3D4e5" * 8 + "f6",
    "Google API Key": "AIza" + "SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q",
}  # fmt: skip
GREEDY = {"NPM tokens", "Private Key"}
"""Kinds of which the end is not known, so the rest of the line or of the key goes too."""
HARMLESS = [
    "The digest is sha256:3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d8b1a1a9f3a7bd3e2360a3d",
    "Commit 3a7bd3e2360a3d29eea436fcfb7e44c735d117c4 by 123e4567-e89b-12d3-a456-426614174000",
    f"The image is data:image/png;base64,{B64}",
    "Set AWS_ACCESS_KEY_ID to AKIAIOSFODNN7EXAMPLE as the manual does.",
    'password = "your-password"',
    'password = "<password>"',
    'password = "${DB_PASSWORD}"',
    'api_key = os.environ["API_KEY"]',
    'token: "xxxxxxxxxxxxxxxxxxxx"',
    "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "postgres://user:password@localhost/db",
    "The password must be changed every ninety days, and the secret is kept by two people.",
    "See https://grafana.example.com/d/abc?orgId=1&from=now-6h",
    "",
]


def log(*texts: str, sources: tuple[CitedPage, ...] = (), title: str = "") -> Log:
    messages = tuple(Message("assistant", text, sources=sources) for text in texts)
    return Log(tool="x", account="managed", messages=messages, origin=LogOrigin("messages", "0" * 64, "", title))


HINTED = [
    ' AKC' + 'pqrstuvwxyz ', 'AP5' + 'AbCdEfGh1', 'xoxb-' + '1-a', 'PuTTY-User-Key-File-2', 'secret("' + 'swordfish")',
    'eyJhbGciOiJub25lIn0.' + 'eyJzdWIiOiIxIn0.', '"' + 'swordfish" == my_passwd', 'cloudant_key=' + 'abcdefgh' * 3,
    "aws key '" + "a1B2/c3D4+" * 4 + "'", "//r/:_authToken=npm_" + "a", "x://a:" + "b@",
]  # fmt: skip
"""Credentials as short as detectors take them."""


@pytest.mark.parametrize("kind", REAL)
def test_a_credential_is_found_with_its_place_and_never_shown(kind: str) -> None:
    found = find(log("Nothing here.", f"Well:\n\nuse {REAL[kind]} for it"))
    assert Credential(1, 3, kind) in found
    assert REAL[kind] not in repr(found)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_like_a_credential_is_left_alone(text: str) -> None:
    assert find(log(text)) == []
    assert redact(log(text)) == log(text)


@pytest.mark.parametrize("kind", REAL)
def test_a_credential_is_taken_out_wherever_it_stands(kind: str) -> None:
    secret = REAL[kind]
    whole = log(f"use {secret} now", f"again: {secret}", sources=(CitedPage(url=f"https://a.example/?k={secret}"),))
    clean = redact(whole)
    assert find(clean) == []
    core = secret.split("=")[-1].split("//cart:")[-1].strip(' "')
    assert core not in str(clean)
    assert any(one.reason == kind for one in clean.redactions)
    assert clean.messages[0].text.startswith("use ")
    assert clean.messages[0].text.endswith(" now") or kind in GREEDY


def test_a_private_key_goes_as_a_whole() -> None:
    text = f"a\n{REAL['Private Key']}\nMIIEowIBAAKCAQEA\nabc+/=\n-----END RSA PRIVATE KEY-----\nb"
    clean = redact(log(text))
    assert clean.messages[0].text == "a\n[redacted: Private Key]\nb"
    assert clean.redactions == (Redaction(0, "Private Key", 1),)


def test_a_putty_key_goes_as_a_whole() -> None:
    body = "ssh-rsa\nEncryption: none\nPrivate-Lines: 1\nAAAAB3NzaC1\nPrivate-MAC: 1a2b"
    assert redact(log(f"a\nPuTTY-User-Key-File-2: {body}\nb")).messages[0].text == "a\n[redacted: Private Key]\nb"


def test_a_credential_that_was_given_to_a_name_goes_from_prose_as_well() -> None:
    clean = redact(log('password = "hunter2hunter2"', "The password hunter2hunter2 works, hunter2hunter2x does not."))
    assert clean.messages[1].text == "The password [redacted: Secret Keyword] works, hunter2hunter2x does not."
    assert clean.redactions == (Redaction(0, "Secret Keyword", 1), Redaction(1, "Secret Keyword", 1))


def test_a_log_that_is_full_of_credentials_is_refused() -> None:
    with pytest.raises(AiLogError, match="more than 1000 credentials"):
        redact(log("\n".join("AKIA" + f"QYLPMN5HFIQR{number:04}" for number in range(1_001))))


def test_two_of_a_kind_on_a_line_are_both_taken_out() -> None:
    clean = redact(log('password = "hunter2hunter2"; password = "swordfish99"', "hunter2hunter2 swordfish99"))
    assert "hunter2" not in str(clean)
    assert "swordfish" not in str(clean)


def test_the_title_and_sources_are_searched_too() -> None:
    title = f"use {REAL['AWS Access Key']}"
    sources = (CitedPage(title=REAL["GitHub Token"]),)
    assert find(log("x", sources=sources, title=title)) == [
        Credential(0, 0, "AWS Access Key"),
        Credential(0, 0, "GitHub Token"),
    ]
    assert find(redact(log("x", sources=sources, title=title))) == []


def test_a_credential_at_the_edge_of_a_window_is_found() -> None:
    for before in range(2_400, 2_600, 7):
        assert find(log("-" * before + " " + REAL["GitHub Token"] + " " + "-" * 4_000))


@settings(max_examples=100)
@given(st.lists(st.sampled_from([*REAL.values(), *HARMLESS, "\n", " ", "and"]), max_size=12))
def test_nothing_remains_of_any_mixture(parts: list[str]) -> None:
    clean = redact(log(" ".join(parts)))
    assert find(clean) == []
    assert redact(clean) == clean


@settings(max_examples=300)
@given(st.data())
def test_the_quick_look_never_passes_over_what_the_detectors_find(data: st.DataObject) -> None:
    secret = data.draw(st.sampled_from([*REAL.values(), *HINTED]))
    start, end = data.draw(st.integers(0, 4)), len(secret) - data.draw(st.integers(0, 4))
    line = data.draw(st.sampled_from(["", "x ", '"'])) + secret[start:end] + data.draw(st.sampled_from(["", '"', " y"]))
    assert bool(find(log(line))) == bool(list(_detected(line)) or list(in_line(line)))


def test_a_log_without_anything_like_a_credential_loads_no_detectors() -> None:
    code = (
        "import sys; from citefirst.ailog.model import Log, Message; from citefirst.ailog.secrets import find;"
        "find(Log(tool='x', account='managed', messages=(Message('user', 'Which key facts pass the 4.2 s limit?'),)));"
        "sys.exit('detect_secrets' in sys.modules or 'requests' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_nothing_is_asked_of_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("a connection")

    monkeypatch.setattr(socket, "socket", refused)
    monkeypatch.setattr(socket, "create_connection", refused)
    assert len(find(log(*REAL.values()))) >= len(REAL)


@pytest.mark.parametrize(
    "piece",
    [
        "password",
        "`",
        "password=`",
        "`key",
        "'a",
        "password=",
        "://a:",
        "eyJ",
        'secret:"',
        "password ",
        "a_",
        "AC",
        "-----BEGIN ",
    ],
)
def test_time_is_bounded_over_a_long_line(piece: str) -> None:
    start = time.process_time()
    find(log(piece * (50_000 // len(piece))))
    assert time.process_time() - start < 10
