"""Who a name is: software, groups and placeholders are refused as people, and no person is taken for one of them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import assume, given
from hypothesis import strategies as st
from support.paths import ROOT
from support.scenario import BASE, GOOD, POLICY, SCHEMA, Repository

from citefirst.ailog.assistants import known
from citefirst.check.pipeline import Checker, File
from citefirst.cli import main
from citefirst.errors import PolicyError
from citefirst.lookup.github_refs import SLUG
from citefirst.policy.reading import read
from citefirst.signing.people import Who, is_person, is_software, login, may_be_one, who
from citefirst.signing.reviews import Review, Reviews
from citefirst.workflow.catalogue import Catalogue, SchemaFile

DATA = ROOT / "src" / "citefirst" / "signing" / "impersonal.json"
TABLE = json.loads(DATA.read_text("utf-8"))
ROWS = [*TABLE["agents"], *TABLE["bots"]]
CATALOGUE = Catalogue({"note": SchemaFile("note", "note.schema.json", SCHEMA)})

SOFTWARE = """
    @claude | @claude[bot] | @claude-code | @Claude-Code | @claude-code_acme | @claudecode | @claude-opus-4-5
    @claude-ai | @cursor | @cursoragent | @cursor-agent | @devin | @devin-ai-integration | @copilot
    @copilot-swe-agent | @grok | @github-copilot | @copilot-pull-request-reviewer | @codex | @chatgpt-codex-connector
    @openai-codex | @gpt-5 | @grok-4 | @gemini | @gemini-cli | @gemini-code-assist | @gemini-2-5-flash
    @google-labs-jules | @jules | @amp | @ampcode | @aider | @opencode | @sweep-ai | @coderabbitai | @windsurf
    @codeium | @kilo-code | @roo-code | @cline | @replit-agent | @lovable-dev | @v0 | @qodo-merge-pro | @codium-ai
    @tabnine | @amazon-q-developer | @kiro-agent | @goose-ai | @junie | @openhands-agent | @factory-droid
    @warp-agent | @zed-agent | @bolt-new | @ellipsis-dev | @greptile-apps | @sourcery-ai | @linear-agent | @atlantis
    @mergify | @k8s-ci-robot | @pre-commit-ci | @allcontributors | @snyk-bot | @semantic-release-bot
    @codecov-commenter | @dependabot | @renovate | @github-actions | @web-flow | @release-bot | @acme-deploy-bot
    @acme_bot | @some-new-agent | @chatgpt-enterprise | @github-copilot-business | Claude <claude@acme.example>
    Claude Code <noreply@anthropic.com> | Claude Opus 4.1 <x@acme.example> | Claude 4 <x@acme.example>
    Cursor Agent <cursoragent@cursor.com> | Alice <noreply@acme.example> | Alice Ito <do-not-reply@acme.example>
    Amp <amp@ampcode.com> | GitHub Copilot <copilot@acme.example> | Alice Ito <1982+Copilot@users.noreply.github.com>
    Deploy Bot <deploy@acme.example> | Oz <oz-agent@warp.dev> | Gemini <assistant@acme.example>
    Gemini 2.5 Flash <g@acme.example> | ChatGPT (OpenAI) <alice@acme.example> | Anthropic Claude <a@acme.example>
    Cla\u00adude Co\u200bde <a@acme.example> | \uff23laude Code <a@acme.example>
    devin-ai-integration[bot] <158243242+devin-ai-integration[bot]@users.noreply.github.com>
"""
GROUPS = """
    @sre-team | @oncall | @on-call | @shop-oncall | @platform | @team-x | @x-squad | @admins | @everyone | @here
    @sre | @ops | @security | @support | @infra | @devops | @maintainers | @shop-maintainers | @all | @root | @admin
    @qa | @cto | @data-platform | @eu-support | @sre_acme | @shop-oncall_acme | The On-Call Team <priya@acme.example>
    SRE <priya@acme.example> | Platform Engineering <p@acme.example> | Customer Support EMEA <p@acme.example>
    Engineering Manager <p@acme.example> | Security <p@acme.example> | Priya Raman <team@acme.example>
    Priya Raman <oncall@acme.example> | Priya Raman <sre-eu@acme.example> | Priya Raman <ops+pager@acme.example>
    Priya Raman <security@acme.example> | Priya Raman <support@acme.example> | Priya Raman <admin@acme.example>
    Priya Raman <info@acme.example> | Priya Raman <hello@acme.example>
"""
PLACEHOLDERS = """
    @someone | @me | @username | @your-login | @firstname-lastname | @handle | @user | @ghost | @your-github-username
    Your Name <you@example.com> | John Doe <john.doe@acme.example> | Max Mustermann <max@acme.example>
    @your-login-here | @some-user | @their-handle | @gh-handle | @my-github-handle | @user1 | @nombre-apellido
    @usuario
    @benutzername | @prenom-nom | @nome-cognome | @the-owner | @real-name | @dummy | Real Name <r@acme.example>
    Ana <your.name@acme.example> | Name <name@acme.example> | Priya <someone@acme.example>
    First Last <first.last@acme.example>
"""
NOBODY = "@todo | TBD | n/a | @na | ??? | none | - | @ | @tbd | @nobody"
SEVERAL = """
    @alice and @bob | @alice, @bob | @acme/sre | Alice and Bob <a@acme.example> | @alice @bob
    Alice & Bob <a@b.example>
"""
UNCLEAR = """
    Alice | alice | @-a | @a- | @a--b | @a_b_c | @a b | Alice <alice> | @alicealicealicealicealicealicealicealice
"""
PEOPLE = """
    @claude-shannon | @devin-smith | @grokhan | @gemini-rivera | @teamoore | @talbot | @botond | @abbot | @or-cohen
    @dev | @claude-75 | @devin42 | @devin-42 | @jules-verne | @cody-banks | @claudette | @copiloto | @agentha
    @alice_acme | @claude_acme | @adminah | @opsahl | @sreeja | @platformer | @heredia | @allison | @usera | @mehmet
    @roberto | @robbot | @kilo-ren | @zed | @bolt | @warp | @goose | @kiro | @linear | @max-claude | @junior
    Claude Monet <claude@acme.example> | Devin Booker <devin@acme.example> | Jules Verne <jules@acme.example>
    Cody Bot\u00adtom <cody@acme.example> | Abbot <abbot@acme.example> | Amparo Gil <amp@acme.example>
    Zed Shaw <zed@a.example> | Gemini Rivera <gemini@acme.example> | Ampère Lee <a@acme.example>
    Or Cohen <or@acme.example> | Levi Or <l@acme.example> | Kimi Räikkönen <kimi@acme.example>
    Usain Bolt <bolt@acme.example> | Joe Root <root.j@acme.example> | Will Self <self@acme.example>
    Dev Patel <dev@acme.example> | Success Okafor <success.okafor@acme.example> | Alice Ito <alice@openai.com>
    Bo Li <bo@anthropic.com> | Priya Raman <me@priya.example> | Eng Tay <eng.tay@acme.example>
    Alice Ito <12345+alice@users.noreply.github.com> | 山田 太郎 <taro@acme.example>
    Thế Anh Nguyễn <the.anh@acme.example> | Leeroy Jenkins <leeroy@acme.example> | Richard Stallman <rms@acme.example>
    Sergio Llama <s@acme.example> | Foo Mei Ling <foo@acme.example> | Alexander Graham Bell <agb@acme.example>
    Marc-André Botton <ma@acme.example>
"""

FIRST = """
    Aaron Abdul Ada Adam Agnes Ahmed Ai Aiko Alan Albert Alejandro Alice Alma Amara Amina Amir Ana Anders Andrea
    Angela Anh Anil Anna Anton Arjun Astrid Aya Barbara Ben Bing Bo Brian Carla Carlos Cody Chen Chloe Chris Claire
    Claude Clara Dana Daniel David Deepa Dev Devin Diana Diego Dmitri Dora Elena Elif Emil Emma Eric Esther Eva Fatima
    Felix Fiona Francis Gemini Grace Guillaume Hana Hans Hassan Helen Hiro Hugo Ibrahim Ida Ines Ingrid Ivan Jack
    Jamal Jan Jane Jean Jin John Jonas Jules Julia June Kai Karen Kenji Kim Kimi Kiro Lars Laura Leila Leo Li Lina
    Linus Louis Lucia Luis Maria Mark Marta Max Maya Mei Meta Mia Min Mohammed Nadia Nina Noah Noor Olga Oliver Omar
    Or Oscar Pablo Paul Petra Priya Quinn Rachel Raj Rosa Ruth Ryan Sam Sara Sergei Sofia Soren Stella Tara Thomas Tim
    Tom Uma Vera Victor Wei Will Xin Yara Yuki Zed Zoe
""".split()
LAST = """
    Abbot Adams Agassi Ahmed Andersen Baker Bell Bolt Booker Bottom Brown Botha Carter Chase Chen Claude Clark Cohen
    Cook Cruz Danso Devine Diaz Eng Evans Farrell Fischer Fox Garcia Goose Gomez Grant Green Gruber Gupta Haddad Hall
    Hansen Hill Hopper Huang Ito Ivanov Jansen Jenkins Jones Jung Kaur Keller Khan Kim King Kovacs Kumar Lam Lang
    Larsen Lee Levy Li Lopez Lovelace Maier Marshall Martin Meyer Miller Monet Moore Mori Mueller Nakamura Nguyen
    Novak Nowak Okafor Olsen Ortiz Osei Page Park Patel Pereira Petrov Popov Qureshi Rao Reed Reyes Rivera Rossi Ruiz
    Saito Santos Sato Schmidt Self Shannon Shaw Silva Singh Smith Sousa Stone Svensson Talbot Tanaka Taylor Torres
    Turing Usman Vega Verne Volkov Wagner Walker Wang Weber White Winter Wolf Wong Wright Yamada Yang Yilmaz Young
    Zhang Zimmer
""".split()


def table(text: str, kind: Who) -> list[tuple[str, Who]]:
    return [(name.strip(), kind) for line in text.strip().splitlines() for name in line.split("|")]


CASES = [
    *table(SOFTWARE, "software"),
    *table(GROUPS, "group"),
    *table(PLACEHOLDERS, "placeholder"),
    *table(NOBODY, "nobody"),
    *table(SEVERAL, "several"),
    *table(UNCLEAR, "unclear"),
    *table(PEOPLE, "person"),
]


@pytest.mark.parametrize(("value", "kind"), CASES, ids=[name for name, _ in CASES])
def test_who_a_name_is(value: str, kind: Who) -> None:
    assert who(value) == kind
    assert who(f"  {value} ") == kind


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_every_row_of_software_is_recognised_by_its_example_and_all_its_names(row: dict[str, list[str]]) -> None:
    for name in (*row["names"], *row.get("doubtful", ())):
        assert who(f"@{name}") == who(f"{name.replace('-', ' ').title()} <x@acme.example>") == "software", name
        assert is_software(f"@{name}") is (name in row["names"])
    assert all(who(f"Alice Ito <{mail}>") == "software" for mail in row.get("mails", ()))
    assert who(str(row["example"])) == "software"


def test_the_table_is_dated_and_no_name_is_both_certain_and_doubtful() -> None:
    assert len(TABLE["read"]) == len("2026-11-30")
    certain = {name for row in ROWS for name in row["names"]}
    assert not certain & {name for row in ROWS for name in row.get("doubtful", ())}


@pytest.mark.parametrize("name", sorted({name for one in known() for name in (one.name, one.slug, *one.aliases)}))
def test_every_assistant_of_the_logs_is_software_as_a_signer_too(name: str) -> None:
    assert who(f"{name} <x@acme.example>") in ("software", "several")  # "ChatGPT Free, Plus or Pro" is several


@given(st.sampled_from(FIRST), st.sampled_from(LAST), st.sampled_from(("", "-", "1", "42")))
def test_people_with_common_names_pass(first: str, last: str, between: str) -> None:
    # Goose Ai, family name first, is called as the assistant is, and nobody can tell them apart.
    assume(f"{last}-{first}".lower() not in {name for row in ROWS for name in row["names"]})
    for value in (
        f"@{first}{between}{last}".lower(),
        f"@{first[0]}-{last}",
        f"@{first}-{last}_acme",
        f"{first} {last} <{first}.{last}@acme.example>",
        f"{first} {last} <{first}@acme.example>",
        f"{last} {first} <{last}@acme.example>",
    ):
        assert who(value) == "person", value


ASSISTANTS = {"Claude", "Cody", "Devin", "Gemini", "Jules"}


@pytest.mark.parametrize("first", sorted({*FIRST} - ASSISTANTS))
def test_a_first_name_alone_is_a_login_unless_an_assistant_is_called_so(first: str) -> None:
    assert who(f"@{first.lower()}") == who(f"{first} <{first.lower()}@acme.example>") == "person"


@given(st.text(max_size=60))
def test_anything_can_be_asked_about(value: str) -> None:
    assert who(value) in ("person", "nobody", "several", "software", "group", "placeholder", "unclear")


@pytest.mark.parametrize("piece", [" ", "!", "@a", "a ", "<", "a<", "-a", "\u00ad", "a@b ", "on call"])
def test_a_long_value_is_judged_by_a_bounded_number_of_looks(piece: str) -> None:
    # A quadratic pattern would take minutes for a value of a record's size.
    who(piece * (200_000 // len(piece)))
    who("a" + piece * (200_000 // len(piece)) + "b")


LOGINS = [
    ("a", True), ("a-b", True), ("A1-b2-C3", True), ("a" * 39, True), ("alice_acme", True), ("acme_admin", True),
    ("a" * 34 + "_acme", True), ("", False), ("-a", False), ("a-", False), ("a--b", False), ("a" * 40, False),
    ("a" * 50, False), ("a_b_c", False), ("_a", False), ("a_", False), ("a" * 35 + "_acme", False), ("é", False),
    ("a.b", False),
]  # fmt: skip


@pytest.mark.parametrize(("name", "is_one"), LOGINS)
def test_a_login_is_the_same_to_all_that_read_one(name: str, is_one: bool) -> None:
    assert (login(f"@{name}") == name) is is_one
    assert is_person(f"@{name}") is is_one
    assert bool(re.fullmatch(SLUG, f"{name}/shop")) is is_one
    reviews = Reviews([Review(name, "APPROVED", "1")], "author", "1", lambda document, commit: True)
    document = Checker(CATALOGUE, lambda path: True).check(File("a.md", "a.md", "note", owned(f"@{name}"))).report
    assert ("CF401" in {finding.code for finding in document.findings}) is not is_one
    assert (reviews.fault(None, f"@{name}") is None) or not is_one  # type: ignore[arg-type]


def owned(owner: str, more: str = "") -> bytes:
    return GOOD.replace('  author: "@alice"\n', f"  author: {json.dumps(owner)}\n{more}").encode()


def found(data: bytes, policy: str = POLICY) -> list[tuple[str, str, str]]:
    checker = Checker(CATALOGUE, lambda path: True, policy=read(".citefirst.yml", policy.encode()))
    report = checker.check(File("docs/a.md", "docs/a.md", "note", data)).report
    return [(each.code, each.message, each.hint or "") for each in report.findings]


@pytest.mark.parametrize(
    ("owner", "code", "says"),
    [
        ("@devin", "CF403", "is not a person and cannot sign as author"),
        ("@claude-code", "CF403", "is not a person and cannot sign as author"),
        ("@sre-team", "CF402", "is a team, a function or a mailbox of several"),
        ("Alice Ito <oncall@acme.example>", "CF402", "is a team, a function or a mailbox of several"),
        ("@someone", "CF401", "stands for nobody: nobody signs as author"),
    ],
)
def test_what_is_said_of_an_owner_who_is_no_person(owner: str, code: str, says: str) -> None:
    ((first, message, hint),) = found(owned(owner))
    assert first == code
    assert says in message
    assert ("`roles:`" in hint) is (owner != "@claude-code")  # of what is software for certain no policy says otherwise


@pytest.mark.parametrize(
    ("by", "code"), [("@copilot", "CF403"), ("@sre-team", "CF402"), ("@someone", "CF401"), ("@bob", "")]
)
def test_who_approves_is_judged_as_an_owner_is(by: str, code: str) -> None:
    data = owned("@alice", f'approvals:\n  - {{role: author, by: "{by}", at: 2026-11-05}}\n')
    assert [each[0] for each in found(data)] == ([code] if code else [])


@pytest.mark.parametrize("name", ["@devin", "@sre-team", "@someone", "Claude <claude@acme.example>", "@Devin"])
def test_whom_the_policy_lets_sign_is_a_person(name: str) -> None:
    policy = f'{POLICY}roles:\n  author: ["{name}"]\n'
    assert found(owned(name), policy) == []
    assert found(owned(name), f'{POLICY}roles:\n  author: ["@acme/x"]\nteams:\n  "@acme/x": ["{name}"]\n') == []
    assert found(owned(name), f"{POLICY}roles:\n  author: ['@alice']\n") != []


@pytest.mark.parametrize(
    ("name", "listed"), [("@devin", True), ("@sre-team", True), ("@claude-code", False), ("alice", False)]
)
def test_who_is_no_person_cannot_approve(
    name: str, listed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Repository.new(tmp_path).commit({**BASE, "docs/a.md": GOOD})
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["approve", "docs/a.md", "--role", "author", "--as", name])
    assert done.exit_code == 2
    assert f"{name} is not a person" in done.output
    assert ("`roles:`" in done.output) is listed


@pytest.mark.parametrize("name", ["@claude-code", "@dependabot", "@copilot[bot]"])
def test_a_policy_cannot_make_a_person_of_software(name: str) -> None:
    with pytest.raises(PolicyError, match="is software and cannot sign"):
        read(".citefirst.yml", f'{POLICY}roles:\n  author: ["{name}"]\n'.encode())


@pytest.mark.parametrize("name", ["@claude-code", "@a_b_c", "@dependabot"])
def test_an_exception_is_owned_by_a_person(name: str) -> None:
    entry = f"{{path: a.md, rule: CF201, reason: old, owner: '{name}', expires: 2027-01-31}}"
    with pytest.raises(PolicyError, match="is no person"):
        read(".citefirst.yml", f"exceptions:\n  - {entry}\n".encode())


ONE = [
    ("@hana", "Hana <hana@x.example>"),
    ("@hana-kim", "Hana Kim <h.kim@x.example>"),
    ("@hkim", "Hana Kim <hkim+records@x.example>"),
    ("Hana Kim <hana@x.example>", "hana kim <hk@y.example>"),
    ("@hana_acme", "Hana <h@x.example>"),
    ("@rene", "Ren\u00e9 <r.dupont@x.example>"),
]
TWO = [
    ("@hana", "Bo Li <bo@x.example>"),
    ("@hana", "Hana Kim <hkim@x.example>"),
    ("@li", "Li <li@x.example>"),
    ("@ana", "@hana"),
    ("Ana <a@x.example>", "Ben <a@x.example>"),
]


@pytest.mark.parametrize(("first", "second", "same"), [*((*one, True) for one in ONE), *((*two, False) for two in TWO)])
def test_two_spellings_may_be_one_person(first: str, second: str, same: bool) -> None:
    assert may_be_one(first, second) is may_be_one(second, first) is same
