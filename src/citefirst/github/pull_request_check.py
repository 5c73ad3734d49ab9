"""From the scope of a run to its outcome: whose policy decides, what the other one would say, what the reviews lack."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, cast

from citefirst.ailog.commits import Assistance, by_path
from citefirst.check.change import MAX_SINGLE, ChangeChecker, Comparison, governed, released
from citefirst.check.pipeline import File, OutsideFacts, read
from citefirst.check.rulebook import OWN_SCHEMAS, POLICY_FILES, Rulebook, load_baseline, policies, policy_digest
from citefirst.errors import CitefirstError, ParentUnread, PolicyError, UsageError
from citefirst.evidence.answers import Answer, Target
from citefirst.evidence.readable import Readable
from citefirst.github import description_check, teams
from citefirst.github.abroad import abroad
from citefirst.github.api import Api
from citefirst.github.budget import Budget, Spent
from citefirst.github.description_check import DescriptionCheck
from citefirst.github.descriptions import Kind, Told
from citefirst.github.event import Event
from citefirst.github.inputs import Inputs
from citefirst.github.scope import Scope
from citefirst.limits import MAX_TRACES
from citefirst.model import Document, Origins, Report, Severity
from citefirst.policy.baseline import Baseline
from citefirst.record.build import Record
from citefirst.record.origin import Home
from citefirst.record.paths import Then
from citefirst.report.outcome import Outcome, Proposal, RunMode
from citefirst.repository import checkouts, history
from citefirst.repository.past import Past
from citefirst.repository.tree import Tree, is_markdown
from citefirst.repository.watch import Watched
from citefirst.signing.digest import digest
from citefirst.signing.reviews import Review, Reviews
from citefirst.structs import field, frozen, replace

if TYPE_CHECKING:
    from citefirst.lookup.evidence import Lookups
    from citefirst.signing.verification import Ask

SECONDS = 1.0
"""What the head's own policy may cost where it does not decide."""


@frozen
class PullRequestCheck:
    """What is checked (`scope`, with `comparison` the part that the input `paths` leaves), and who is asked."""

    event: Event
    inputs: Inputs
    scope: Scope
    comparison: Comparison
    api: Api
    day: str = ""
    lookups: Lookups | None = None
    """Answers for what records cite, where they are looked up."""
    budget: Budget = field(default_factory=lambda: Budget(SECONDS, time.monotonic))
    """For what the head's own policy would say."""

    def outcome(self) -> Outcome:
        """Check the change. Raises CitefirstError where the deciding policy is invalid or what it needs to know cannot
        be told."""
        checker = self.checker
        if self.inputs.workflow:
            self.rulebook.demand(self.inputs.workflow, "the input args: ")
        report = replace(self._report(checker), of=self._about())
        place = replace(self.event.place, head=self.event.head or self.scope.commit)
        if self._described:
            place = replace(place, elsewhere={self._described.shown: self._described.what.address})
        return Outcome(
            report=report,
            place=place,
            mode=cast(RunMode, self.inputs.mode),
            fail_on=cast(Severity, self.inputs.fail_on),
            whole=self.scope.whole,
            notes=tuple(self._notes(checker, report)),
            proposal=self._proposal(),
            base=self.scope.base,
        )

    @property
    def policy(self) -> str:
        """The digest of the policy that decides."""
        baseline = load_baseline(self._deciding, self.rulebook.policy.keys.baseline)
        return policy_digest(self.rulebook, baseline)

    @cached_property
    def checker(self) -> ChangeChecker:
        """What checks the change by the policy that decides."""
        return self._checker(self.rulebook, self.proposed)

    def awaited(self, report: Report) -> list[str]:
        """List the owners who lack an approval in a report and have not reviewed the pull request, by login."""
        reviews = self._reviews(self.rulebook) if self.rulebook.policy.keys.approvals == "review" else None
        found = dict[str, None]()
        for each in report.records:
            lacking = reviews and any(finding.code == "CF405" for finding in each.findings)
            looked = self.checker.look(each.path) if lacking else None
            record = looked[1](looked[0]).record if looked else None
            for owner in record.header.owners if record and reviews else ():
                if reviews and (account := reviews.awaited(owner.text)):
                    found[account] = None
        return list(found)

    def _about(self) -> Origins:
        """Return what the report is about, and the digests of the files that decide."""
        place = replace(self.event.place, head=self.event.head or self.scope.commit)
        files = policies(self._deciding, self.rulebook, self.rulebook.policy.keys.baseline)
        return Origins(f"{place.server}/{place.repository}", place.head, False, files)

    @cached_property
    def _teams(self) -> teams.Teams:
        """Members of the teams that own what may be a changed record, as far as GitHub tells the deciding policy."""
        paths = {path for change in self.comparison.changes for path in (change.path, change.old) if path}
        records = sorted(filter(is_markdown, paths))
        return teams.asked(self.rulebook.policy, self.comparison.base.content, records, self.api)

    def _checker(self, rulebook: Rulebook, proposed: Rulebook | None) -> ChangeChecker:
        if rulebook.policy.owned_roles:
            rulebook = replace(rulebook, policy=teams.with_members(rulebook.policy, self._teams))
        baseline = self._baseline(rulebook.policy.keys.baseline)
        checker = ChangeChecker(
            self.comparison,
            rulebook,
            proposed=proposed,
            forced=self.inputs.workflow,
            day=self.day,
            baseline=baseline,
            known=self._known(
                rulebook,
                self.lookups.answers if self.lookups else None,
                self.lookups.pages if self.lookups else None,
            ),
            home=Home(self.event.repository, self.event.server),
            assisted=lambda path: None if self._assistance is None else self._assistance.get(path, ()),
            at=self._at,
            watch=Watched(),
            audit=self.scope.whole and not self.inputs.paths,
        )
        if self.event.pull:
            checker = replace(checker, pull=self.event.pull.number, present=lambda: self._present(rulebook))
        return checker

    @cached_property
    def _past(self) -> Past | None:
        return Past(self.scope.repository, self.comparison.head.exists) if self.scope.repository else None

    def _at(self, commit: str, path: str, limit: int) -> Then | None:
        """Return a file as a commit of the checkout had it. The API would show commits of forks as well."""
        found = self._past(commit, path, limit) if self._past else None
        return Then(*found) if found else None

    @cached_property
    def _assistance(self) -> dict[str, tuple[Assistance, ...]] | None:
        """What the commits of the change say of assistants, by file; asked for where a record says there was none."""
        commits = self.scope.written()
        if commits is None:
            return None
        return by_path(commits, self.comparison.head.content(history.TRACES, MAX_TRACES) or b"")

    def _present(self, rulebook: Rulebook) -> frozenset[str]:
        """Return who took part in the pull request: who opened it, wrote a commit of it or, where asked for, approved
        it."""
        pull, same = self.event.pull, rulebook.policy.identity
        opened = (f"@{pull.author}",) if pull and pull.author else ()
        given = self._reviews(rulebook) if rulebook.policy.keys.approvals == "review" else None
        return frozenset(map(same, (*opened, *self._authors))) | (given.approving() if given else frozenset())

    @cached_property
    def _authors(self) -> tuple[str, ...]:
        return tuple(self.scope.authors())

    def _report(self, checker: ChangeChecker) -> Report:
        """Report on the change, after taking note of everything that its records cite if it is to be looked up."""
        if self.lookups:
            self.lookups.prefetch(checker.records())
        report, described = checker.report(), self._described
        if described is None:
            return report
        policy = self.rulebook.policy
        check = DescriptionCheck(described, checker.of_head, checker.known, self._deciding)
        return replace(report, records=(check.report(policy.described_by(described.what.kind)), *report.records))

    @cached_property
    def _described(self) -> Told | None:
        """The description that the event is about, where the policy makes it a record."""
        kind: Kind = "issue" if self.event.issue else "pull-request"
        number = self.event.number or (self.event.group.number if self.event.group else 0)
        if not number or not self.rulebook.policy.described_by(kind):
            return None
        return description_check.told(self.api, kind, number)

    def _baseline(self, path: str) -> Baseline:
        """Return what both the deciding tree and the head excuse, so that a change can only take away."""
        head = self.comparison.head
        if self._deciding is head:
            return load_baseline(head, path)
        return load_baseline(self._deciding, path).both(load_baseline(head, path if head.exists(path) else ""))

    @cached_property
    def _deciding(self) -> Tree:
        """The tree whose policy decides."""
        return self.comparison.head if self.scope.whole or self.adopts else self.comparison.base

    @cached_property
    def adopts(self) -> bool:
        """Whether this change adds the policy to a repository that nothing governs yet."""
        return self._brings and not self._governed

    @cached_property
    def _brings(self) -> bool:
        """Whether the head has a policy and the base does not."""
        base, head = self.comparison.base, self.comparison.head
        config = self.inputs.config
        return not self.scope.whole and not _has_policy(base, config) and _has_policy(head, config)

    @cached_property
    def _governed(self) -> bool:
        """Whether there are records on the base, so that the policy that a change brings could be laxer than none."""
        return governed(self.scope.comparison.base)

    @cached_property
    def _config(self) -> str:
        """The policy's path as the input says. Where only the head has it, the base's own one decides, or none."""
        config = self.inputs.config
        only_new = config and not self._deciding.present(config) and self.comparison.head.present(config)
        return "" if only_new else config

    @cached_property
    def _abroad(self) -> Callable[[str, str], Tree]:
        """Give the files of other repositories: from checkouts where the input names them, else from GitHub."""
        workspace = self.event.workspace
        found = checkouts.abroad(str(workspace / self.inputs.policies) if self.inputs.policies else "", workspace)
        return found or partial(abroad, self.api)

    def _abroad_of_head(self, repository: str, commit: str) -> Tree:
        """Give the files of repositories that the deciding policy extends already: a change cannot make a token read
        others."""
        if not any(name.startswith(f"{repository}@") for name in self.rulebook.above):
            raise ParentUnread(f"{repository} is asked only once the base's policy extends it")
        return self._abroad(repository, commit)

    @cached_property
    def rulebook(self) -> Rulebook:
        config = self._config
        if config and not self._deciding.present(config):
            raise UsageError(f"the input config names {config}, which is not in the repository")
        try:
            return Rulebook.load(self._deciding, config, abroad=self._abroad)
        except PolicyError as error:
            if self.scope.whole or self.adopts:
                raise
            hint = "fix it on the base branch, for which an administrator must bypass this check"
            raise type(error)(f"the base's policy is invalid, so nothing can be checked: {error}: {hint}") from error

    @cached_property
    def _touched(self) -> bool:
        """Whether the change touches policy or schemas, or a file that stands behind one of them by a link."""
        if self.scope.whole or self.adopts:
            return False
        changed = self.scope.comparison.changed
        if self.inputs.config in changed.paths or any(map(self.rulebook.governs, changed.paths)):
            return True
        return bool(changed.links) and any(map(changed.behind, self.rulebook.places(self.comparison.base)))

    @cached_property
    def _head(self) -> Rulebook | str:
        """The head's rulebook with all its own workflows compiled, or what is wrong with it."""
        self._fetch()
        try:
            with self.budget.running():
                book = Rulebook.load(self.comparison.head, self.inputs.config, abroad=self._abroad_of_head)
                for name, file in book.schemas.items():
                    self.budget.ask()
                    if name in book.catalogue.names() and not file.is_builtin:
                        book.catalogue.workflow(name)
        except PolicyError as error:
            return str(error)
        except Spent:
            return f"the policy and its schemas could not be read within {_seconds(self.budget)}: make them smaller"
        return book

    def _fetch(self) -> None:
        """Load the head's policy and schemas, so that the time for what they say is not spent on the network."""
        head = self.comparison.head
        places = [path for path in (self.inputs.config, *self.rulebook.places(head)) if path in head.entries]
        head.prepare(places)
        for path in places[:MAX_SINGLE]:
            head.read(path)

    @cached_property
    def proposed(self) -> Rulebook | None:
        """The head's rulebook where it differs from the deciding one and can be used."""
        if not self._touched or isinstance(self._head, str) or self._head.demands_the_same(self.rulebook):
            return None
        return self._head

    def _proposal(self) -> Proposal | None:
        if self._touched and isinstance(self._head, str):
            return Proposal(None, self._head)
        if self.proposed is None:
            return None
        checker = replace(self._checker(self.proposed, None), quit=self.budget.ask)
        if self.lookups:
            known = self._known(self.proposed, self.lookups.recall)  # what decides nothing asks nobody
            checker = replace(checker, known=known)
        try:
            with self.budget.running():
                report = checker.report()
                left = released(self.comparison.head, self.rulebook, self.proposed, self.budget.ask)
        except PolicyError as error:
            return Proposal(None, str(error))
        except Spent:
            return Proposal(None, untold=f"the records could not be judged by it within {_seconds(self.budget)}")
        return Proposal(report, "", left)

    def _known(
        self,
        rulebook: Rulebook,
        ask: Callable[[Record], Mapping[Target, Answer]] | None,
        read: Callable[[Record], Mapping[str, Readable]] | None = None,
    ) -> Callable[[Record], OutsideFacts]:
        """Return what only GitHub knows: who opened the pull request, who reviewed it, whether what records cite
        exists."""
        policy, pull = rulebook.policy, self.event.pull
        reviews = self._reviews(rulebook) if policy.keys.approvals == "review" else None
        author = (pull.author or None) if pull and policy.keys.second_signer else None
        added = self._added(rulebook)

        def known(record: Record) -> OutsideFacts:
            answers = ask(record) if ask else None
            texts = read(record) if read else None
            return OutsideFacts(answers=answers, reviews=reviews, author=author, added=added, texts=texts)

        return known

    def _added(self, rulebook: Rulebook) -> Ask | None:
        """Return what tells who added approvals. The keys are the deciding tree's; what decides nothing asks nobody."""
        if rulebook.policy.keys.approvals not in ("author", "signed"):
            return None
        from citefirst.github.provenance import of_scope

        decides = rulebook is self.rulebook
        trusted, api = (self._deciding, self.api) if decides else (self.comparison.head, None)
        return of_scope(self.scope, rulebook.policy, trusted, api, queued=self.event.group is not None)

    def _reviews(self, rulebook: Rulebook) -> Reviews | None:
        pull, same = self.event.pull, rulebook.policy.identity
        return Reviews(self._given, pull.author, pull.head, self._same, same) if pull else None

    @cached_property
    def _given(self) -> Sequence[Review]:
        if self._described:
            return self._described.reviews
        return self.api.reviews(self.event.pull.number) if self.event.pull else ()

    def _same(self, document: Document, commit: str) -> bool | None:
        """Tell whether a record has the same digest at another commit. None where that commit can no longer be read."""
        for content in (self.scope.content, self.api.content):
            try:
                data = content(document.path, commit)
            except CitefirstError:
                continue
            then, _ = read(File(document.path, document.path, None, data))
            return then is not None and digest(then) == digest(document)
        return None

    def _notes(self, checker: ChangeChecker, report: Report) -> Iterator[str]:
        if self.adopts:
            yield "The base has no policy yet: this change's own was used."
        elif self._brings:
            yield (
                "The base has no policy, but it has records, which are judged by the built-in rules: a policy takes "
                "effect once it is on the base."
            )
        elif self._config != self.inputs.config:
            place = self.rulebook.place or "built-in rules"
            yield f"The base has no `{self.inputs.config}` yet: its own `{place}` was used."
        if checker.new_workflows:
            names = ", ".join(f"`{name}`" for name in checker.new_workflows)
            yield f"New workflows in this change: {names}. They apply to new records only."
        yield from self._notes_on_description(report)
        if self.event.group and self.rulebook.policy.keys.approvals == "review":
            yield "In a merge queue, the reviews are not checked against the owners again."
        if self.event.group and self.rulebook.policy.keys.approvals in ("author", "signed"):
            yield "In a merge queue, approvals in commits that GitHub made of a pull request are not verified again."
        if self.scope.source != "git":
            yield f"What changed was determined by {self.scope.source}."
        paths = {record.path for record in report.records}
        for change in self.comparison.changes:
            if change.old and change.path in paths:
                yield f"`{change.old}` was renamed to `{change.path}`."

    def _notes_on_description(self, report: Report) -> Iterator[str]:
        described, policy, group = self._described, self.rulebook.policy, self.event.group
        if described and any(each.path == described.shown and each.findings for each in report.records):
            yield description_check.UNMARKED
        if self.event.issue and not described:
            yield "The policy names no workflow for issues (`records:` with `issue: …`), so nothing was judged."
        if group and policy.described_by("pull-request"):
            judged = f"Of the merge queue's descriptions, that of #{group.number} was judged."
            yield judged if group.number else "In a merge queue, descriptions are not judged again."


def _seconds(budget: Budget) -> str:
    return "a second" if budget.seconds == 1 else f"{budget.seconds:g} seconds"


def _has_policy(tree: Tree, config: str) -> bool:
    """Tell whether a tree has a policy, even an unreadable one. Schemas alone count where no input names a policy."""
    if any(map(tree.present, filter(None, (config, *POLICY_FILES)))):
        return True
    return not config and tree.children(OWN_SCHEMAS) is not None
