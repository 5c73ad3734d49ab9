"""Records held against what they cite: on the command line, in the Action, and by whom it is asked for what."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import pytest
from click.testing import CliRunner
from fakes.github import FakeGitHub
from fakes.objects import made, put_commit, put_issue, put_pull, put_repository, stamp
from support.paths import ROOT
from support.scenario import BASE, GOOD, Files, PullRequest, Ran, Repository, environment, run
from support.web import Web, answer

from citefirst.cli import main
from citefirst.document.parse import parse
from citefirst.evidence.answers import Answer, CannotTell, Found, Missing, Target
from citefirst.evidence.ids import find
from citefirst.github.lookups import api_of, of_checkout, repository_of
from citefirst.lookup.address_guard import Guard
from citefirst.lookup.inquiry import Options
from citefirst.lookup.web import Limits
from citefirst.model import Problem
from citefirst.record.build import build
from citefirst.rules import RULES
from citefirst.rules.context import Context
from citefirst.rules.rule import Rule, needs
from citefirst.structs import replace
from citefirst.tasks.checkout import CheckRequest, Run

POSTMORTEM = Run.start(CheckRequest((ROOT / "examples",))).rulebook.catalogue.workflow("incident-postmortem")
PULL = "https://github.com/octo/demo/pull/12"
DEPLOY = "https://github.com/octo/demo/deployments/42"
RUN = "https://github.com/octo/demo/actions/runs/30"


def at(hour: int, minute: int = 0, day: int = 3) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


MERGED = Found("pull-request", "Fix the cart", at(14, 2), "merged")
DEPLOYED = Found("deploy", "production", at(14, 10), "success")
RAN = Found("ci-run", "Load test", at(14), "success", (at(13, 59), at(14, 40)))
ANSWERS: Mapping[Target, Answer] = {
    Target(PULL, "pull-request"): MERGED,
    Target(DEPLOY, "deploy"): DEPLOYED,
    Target(RUN, "ci-run"): RAN,
}


def known(text: str, answers: Mapping[Target, Answer] = ANSWERS) -> tuple[Problem, ...]:
    document = parse("docs/a.md", text, find)
    record = build(document, POSTMORTEM, lambda path: True, find, lambda address: None)
    context = Context(record=record, answers=answers)
    return tuple(replace(problem, code=rule.code) for rule in RULES for problem in _by_answers(context, rule))


def _by_answers(context: Context, rule: Rule) -> Iterator[Problem]:
    """What only those checks of a rule find that ask for answers."""
    checks = tuple(check for check in rule.checks if "answers" in needs(check))
    return context.ask(replace(rule, checks=checks))


# What answers make of a record


def test_what_is_missing_is_an_error_and_what_is_not_settled_a_warning_and_the_rest_is_counted() -> None:
    cited: dict[str, Answer] = {
        "a": Missing("its server answers 404"),
        "b": Found("link"),
        "c": CannotTell("its server failed (503)"),
    }
    text = " ".join(f"[{name}](https://{name}.example.com/x)" for name in (*cited, "unasked"))
    answers = {Target(f"https://{name}.example.com/x", "link"): answer for name, answer in cited.items()}
    pull = Target("#12", "pull-request")
    found = known(f"Checkout broke, see {text} and PR #12.\n", {**answers, pull: Found("pull-request", state="open")})
    assert [(problem.code, problem.message) for problem in found] == [
        ("CF302", "`https://a.example.com/x` is not there: its server answers 404"),
        ("CF303", "`#12` is there, but the pull request is open and not merged"),
    ]


def test_a_bare_number_that_is_missing_may_be_one_of_another_repository() -> None:
    (problem,) = known("Fixed by PR #12.\n", {Target("#12", "pull-request"): Missing("octo/demo has none")})
    assert problem.hint == "correct it, write owner/repository#number, or say UNKNOWN"


def timeline(lines: str, title: str = "Timeline", front: str = "") -> tuple[Problem, ...]:
    return known(f"---\nworkflow: x\n{front}---\n# Cart\n\n## {title}\n\n{lines}\n")


SAID = "the line says 13:02, and the pull request was merged on 2026-11-03 at 14:02 (UTC), 1 hour apart"
TABLE = f"| Time{{}} | Event |\n| --- | --- |\n| 13:02 | merged ([#12]({PULL})) |\n"


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (f"- 13:02 UTC merged ([#12]({PULL}))", "Timeline"),
        (f"- 13:02 merged ([#12]({PULL}))", "Timeline (UTC)"),
        (f"All times are in UTC.\n\n- 13:02 merged ([#12]({PULL}))", "Timeline"),
        (f"Times in UTC:\n\n- 13:02 merged ([#12]({PULL}))", "Timeline"),
        (TABLE.format(" (UTC)"), "Timeline"),
    ],
)
def test_an_event_is_held_against_the_time_of_what_it_cites(lines: str, title: str) -> None:
    assert [(problem.code, problem.message) for problem in timeline(lines, title)] == [("CF209", SAID)]


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (f"- 14:02 UTC merged ([#12]({PULL}))", "Timeline"),
        (f"- 13:02 merged ([#12]({PULL}))", "Timeline"),  # of any zone
        (f"- 13:02 merged ([#12]({PULL}))", "Timeline (UTC+1)"),
        (f"All times are in UTC-1.\n\n- 13:02 merged ([#12]({PULL}))", "Timeline"),
        (f"Times are local, not UTC.\n\n- 13:02 merged ([#12]({PULL}))", "Timeline"),
        (TABLE.format(""), "Timeline"),
        (f"The alert of 13:02 UTC fell silent.\n\n- 13:02 merged ([#12]({PULL}))", "Timeline"),
        (f"- 13:02 UTC merged ([#12]({PULL}))", "Follow-up"),
        (f"At 13:02 UTC it was merged ([#12]({PULL})).", "Timeline"),
        (f"- 13:02 UTC merged and deployed ([#12]({PULL}), [42]({DEPLOY}))", "Timeline"),
        (f"- 14:30 UTC the load test fails ([30]({RUN}))", "Timeline"),
        ("- 13:02 UTC merged ([x](https://x.example.com/))", "Timeline"),
    ],
)
def test_no_time_is_doubted_where_it_may_be_right(lines: str, title: str) -> None:
    assert timeline(lines, title) == ()


def test_a_run_lasts_and_has_an_end() -> None:
    (problem,) = timeline(f"- 15:00 UTC the load test fails ([30]({RUN}))")
    assert problem.message.endswith("and the run started on 2026-11-03 at 14:00 (UTC), 1 hour apart")


@pytest.mark.parametrize(
    ("front", "above", "apart"),
    [
        ("date: 2026-11-03\n", "", None),
        ("date: 2026-11-02\n", "", None),  # it went on over midnight
        ("date: 2026-11-09\n", "", "5 days apart"),
        ("date: 2026-11-09\n", "- 2026-11-03 14:00 UTC an alert\n", None),
        ("date: 2026-11-03\n", "- 2026-11-09 14:00 UTC an alert\n", "5 days apart"),
        ("date: 2026-11-09\n", "- **2026-11-03**\n", None),
        ("date: 2026-11-09\n", "- 3 November 14:00 UTC an alert\n", None),
        ("date: 2026-11-09\n", "- 3/11/2026 14:00 UTC an alert\n", None),  # or 11 March
        ("date: 2026-11-03\n", "- 14:00 UTC an alert, which is to be mended by 2026-12-01\n", None),
        ("date: soon\n", "", None),
        ("", "", None),
    ],
)
def test_a_line_without_a_date_is_of_the_day_above_it_or_of_the_records(
    front: str, above: str, apart: str | None
) -> None:
    found = timeline(f"{above}- 14:02 UTC merged ([#12]({PULL}))", front=front)
    assert [apart in problem.message for problem in found if apart] == ([True] if apart else [])
    assert len(found) == bool(apart)


# Who is asked


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("https://github.com/octo/demo.git", "octo/demo"),
        ("https://github.com/octo/demo", "octo/demo"),
        ("https://github.com/octo/demo/", "octo/demo"),
        ("https://x-access-token:secret@github.com/octo/demo.git", "octo/demo"),
        ("git@github.com:octo/demo.git", "octo/demo"),
        ("github.com:octo/demo", "octo/demo"),
        ("ssh://git@github.com/octo/demo.git", "octo/demo"),
        ("ssh://git@ssh.github.com:443/octo/demo.git", "octo/demo"),
        ("git@GitHub.com:octo/demo.js.git", "octo/demo.js"),
        ("https://gitlab.com/octo/demo.git", ""),
        ("git@gitlab.com:octo/demo.git", ""),
        ("https://github.com.evil.example/octo/demo", ""),
        ("https://github.com/octo/demo/tree", ""),
        ("https://github.com/octo/..", ""),
        ("/srv/git/octo/demo.git", ""),
        ("../demo", ""),
        ("https://[", ""),
        ("", ""),
    ],
)
def test_which_repository_an_origin_is(origin: str, expected: str) -> None:
    assert repository_of(origin, "https://github.com") == expected


def test_a_token_for_one_github_does_not_go_to_the_api_of_another() -> None:
    assert api_of("https://github.com") == "https://api.github.com"
    assert api_of("https://acme.ghe.com") == "https://api.acme.ghe.com"
    assert api_of("https://git.acme.example") == "https://git.acme.example/api/v3"
    site = of_checkout({"GITHUB_SERVER_URL": "https://git.acme.example"}, "").inquiry.options.site
    assert site
    assert site.api == "https://git.acme.example/api/v3"


@pytest.mark.parametrize(
    ("environ", "place"),
    [
        ({"XDG_CACHE_HOME": "/c", "HOME": "/h"}, "/c/citefirst"),
        ({"XDG_CACHE_HOME": "c", "HOME": "/h"}, "/h/.cache/citefirst"),
        ({"HOME": "/h"}, "/h/.cache/citefirst"),
        ({}, None),
    ],
)
def test_where_answers_are_kept(environ: Mapping[str, str], place: str | None) -> None:
    assert of_checkout(environ, "").inquiry.options.cache == (Path(place) if place else None)


# A whole run


@pytest.fixture
def server(tmp_path: Path) -> Iterator[FakeGitHub]:
    with FakeGitHub(tmp_path / "repository") as started:
        put_repository(started)
        yield started
    assert started.violations == []


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as started:
        yield started


def options(web: Web, cache: Path | None = None) -> Options:
    """Every host is at one server of this machine; `private` hosts are in a network of their own."""

    def resolve(host: str, seconds: float) -> Sequence[str]:
        return ["10.0.0.1"] if host.startswith("private") else ["127.0.0.1"]

    guard = Guard(resolve, frozenset((web.port,)), lambda address: address == ip_address("127.0.0.1"))
    return Options(guard=guard, limits=Limits(pause=0.01, longest=0.2, spacing=0), cache=cache)


def citing(*sources: str) -> str:
    """A record with a line for each source."""
    lines = "\n".join(f"- Checkout broke for the {number}th time. {source}" for number, source in enumerate(sources))
    body, _, _ = GOOD.partition("Checkout p99 rose")
    return f"{body}{lines}\n"


def link(web: Web, host: str, path: str = "/x") -> str:
    return f"[it](http://{host}.example.com:{web.port}{path})"


def found(report: str) -> list[tuple[str, str]]:
    return [(finding["code"], finding["message"]) for finding in json.loads(report)["findings"]]


PAGES: list[tuple[bytes, str, list[str], int]] = [
    (answer(200, {"Content-Type": "text/plain"}, b"14:02 checkout p99 rose to 4.2 s\n"), "held", [], 1),
    (answer(200, {"Content-Type": "text/plain"}, b"nothing of the kind\n"), "differs", ["CF307"], 0),
    (answer(200, {"Content-Type": "text/html"}, b"<p>checkout <b>p99</b> rose to 4.2&nbsp;s</p>"), "held", [], 1),
    (answer(200, {"Content-Type": "text/html"}, b"<p>checkout p99 rose to 4.3 s</p>"), "differs", ["CF307"], 0),
    (answer(200, {"Content-Type": "text/html"}, b"<div id=app></div><script>x()</script>"), "untold", [], 0),
    (answer(200, {"Content-Type": "application/pdf"}, b"%PDF-1.7"), "untold", [], 0),
    (answer(200, {"Content-Type": "text/plain", "Content-Encoding": "gzip"}, b"\x1f\x8b"), "untold", [], 0),
    (answer(200, {"Content-Type": "text/plain"}, b"x" * (2 << 20) + b"yz"), "untold", [], 0),
    (answer(200, {"Content-Type": "text/plain; charset=latin-9x"}, b"x"), "untold", [], 0),
    (answer(200, {"Content-Type": "text/plain"}, b"\xff\xff"), "untold", [], 0),
    (answer(403), "untold", [], 0),
    (answer(500), "untold", [], 0),
]


@pytest.mark.parametrize(("page", "state", "codes", "quoted"), PAGES)
def test_a_quote_is_held_against_what_anybody_may_read(
    tmp_path: Path, web: Web, page: bytes, state: str, codes: list[str], quoted: int
) -> None:
    web.answers = {"/x": page}
    head, _, _ = GOOD.partition("Checkout p99 rose")
    url = f"http://a.example.com:{web.port}/x"
    text = f"{head}Checkout broke on 3 May. [S9]\n\n[S9]: {url} \"page: p99, quote: 'checkout p99 rose to 4.2 s'\"\n"
    Repository.new(tmp_path).commit({**BASE, "docs/a.md": text})
    run = Run.start(CheckRequest((tmp_path / "docs/a.md",), online=True), options(web))
    checked = run.one()
    assert checked.record
    assert [each.state for found in checked.record.evidence.values() for each in found.quotes] == [state]
    assert [each.code for each in checked.report.findings if each.code == "CF307"] == codes
    assert checked.report.claims.quoted == quoted


def test_a_private_network_is_not_read(tmp_path: Path, web: Web) -> None:
    head, _, _ = GOOD.partition("Checkout p99 rose")
    url = f"http://private.example.com:{web.port}/x"
    text = f"{head}Checkout broke on 3 May. [S9]\n\n[S9]: {url} \"page: p99, quote: 'checkout p99 rose'\"\n"
    Repository.new(tmp_path).commit({**BASE, "docs/a.md": text})
    checked = Run.start(CheckRequest((tmp_path / "docs/a.md",), online=True), options(web)).one()
    assert checked.record
    (found,) = checked.record.evidence.values()
    assert "not requested" in found.quotes[0].reason


def test_a_run_asks_the_web_and_no_private_network(tmp_path: Path, web: Web) -> None:
    web.answers = {"/there": answer(200), "/gone": answer(410), "/login": answer(401)}
    sources = [link(web, "a", f"/{path}") for path in ("there", "gone", "login")]
    text = citing(*sources, link(web, "private"), "[log](../README.md#shop)", "INC-2041", "#12")
    Repository.new(tmp_path).commit({**BASE, "docs/a.md": text})
    given = Run.start(CheckRequest((tmp_path,), online=True), options(web, tmp_path / "cache"))
    report = given.report(given.files())
    gone = f"http://a.example.com:{web.port}/gone"
    assert [(finding.code, finding.message) for finding in report.findings] == [
        ("CF302", f"`{gone}` is not there: its server answers 410")
    ]
    assert report.looked_up == (4, 2)
    assert [untold.reason for untold in report.records[0].untold] == [
        "its server asks for a login (401)",
        "it is not requested: its host is not on the public Internet",
    ]
    assert {asked.headers["host"] for asked in web.asked} == {f"a.example.com:{web.port}"}


def three_at_once(web: Web) -> dict[str, str | bytes | None]:
    """Records whose sources answer only when all are asked."""
    together = threading.Barrier(3)

    def waiting() -> Iterator[bytes]:
        together.wait(10)
        yield answer(200)

    web.answers["/x"] = waiting
    return {f"docs/{name}.md": citing(link(web, name)) for name in "abc"}


def test_no_record_waits_for_the_sources_of_another(tmp_path: Path, web: Web) -> None:
    records = three_at_once(web)
    Repository.new(tmp_path).commit({**BASE, **records})
    given = Run.start(CheckRequest((tmp_path,), online=True), options(web, tmp_path / "cache"))
    report = given.report(given.files())
    assert (report.findings, report.looked_up) == ((), (3, 0))
    assert len(web.asked) == 3


def test_nothing_is_asked_where_nobody_wished_for_it(tmp_path: Path, web: Web) -> None:
    Repository.new(tmp_path).commit({**BASE, "docs/a.md": citing(link(web, "a"))})
    given = Run.start(CheckRequest((tmp_path,)), options(web))
    report = given.report(given.files())
    assert (report.findings, report.looked_up, web.asked) == ((), (0, 0), [])


def checked(tmp_path: Path, server: FakeGitHub, text: str, origin: str, *arguments: str) -> tuple[int, str]:
    """The command line in a checkout, with the fake in the place of GitHub's API."""
    repository = Repository.new(server.repository)
    repository.commit({**BASE, "docs/a.md": text})
    if origin:
        repository.git("remote", "add", "origin", origin)
    environ = {
        "GITHUB_API_URL": server.url,
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_TOKEN": "secret",
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    done = CliRunner(env=environ).invoke(main, ["check", "--online", *arguments, str(server.repository)])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.exit_code, done.output


def put_all(server: FakeGitHub) -> None:
    put_pull(server, 12)
    put_pull(server, 13, state="open", merged=False, merged_at=None, closed_at=None)
    put_issue(server, 5, state="open", created_at=stamp(9), updated_at=stamp(9), closed_at=None)
    times = {"created_at": stamp(8), "run_started_at": stamp(9), "updated_at": stamp(10)}
    failed = {"display_title": "Load test", "status": "completed", "conclusion": "failure"}
    server.objects["/actions/runs/30"] = made("workflow-run", server, "/actions/runs/30", **failed, **times)


CITED = ("PR #12", "octo/demo#5", "PR #13", "PR #14", "ticket #4711", f"[run]({RUN})", "[panel](http://10.0.0.1/d/x)")


def test_objects_of_github_are_looked_up_on_the_command_line(tmp_path: Path, server: FakeGitHub) -> None:
    put_all(server)
    code, report = checked(tmp_path, server, citing(*CITED), "git@github.com:octo/demo.git", "--format", "json")
    assert found(report) == [
        ("CF303", "`#13` is there, but the pull request is open and not merged"),
        ("CF302", "`#14` is not there: octo/demo has no pull request 14"),
        ("CF303", f"`{RUN}` is there, but the run failed"),
    ]
    assert code == 1
    (record,) = json.loads(report)["records"]
    assert record["lookups"] == {
        "sources": 7,
        "untold": [
            {"target": "#4711", "reason": "it does not say which repository or system it belongs to"},
            {"target": "http://10.0.0.1/d/x", "reason": "it is not requested: its host is not on the public Internet"},
        ],
    }


def test_the_report_says_how_many_sources_nobody_can_tell_of(tmp_path: Path, server: FakeGitHub) -> None:
    put_all(server)
    text = citing("PR #12", "[panel](http://10.0.0.1/d/x)")
    code, report = checked(tmp_path, server, text, "https://github.com/octo/demo")
    assert code == 0
    assert report.splitlines()[-1] == "2 sources looked up, 1 without an answer"


def test_ids_mean_something_else_where_the_repository_is_elsewhere(tmp_path: Path, server: FakeGitHub) -> None:
    text = citing("PR #14", "octo/demo#15", "`6dcb09b`")
    assert checked(tmp_path, server, text, "https://gitlab.com/octo/demo", "--format", "json")[0] == 0
    assert server.calls == []


def test_commits_are_looked_up_by_the_first_digits_too(tmp_path: Path, server: FakeGitHub) -> None:
    repository = Repository.new(server.repository)
    first = repository.commit({"a": "1"})
    last = repository.git("commit-tree", "-m", "elsewhere", "-p", first, f"{first}^{{tree}}")
    for sha in (first, last):
        put_commit(server, sha, sha[:9])
    url = "https://github.com/octo/demo/commit/"
    text = citing(f"[a]({url}{first[:9]})", f"[b]({url}{last[:9]})", f"[c]({url}abcdef12)", "`abcdef123`")
    _, report = checked(tmp_path, server, text, "git@github.com:octo/demo.git", "--format", "json")
    assert found(report) == [
        ("CF303", f"`{url}{last[:9]}` is there, but the commit is not on the default branch"),
        ("CF302", f"`{url}abcdef12` is not there: octo/demo has no commit abcdef12"),
    ]
    assert json.loads(report)["summary"]["lookups"] == {"sources": 4, "untold": 1}


def test_whoever_asks_for_themselves_asks_for_all_that_they_may_see(tmp_path: Path, server: FakeGitHub) -> None:
    put_repository(server, private=True)
    text = citing("[it](https://github.com/octo/demo/pull/14)")
    _, report = checked(tmp_path, server, text, "git@github.com:acme/records.git", "--format", "json")
    assert [code for code, _ in found(report)] == ["CF302"]


# In the Action


def judged(tmp_path: Path, server: FakeGitHub, web: Web, head: Files, own: str = "octo/demo", **inputs: str) -> Ran:
    pull = PullRequest.open(server.repository, BASE, head)
    server.pull(pull.number, pull.base, pull.head)
    environ = environment(
        tmp_path / "runner", pull.repository.root, "pull_request", pull.payload(), pull.merge, **inputs
    )
    given = {"GITHUB_API_URL": server.url, "GITHUB_REPOSITORY": own, "HOME": str(tmp_path / "home")}
    return run(environ | given, options(web))


def test_the_action_looks_up_what_a_pull_request_cites(tmp_path: Path, server: FakeGitHub, web: Web) -> None:
    put_all(server)
    web.answers = {"/there": answer(200), "/gone": answer(410)}
    sources = [link(web, "a", "/there"), link(web, "a", "/gone"), link(web, "private")]
    other = "https://github.com/acme/secret/pull/1"
    text = citing(*sources, "PR #12", "PR #13", "PR #14", f"[other]({other})")
    ran = judged(tmp_path, server, web, {"docs/a.md": text}, online="true", comment="always")
    assert found(ran.file("json-file")) == [
        ("CF302", f"`http://a.example.com:{web.port}/gone` is not there: its server answers 410"),
        ("CF303", "`#13` is there, but the pull request is open and not merged"),
        ("CF302", "`#14` is not there: octo/demo has no pull request 14"),
    ]
    assert (ran.exit, ran.outputs["errors"], ran.outputs["warnings"]) == (1, "2", "1")
    said = "7 sources looked up, 2 without an answer"
    for place in (ran.log, ran.summary, server.comments[0]["body"]):
        assert said in place
    assert "secret" not in repr([asked.headers for asked in web.asked])
    assert len(web.asked) == 2
    assert not (tmp_path / "home").exists()


def test_the_action_asks_for_nothing_by_itself(tmp_path: Path, server: FakeGitHub, web: Web) -> None:
    ran = judged(tmp_path, server, web, {"docs/a.md": citing(link(web, "a"), "PR #14")}, comment="never")
    assert (ran.exit, web.asked, server.calls) == (0, [], [])
    assert "looked up" not in ran.log + ran.summary


def test_no_record_of_a_pull_request_waits_for_the_sources_of_another(
    tmp_path: Path, server: FakeGitHub, web: Web
) -> None:
    ran = judged(tmp_path, server, web, three_at_once(web), online="true", comment="never")
    assert (ran.outputs["findings"], len(web.asked)) == ("0", 3)
    assert "3 sources looked up, 0 without an answer" in ran.log


def test_whoever_opens_a_pull_request_learns_nothing_of_private_repositories(
    tmp_path: Path, server: FakeGitHub, web: Web
) -> None:
    put_repository(server, private=True)
    head = {"docs/a.md": citing("[it](https://github.com/octo/demo/pull/14)")}
    ran = judged(tmp_path, server, web, head, "acme/records", online="true", comment="never")
    assert found(ran.file("json-file")) == []
    assert "1 source looked up, 1 without an answer" in ran.log


def test_a_record_cannot_cite_the_pull_request_that_it_comes_with(tmp_path: Path, server: FakeGitHub, web: Web) -> None:
    put_pull(server, 7, state="open", merged=False, merged_at=None, closed_at=None)
    own = "https://github.com/octo/demo/pull/7"
    text = citing("PR #7", f"[it]({own})")
    ran = judged(tmp_path, server, web, {"docs/a.md": text}, online="true", comment="never")
    assert [code for code, _ in found(ran.file("json-file"))] == ["CF304", "CF304"]
    assert server.calls == []
