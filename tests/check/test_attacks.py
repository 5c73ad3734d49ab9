"""The attack table, run in this process and on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from attacks import Attack, attacks
from click.testing import CliRunner
from support.runner_log import commands
from support.scenario import Repository

from citefirst.cli import main

ATTACKS = list(attacks())


def test_no_two_attacks_have_one_name() -> None:
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_a_pull_request_does_not_get_through(attack: Attack, tmp_path: Path) -> None:
    ran = attack.run(tmp_path)
    shown = [command.properties["title"][:5] for command in commands(ran.log) if command.name == "error"]
    found = [code for code in shown if code.startswith("CF")]
    assert (ran.exit, ran.outputs["verdict"], found) == (attack.exit, attack.verdict, list(attack.codes)), ran.log
    assert attack.says in ran.log
    assert attack.left(tmp_path) == []


@pytest.mark.parametrize(
    "attack", [attack for attack in ATTACKS if attack.alone is not None], ids=lambda attack: attack.name
)
def test_the_head_alone_does_not_hold(attack: Attack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = Repository.new(tmp_path)
    repository.commit(attack.base)
    repository.commit(attack.head)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["check", "--format", "json"])
    errors = [each["code"] for each in json.loads(done.stdout)["findings"] if each["severity"] == "error"]
    assert tuple(errors) == attack.alone
