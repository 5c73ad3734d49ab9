"""What addresses and IDs are evidence of, and which addresses are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citefirst.evidence import ids, targets

DATA = Path(targets.__file__).parent
SYSTEMS = json.loads((DATA / "targets.json").read_text("utf-8"))["systems"]
REFUSED = json.loads((DATA / "refused.json").read_text("utf-8"))["refused"]


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system["system"])
def test_each_systems_example_is_recognised(system: dict[str, list[str]]) -> None:
    url, kind = system["example"]
    assert targets.classify(url) == targets.Classification(kind, str(system["system"]))
    assert targets.refused(url) is None
    assert targets.malformed(url) is None


@pytest.mark.parametrize("entry", REFUSED, ids=lambda entry: entry["example"])
def test_each_refusals_example_is_refused(entry: dict[str, str]) -> None:
    assert targets.refused(entry["example"]) == entry["reason"]


KINDS = [
    ("https://github.com/acme/shop/pull/812/files#diff-1", "pull-request"),
    ("https://github.com/acme/shop/pull/812?w=1", "pull-request"),
    ("https://GITHUB.com./acme/shop/commit/0a1b2c3", "commit"),
    ("https://github.acme.example/acme/shop/issues/7", "ticket"),
    ("https://github.com/acme/shop/actions/runs/123/job/4", "ci-run"),
    ("https://github.com/acme/shop/deployments/8123", "deploy"),
    ("https://github.com/acme/shop/releases/tag/v1", "release"),
    ("https://github.com/acme/shop", "link"),
    ("https://github.com/acme/pulley", "link"),
    ("https://gitlab.acme.example/a/b/c/shop/-/pipelines/9", "ci-run"),
    ("https://gitlab.com/acme/shop/-/issues/9", "ticket"),
    ("https://acme.atlassian.net/wiki/spaces/X", "document"),
    ("https://monitoring.grafana.acme.example/explore?x=1", "log-query"),
    ("https://acme.grafana.net/d/abc/x", "dashboard"),
    ("https://app.datadoghq.eu/apm/trace/1", "trace"),
    ("https://app.datadoghq.com/dashboard/abc", "dashboard"),
    ("https://kibana.example.com/app/dashboards#/view/1", "dashboard"),
    ("https://kibana.example.com/s/ops/app/discover#/", "log-query"),
    ("https://console.aws.amazon.com/cloudwatch/home?region=x#dashboards:name=y", "dashboard"),
    ("https://console.cloud.google.com/monitoring/dashboards/x", "dashboard"),
    ("https://docs.google.com/document/d/x/edit", "document"),
    ("https://acme.sharepoint.com/:w:/s/x", "document"),
    ("https://acme.slack.com/archives/C1/p2", "message"),
    ("https://status.acme.example/x", "status-page"),
    ("https://example.com/anything", "link"),
    ("https://notgithub.com/acme/shop/pull/1", "link"),
    ("//grafana.example.com/d/x", "dashboard"),
    ("not an address", "link"),
]


@pytest.mark.parametrize(("url", "kind"), KINDS)
def test_kinds(url: str, kind: str) -> None:
    assert targets.classify(url).kind == kind


@pytest.mark.parametrize(
    "url",
    [
        "https://www.chatgpt.com/c/1",
        "https://CHATGPT.com/share/x",
        "https://chatgpt.com:443/share/x",
        "https://github.com@chatgpt.com/share/x",
        "https://chatgpt.com./share/x",
        "https://www.google.co.uk/search?q=x",
        "https://google.com/%73earch?q=x",
        "https://duckduckgo.com/?q=x",
        "https://github.com/copilot/c/1",
        "https://m365.cloud.microsoft/chat/x",
        "http://127.0.0.1:8080/",
        "http://[::1]/",
    ],
)
def test_no_evidence(url: str) -> None:
    assert targets.refused(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/features/copilot",
        "https://github.com/copilot-extensions/x/pull/1",
        "https://openai.com/policies",
        "https://google.com/maps",
        "https://www.google.com/searchable",
        "https://youtu.be/x",
        "https://gist.github.com/a/b",
        "https://reddit.com/r/x",
        "http://10.0.0.3/d/x",
        "https://notchatgpt.com/share/x",
        "https://duckduckgo.com/about",
    ],
)
def test_admissible(url: str) -> None:
    assert targets.refused(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://",
        "https:///x",
        "http:a",
        "ftp://a.example",
        "javascript:alert(1)",
        "mailto:a@b.example",
        "https://a b.example",
        "https://-",
        "https://a..b/x",
    ],
)
def test_malformed(url: str) -> None:
    assert targets.malformed(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example",
        "http://a.example:80/x?y#z",
        "https://[2001:db8::1]/x",
        "https://bücher.example/",
        "//a.example/x",
    ],
)
def test_sound(url: str) -> None:
    assert targets.malformed(url) is None


IDS = [
    ("It was INC-2041.", [("INC-2041", "incident")]),
    ("Fixed by #123 and acme/shop#12.", [("#123", "reference"), ("acme/shop#12", "reference")]),
    ("PR #812 and pull request #9, issue #7", [("#812", "pull-request"), ("#9", "pull-request"), ("#7", "ticket")]),
    ("PRs #1234567 merged", [("#1234567", "pull-request")]),
    ("(#12)", [("#12", "reference")]),
    (
        "See CVE-2026-12345, GHSA-abcd-1234-wxyz and RFC 2119.",
        [("CVE-2026-12345", "advisory"), ("GHSA-abcd-1234-wxyz", "advisory"), ("RFC 2119", "standard")],
    ),
    (
        "deploy-8123, DEP-8123, CHG0031234",
        [("deploy-8123", "deploy"), ("DEP-8123", "deploy"), ("CHG0031234", "ticket")],
    ),
    ("at 0123456789abcdef0123456789abcdef01234567", [("0123456789abcdef0123456789abcdef01234567", "commit")]),
]


@pytest.mark.parametrize(("text", "expected"), IDS)
def test_known_ids(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(match.id, match.kind) for match in ids.find(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Block #8647535",
        "slot #12",
        "step #3",
        "option #2",
        "# 5",
        "#fff",
        "C#1",
        "&#123;",
        "https://a.example/x#123",
        "UTF-8",
        "SHA-256",
        "COVID-19",
        "SEV-2",
        "us-east-1",
        "ISO-8601",
        "armv7-unknown-linux",
        "INC-",
        "INC-12x",
        "XINC-12",
        "0a1b2c3",
        "#12345678",
        "page#12",
        "v1.2#3",
    ],
)
def test_what_only_looks_like_an_id(text: str) -> None:
    assert ids.find(text) == []


def test_a_commit_counts_in_code_only() -> None:
    assert [match.id for match in ids.find("at 0a1b2c3 now", [(3, 10)])] == ["0a1b2c3"]
    assert ids.find("at 1234567 now", [(3, 10)]) == []
    assert ids.find("at #123 now", [(3, 7)]) == []


@given(st.text(alphabet=st.sampled_from(list("abc:/?#[]@.%*-0179 \\é\n~")), max_size=60))
def test_nothing_raises(text: str) -> None:
    targets.classify(text)
    targets.refused(text)
    targets.malformed(text)
    for match in ids.find(text):
        assert text[match.start : match.end] == match.id
