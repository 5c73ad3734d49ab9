"""Which comment is ours, when it is written, and that no comment is doubled or overwritten by an older run."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from citefirst.github.api import ApiError, Comment
from citefirst.github.comment import ATTEMPTS, Sticky, marker, of_job, plan
from citefirst.report.outcome import RunPlace
from citefirst.structs import replace

PLACE = RunPlace("https://github.com", "octo/demo", "a" * 40, run=1000, attempt=1, job="evidence / citefirst")


def comment(identity: int, run: int = 999, attempt: int = 1, job: str = PLACE.job, login: str = "") -> Comment:
    place = replace(PLACE, run=run, attempt=attempt, job=job)
    return Comment(identity, f"{marker(place)}\nbody", login or "github-actions[bot]", not login)


@dataclass
class Memory:
    """Comments of a pull request without GitHub. `faults` are raised by the next writes, done or not."""

    there: list[Comment] = field(default_factory=list)
    owner: str = ""
    faults: list[tuple[ApiError, bool]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def comments(self, number: int) -> list[Comment]:
        self.asked.append("list")
        return list(self.there)

    def create_comment(self, number: int, body: str) -> None:
        self._write(
            "create", lambda: self.there.append(Comment(100 + len(self.there), body, "github-actions[bot]", True))
        )

    def edit_comment(self, number: int, comment: int, body: str) -> None:
        def edit() -> None:
            self.there = [replace(one, body=body) if one.id == comment else one for one in self.there]

        self._write("edit", edit)

    def delete_comment(self, number: int, comment: int) -> None:
        self._write("delete", lambda: self.there.remove(next(one for one in self.there if one.id == comment)))

    def login(self) -> str:
        self.asked.append("login")
        return self.owner

    def _write(self, name: str, do: object) -> None:
        self.asked.append(name)
        fault, done = self.faults.pop(0) if self.faults else (None, True)
        if done and callable(do):
            do()
        if fault:
            raise fault


def post(memory: Memory, when: str = "on-failure", *, failed: bool = True) -> tuple[str, list[float]]:
    slept: list[float] = []
    return Sticky(memory, 7, PLACE, slept.append).post("new body", when, failed=failed), slept


PLANS = [
    ([], "on-failure", True, (True, None, ())),
    ([], "on-failure", False, (False, None, ())),
    ([], "always", False, (True, None, ())),
    ([], "never", True, (False, None, ())),
    ([comment(1)], "on-failure", False, (True, 1, ())),
    ([comment(1)], "never", True, (False, None, ())),
    ([comment(1, run=1001)], "always", True, (False, None, ())),
    ([comment(1, run=1000)], "on-failure", True, (True, 1, ())),
    ([comment(1, run=1000, attempt=2)], "on-failure", True, (False, None, ())),
    ([comment(1, run=998), comment(2, run=999)], "on-failure", True, (True, 2, (1,))),
    ([comment(1), comment(2), comment(3)], "on-failure", True, (True, 1, (2, 3))),
    ([comment(1), comment(2, run=1001)], "on-failure", True, (False, None, ())),
]


@pytest.mark.parametrize(("ours", "when", "failed", "expected"), PLANS)
def test_what_is_to_be_done(
    ours: list[Comment], when: str, failed: bool, expected: tuple[bool, int | None, tuple[int, ...]]
) -> None:
    todo = plan(PLACE, ours, when, failed=failed)
    assert (todo.write, todo.edit, todo.delete) == expected
    assert bool(todo.reason) is not todo.write


def test_a_copied_marker_does_not_make_a_comment_ours() -> None:
    copied = comment(1, login="mallory")
    assert of_job(PLACE, [copied], lambda: "") == []
    assert of_job(PLACE, [copied], lambda: "alice") == []
    assert of_job(PLACE, [copied, comment(2)], lambda: "mallory") == [copied, comment(2)]


def test_whose_the_token_is_is_asked_only_where_it_matters() -> None:
    memory = Memory([comment(1), Comment(2, "hello", "bob", False)])
    post(memory)
    assert memory.asked == ["list", "edit"]


@pytest.mark.parametrize(
    "other",
    [
        comment(1, job="another / job"),
        Comment(1, "", "github-actions[bot]", True),
        Comment(1, f"> {marker(PLACE)}", "github-actions[bot]", True),
        Comment(1, "<!-- citefirst zzzzzzzzzzzz run=1.1 -->", "github-actions[bot]", True),
        Comment(1, marker(PLACE).replace("1000", "9" * 40), "github-actions[bot]", True),
    ],
)
def test_a_comment_without_this_jobs_marker_at_its_start_is_not_ours(other: Comment) -> None:
    assert of_job(PLACE, [other], lambda: "") == []


def test_a_comment_is_written_with_its_marker_and_once() -> None:
    memory = Memory()
    assert post(memory) == ("", [])
    assert [one.body for one in memory.there] == [f"{marker(PLACE)}\nnew body"]
    assert post(memory) == ("", [])
    assert memory.asked == ["list", "create", "list"]


def test_doubles_are_cleared_away() -> None:
    memory = Memory([comment(1), comment(2, run=998), comment(3, job="another / job")])
    post(memory)
    assert [one.id for one in memory.there] == [1, 3]
    assert "new body" in memory.there[0].body


def test_a_comment_that_was_created_without_an_answer_is_found_again() -> None:
    memory = Memory(faults=[(ApiError("bad gateway", 502), True)])
    assert post(memory) == ("", [2])
    assert len(memory.there) == 1


def test_a_comment_that_was_not_created_is_created_again() -> None:
    memory = Memory(faults=[(ApiError("bad gateway", 502), False), (ApiError("no answer", 0), False)])
    assert post(memory) == ("", [2, 2])
    assert len(memory.there) == 1


def test_it_is_not_tried_for_ever() -> None:
    memory = Memory(faults=[(ApiError("bad gateway", 502), False)] * 9)
    with pytest.raises(ApiError):
        post(memory)
    assert memory.asked.count("create") == ATTEMPTS


@pytest.mark.parametrize("status", [401, 403, 404])
def test_what_is_forbidden_is_not_tried_again(status: int) -> None:
    memory = Memory(faults=[(ApiError("no", status), False)])
    with pytest.raises(ApiError):
        post(memory)
    assert memory.asked == ["list", "create"]


def test_why_nothing_was_written_is_said() -> None:
    assert post(Memory(), failed=False)[0] == "there is nothing to say, and no earlier comment to update"
    assert post(Memory([comment(1, run=1001)]))[0] == "a newer run has written it"
