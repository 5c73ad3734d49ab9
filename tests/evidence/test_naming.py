"""Links that say another thing than they lead to, and those that only seem to."""

from __future__ import annotations

import pytest

from citefirst.evidence.general import general
from citefirst.evidence.keys import advice, seen
from citefirst.evidence.naming import other

GH = "https://github.com/acme/shop"
MISLEADING = [
    ("PR #12", f"{GH}/pull/13", "#13"),
    ("#12", f"{GH}/pull/13/files", "#13"),
    ("#12", f"{GH}/issues/13#issuecomment-1", "#13"),
    ("acme/shop#12", f"{GH}/pull/13", "#13"),
    ("PR 12", f"{GH}/pull/13", "#13"),
    ("pull request #12: fix carts", f"{GH}/pull/13", "#13"),
    ("!12", "https://gitlab.com/acme/shop/-/merge_requests/13", "#13"),
    ("issue #12", f"{GH}/issues/13", "#13"),
    ("[#12]", f"{GH}/pull/13", "#13"),
    ("SHOP-1", "https://acme.atlassian.net/browse/SHOP-2", "SHOP-2"),
    ("SHOP-1: carts", "https://acme.atlassian.net/browse/SHOP-2?focusedId=3", "SHOP-2"),
    ("SHOP-1", "https://linear.app/acme/issue/CART-1/lost-carts", "CART-1"),
    ("SHOP-1", "https://acme.atlassian.net/boards/7?selectedIssue=SHOP-2", "SHOP-2"),
    ("ADR-033", "0034-use-postgres.md", "0034-use-postgres.md"),
    ("ADR 33", "../adr/adr-034.md", "adr-034.md"),
    ("RFC 0004", "../rfcs/0005-x.md#facts", "0005-x.md"),
    ("ADR-033: Use Redis", f"{GH}/blob/main/docs/adr/0034-use-postgres.md", "0034-use-postgres.md"),
    ("0033", "0034-use-postgres.md", "0034-use-postgres.md"),
    ("a1b2c3d", f"{GH}/commit/b2c3d4e5f60718293a4b5c6d7e8f90123456789a", "b2c3d4e5f60718293a4b5c6d7e8f90123456789a"),
    ("v1.2.3", f"{GH}/releases/tag/v1.2.4", "1.2.4"),
    ("shop 1.2.3", "https://www.npmjs.com/package/shop/v/1.3.0", "1.3.0"),
    ("cart.py", "../src/order.py", "order.py"),
    ("src/cart.py", f"{GH}/blob/main/src/order.py#L3", "order.py"),
    ("https://grafana.acme.io/d/abc", "https://evil.example/d/abc", "evil.example"),
    ("grafana.acme.io", "https://evil.example/", "evil.example"),
]


@pytest.mark.parametrize(("text", "target", "instead"), MISLEADING)
def test_a_link_that_leads_to_another_thing_of_the_kind(text: str, target: str, instead: str) -> None:
    assert other(text, target) == instead


HONEST = [
    ("PR #12", f"{GH}/pull/12"),
    ("PR #12", f"{GH}/pull/12/files#diff-1"),
    ("GH-12", f"{GH}/pull/12"),
    ("issue #12", f"{GH}/pull/13"),  # the pull request that settles the issue
    ("fix for #12", f"{GH}/pull/13"),
    ("the fix of issue #12", f"{GH}/pull/13"),
    ("step #2", f"{GH}/issues/13"),
    ("option 2", f"{GH}/issues/13"),
    ("#12 (comment)", f"{GH}/pull/12#issuecomment-13"),
    ("12", f"{GH}/pull/13"),
    ("two carts", f"{GH}/pull/13"),
    ("SHOP-1", "https://acme.atlassian.net/browse/SHOP-1"),
    ("SHOP-1", f"{GH}/pull/13"),
    ("SHOP-1", "https://docs.example.com/utf-8/a"),
    ("JIRA-3699", "https://issues.apache.org/jira/browse/JAMES-3699"),
    ("UTF-8", "https://acme.atlassian.net/browse/SHOP-2"),
    ("ISO-27001", "https://acme.atlassian.net/browse/SHOP-2"),
    ("CVE-2021-1", "https://acme.atlassian.net/browse/SHOP-2"),
    ("SHOP-1", "0034-plan.md"),
    ("ADR-034", "0034-use-postgres.md"),
    ("ADR 34", "./034-use-postgres.md"),
    ("ADR-033", "https://adr.example.com/0034"),
    ("ADR-033", "2024-05-03-use-redis.md"),
    ("Python 3", "0034-python.md"),
    ("week 44", "0034-plan.md"),
    ("a1b2c3d", f"{GH}/commit/a1b2c3d4e5f60718293a4b5c6d7e8f9012345678"),
    ("a1b2c3d", f"{GH}/pull/13"),
    ("defaced", f"{GH}/commit/b2c3d4e5f60718293a4b5c6d7e8f90123456789a"),
    ("v1.2.3", f"{GH}/releases/tag/v1.2.3"),
    ("v1.2", f"{GH}/releases/tag/v1.2.3"),
    ("Redis 7.2", "https://redis.io/docs/v/latest"),
    ("v1.2.3", f"{GH}/compare/v1.2.2...v1.2.4"),
    ("cart.py", "../src/cart.py#L3"),
    ("cart.md", "../docs/cart.html"),
    ("README.md", "../docs/index.md"),
    ("cart.csv", "carts.csv.gz"),
    ("Node.js", "https://nodejs.org/en/index.html"),
    ("three.js", f"{GH}/blob/main/threejs.md"),
    ("ASP.NET", "https://learn.microsoft.com/aspnet"),
    ("crates.io", "https://doc.rust-lang.org/cargo"),
    ("www.acme.io/x", "https://acme.io/x"),
    ("docs.acme.io", "https://acme.io/docs"),
    ("grafana.acme.io", "https://web.archive.org/web/2020/https://grafana.acme.io/"),
    ("grafana.acme.io", "https://safe.example/?url=https%3A%2F%2Fgrafana.acme.io%2F"),
    ("", f"{GH}/pull/13"),
    ("#12" * 200, f"{GH}/pull/13"),
]


@pytest.mark.parametrize(("text", "target"), HONEST)
def test_a_link_whose_text_names_the_same_or_another_kind_of_thing(text: str, target: str) -> None:
    assert other(text, target) == ""


@pytest.mark.parametrize("text", ["a/" * 5000, "A-" * 5000, "1." * 5000, "a." * 5000, "#1 " * 5000, "0" * 9000])
def test_a_long_text_is_compared_at_once(text: str) -> None:
    assert other(text[:300], f"{GH}/blob/main/{text}") == ""


WEIGHTS = [
    ("https://github.com", "none"),
    ("https://example.com/", "none"),
    ("https://example.com/index.html", "none"),
    ("https://example.com/?utm_source=x&utm_medium=y", "none"),
    ("https://example.com/#", "none"),
    ("https://example.com/#/", "none"),
    ("http://EXAMPLE.com:8080", "none"),
    ("https://grafana.example.com/", "none"),
    ("../LICENSE", "none"),
    ("LICENSE.md", "none"),
    ("/.gitignore", "none"),
    (".github/CODEOWNERS", "none"),
    ("https://github.com/acme/shop/blob/main/LICENSE", "none"),
    ("../README.md", "general"),
    ("https://github.com/acme/shop/blob/main/docs/readme.md", "general"),
    ("https://github.com/acme/shop", "general"),
    ("https://github.com/acme", "general"),
    ("https://gitlab.com/acme/shop/", "general"),
    ("https://acme.github.io/shop", None),
    ("https://grafana.example.com/#/d/abc", None),
    ("https://example.com/?q=carts", None),
    ("https://example.com/#prices", None),
    ("../README.md#setup", None),
    ("https://github.com/acme/shop#setup", None),
    ("https://example.com/a", None),
    ("https://github.com/acme/shop/pull/1", None),
    ("https://github.com/acme/shop/tree/main/src", None),
    ("logs/license-server.log", None),
    ("src/readme.py", None),
    ("INC-2041", None),
]


@pytest.mark.parametrize(("target", "weight"), WEIGHTS)
def test_what_says_nothing_of_a_claim(target: str, weight: str | None) -> None:
    found = general(target, "link" if "://" not in target else "")
    assert (found.weight if found else None) == weight


def test_a_directory_says_nothing() -> None:
    found = general("../src", "directory")
    assert found
    assert found.weight == "general"


ADVICE = [
    ("SHOP-123 was the cause.", 'ids: {"SHOP-{number}": {kind: ticket}}'),
    ("JIRA: BLUEBUTTON-1112", 'ids: {"BLUEBUTTON-{number}": {kind: ticket}}'),
    ("It is UTF-8, SHA-256 and ISO-27001.", ""),
    ("INC-97 and CVE-2021-4 are known.", ""),
    ("ADR-042 decided it.", ""),
    ("X-1, a-1, SHOP-1-2 and SHOP-1.2 are none.", ""),
]


@pytest.mark.parametrize(("text", "line"), ADVICE)
def test_the_line_of_the_policy_for_a_key(text: str, line: str) -> None:
    assert advice(text).rpartition("so: ")[2] == line


def test_forms_are_counted_by_times_and_files() -> None:
    found = seen(["SHOP-1 SHOP-2 CART-1", "SHOP-3 UTF-8", "OPS-1"])
    assert [tuple(each) for each in found] == [("SHOP-{number}", 3, 2)]
