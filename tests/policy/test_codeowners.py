"""CODEOWNERS as GitHub documents it ("About code owners"): examples first, then what holds of any file and any path."""

from __future__ import annotations

import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citefirst.policy.codeowners import find, parse

DOCUMENTED = """\
# This is a comment.

*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/*  docs@example.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat
/apps/github
"""


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("README.md", ("@global-owner1", "@global-owner2")),
        ("deep/er/README.md", ("@global-owner1", "@global-owner2")),
        ("src/a.js", ("@js-owner",)),
        ("src/A.JS", ("@global-owner1", "@global-owner2")),
        ("a.go", ("docs@example.com",)),
        ("x/y.txt", ("@octo-org/octocats",)),
        ("build/logs/day/1.md", ("@octocat",)),
        ("lib/apps/a.md", ("@octocat",)),
        ("docs/getting-started.md", ("@doctocat",)),
        ("lib/docs/a.md", ("@global-owner1", "@global-owner2")),
        ("scripts/a/b.sh", ("@doctocat", "@octocat")),
        ("deeply/nested/logs/1", ("@octocat",)),
        ("apps/a.md", ("@octocat",)),
        ("apps/github/a.md", ()),
        ("apps/github", ()),
        ("apps/githubs/a.md", ("@octocat",)),
    ],
)
def test_the_documented_file_gives_paths_to_whom_github_says(path: str, owners: tuple[str, ...]) -> None:
    line = parse(DOCUMENTED.encode()).of(path)
    assert line
    assert line.owners == owners


@pytest.mark.parametrize(
    ("pattern", "inside", "outside"),
    [
        ("docs/*", "docs/a.md", "docs/build-app/troubleshooting.md"),
        ("docs/*", "docs/a.md", "lib/docs/a.md"),
        ("docs/**", "docs/b/c.md", "docs"),
        ("/*", "a.md", "b/a.md"),
        ("docs", "lib/docs/b/a.md", "documents/a.md"),
        ("docs/", "lib/docs/a.md", "docs"),
        ("/docs/a.md", "docs/a.md", "lib/docs/a.md"),
        ("a/**/b", "a/b", "a/x/c"),
        ("a/**/b", "a/x/y/b/c.md", "ab"),
        ("b/**/", "b/c/a.md", "b/a.md"),
        ("inc-?.md", "docs/inc-4.md", "docs/inc-42.md"),
        (r"two\ words/", "two words/a.md", "two/a.md"),
        (r"\*.md", "docs/*.md", "docs/a.md"),
        ("a//b", "a//b", "a/b"),
        ("/", "", "a"),
    ],
)
def test_a_pattern_names_one_path_and_not_the_other(pattern: str, inside: str, outside: str) -> None:
    file = parse(f"{pattern} @a".encode())
    assert (not file.skipped, file.of(outside)) == (True, None)
    assert file.of(inside) is not None or pattern in ("/", "a//b")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("!docs/ @a", "taken back"),
        ("[Documentation] @a", "GitLab"),
        ("^[Documentation][2] @a", "GitLab"),
        ("docs/[a-z].md @a", "`[ ]`"),
        (r"\#a.md @a", "cannot begin"),
        ("docs/ @a alice", "`alice` is no owner"),
        ("docs/ @a, @b", "`@a,` is no owner"),
        ("docs/ @dependabot[bot]", "is no owner"),
        ("docs/ @-a", "is no owner"),
        ("docs\\", "backslash"),
    ],
)
def test_a_line_that_github_does_not_read_is_noted_and_skipped(line: str, reason: str) -> None:
    file = parse(f"* @hana\r\n{line}\r\n".encode())
    assert [(each.number, reason in each.reason) for each in file.skipped] == [(2, True)]
    found = file.of("docs/a.md")
    assert found
    assert (found.number, found.owners) == (1, ("@hana",))


NAMES = st.text("ab.-é #\\*?", min_size=1, max_size=6).filter(lambda name: name not in (".", ".."))
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)


def literal(path: str) -> str:
    return "/" + re.sub(r"([\\*? ])", r"\\\1", path)


@given(PATHS, PATHS)
def test_an_escaped_path_from_the_root_is_itself_and_what_is_below(path: str, other: str) -> None:
    line = parse(f"{literal(path)} @a".encode()).lines[0]
    assert line.matches(path)
    assert line.matches(f"{path}/{other}")
    assert line.matches(other) == (f"{other}/".startswith(f"{path}/"))


PIECES = st.lists(st.sampled_from(["a", "b.md", "*", "**", "?", "*.md", "a*b"]), min_size=1, max_size=4)


@given(PIECES, st.booleans(), st.booleans(), PATHS)
def test_a_folder_owns_no_more_than_its_name_does(pieces: list[str], rooted: bool, deeper: bool, path: str) -> None:
    """`x/` is what is below `x`, and `/x` is not more than `x` anywhere."""
    pattern = "/".join(pieces)
    anywhere = parse(f"**/{pattern} @a".encode()).of(path)
    if parse(f"/{pattern} @a".encode()).of(path):
        assert anywhere
    if pieces[-1] != "*" and parse(f"/{pattern}/ @a".encode()).of(path):
        assert parse(f"/{pattern} @a".encode()).of(path)


LINES = st.sampled_from(
    ["* @a", "docs/ @b", "*.md @c @d/e", "/docs/x.md", "!x @a", "# c", "", "docs/* f@g.org", "x [y]"]
)


@given(st.lists(LINES), st.lists(LINES), st.sampled_from(["docs/x.md", "a.md", "docs/y/z", "q"]))
def test_the_last_line_that_matches_decides(first: list[str], last: list[str], path: str) -> None:
    both, ending = (parse("\n".join(lines).encode()) for lines in (first + last, last))
    decides = ending.of(path) or parse("\n".join(first).encode()).of(path)
    found = both.of(path)
    assert (found and found.owners) == (decides and decides.owners)


@given(st.binary(max_size=200), PATHS)
def test_any_bytes_are_read(data: bytes, path: str) -> None:
    file = parse(data)
    file.of(path)
    numbers = [*(line.number for line in file.lines), *(each.number for each in file.skipped)]
    assert all(1 <= number <= data.count(b"\n") + 1 for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_time_does_not_explode() -> None:
    began = process_time()
    assert parse(b"/" + b"*a" * 60 + b"b/**/x/**/y/**/z/**/q @a").of("a" * 3000 + "/x/y/z" * 300) is None
    assert process_time() - began < 1


def test_the_file_is_looked_for_anew_each_time() -> None:
    """A language server asks the same tree for as long as it runs."""
    files = {"CODEOWNERS": b"* @alice"}

    def base(path: str, limit: int) -> bytes | None:
        return files.get(path)

    assert find(base) == ("CODEOWNERS", b"* @alice")
    files[".github/CODEOWNERS"] = b"* @bob"
    assert find(base) == (".github/CODEOWNERS", b"* @bob")
