"""Where schema files come from, and that nothing takes the place of a built-in one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import citefirst
from citefirst.errors import PolicyError
from citefirst.repository.packaged import place
from citefirst.repository.schemas import load_catalogue, load_directories
from citefirst.repository.working import WorkingTree

OWN = {"title": "Own", "description": "An own one.", "properties": {"sections": {"required": ["facts"]}}}


def put(root: Path, name: str, text: str = json.dumps(OWN)) -> None:
    place = root / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, "utf-8")


def test_the_built_in_schemas_are_found() -> None:
    assert (place("schemas") / "workflow.schema.json").is_file()
    assert load_catalogue(WorkingTree(Path()), []).names()


def test_a_directory_of_the_repository_adds_workflows_and_files_to_refer_to(tmp_path: Path) -> None:
    put(tmp_path, ".citefirst/schemas/own.schema.json", "\ufeff" + json.dumps(OWN))
    put(tmp_path, ".citefirst/schemas/team.json", "{}")
    put(tmp_path, ".citefirst/schemas/notes.md")
    put(tmp_path, ".citefirst/schemas/deeper/other.schema.json")
    catalogue = load_catalogue(WorkingTree(tmp_path), [".citefirst/schemas", ".citefirst/schemas/"])
    assert set(catalogue.names()) - set(load_catalogue(WorkingTree(tmp_path), []).names()) == {"own"}
    assert catalogue.workflow("own").sections["facts"].required
    assert (
        load_directories(WorkingTree(tmp_path), [".citefirst/schemas"])["team.json"].path
        == ".citefirst/schemas/team.json"
    )


@pytest.mark.parametrize("name", ["workflow.schema.json", "report-v1.schema.json"])
def test_a_repository_does_not_replace_a_built_in_schema(tmp_path: Path, name: str) -> None:
    put(tmp_path, f"mine/{name}")
    with pytest.raises(
        PolicyError, match=f"^mine/{name}: this schema has the name of a built-in one: rename the file$"
    ):
        load_catalogue(WorkingTree(tmp_path), ["mine"])


def test_two_directories_do_not_hold_the_same_name(tmp_path: Path) -> None:
    put(tmp_path, "a/own.schema.json")
    put(tmp_path, "b/own.schema.json")
    with pytest.raises(PolicyError, match=r"^b/own\.schema\.json: .* a/own\.schema\.json: rename"):
        load_catalogue(WorkingTree(tmp_path), ["a", "b"])


def test_the_directory_of_the_built_in_schemas_is_not_read_twice() -> None:
    root = place("schemas").parent
    assert (
        load_directories(WorkingTree(root), [place("schemas").name]).keys()
        == load_directories(WorkingTree(root), []).keys()
    )


@pytest.mark.parametrize(
    ("directory", "expected"),
    [("nowhere", "does not exist"), ("..", "outside the repository"), ("/", "outside the repository")],
)
def test_a_directory_that_cannot_be_read_is_an_error(tmp_path: Path, directory: str, expected: str) -> None:
    with pytest.raises(PolicyError, match=expected):
        load_catalogue(WorkingTree(tmp_path), [directory])


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_that_leaves_the_repository_is_not_followed(tmp_path: Path) -> None:
    put(tmp_path, "outside.json")
    (tmp_path / "root" / "own").mkdir(parents=True)
    (tmp_path / "root" / "own" / "own.schema.json").symlink_to(tmp_path / "outside.json")
    with pytest.raises(PolicyError, match=r"own/own\.schema\.json: the file is a link that leaves the repository"):
        load_catalogue(WorkingTree(tmp_path / "root"), ["own"])
    (tmp_path / "root" / "linked").symlink_to(tmp_path)
    with pytest.raises(PolicyError, match="outside the repository"):
        load_catalogue(WorkingTree(tmp_path / "root"), ["linked"])


@pytest.mark.parametrize(
    ("data", "expected"), [(b"\xff", "not UTF-8"), (b" " * 300_000, "larger than 256 KiB")], ids=["bytes", "size"]
)
def test_a_file_that_is_no_text_is_an_error(tmp_path: Path, data: bytes, expected: str) -> None:
    put(tmp_path, "own/own.schema.json")
    (tmp_path / "own" / "own.schema.json").write_bytes(data)
    with pytest.raises(PolicyError, match=f"^own/own.schema.json: .*{expected}"):
        load_catalogue(WorkingTree(tmp_path), ["own"])


def test_listing_workflows_imports_no_validator() -> None:
    package = Path(citefirst.__file__).parent.parent
    code = (
        "import sys; from pathlib import Path; from citefirst.repository.schemas import load_catalogue;"
        "from citefirst.repository.working import WorkingTree;"
        "c = load_catalogue(WorkingTree(Path()), []); [c.workflow(name) for name in c.names()];"
        "sys.exit(bool({'jsonschema', 'referencing'} & set(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": str(package)}
    assert subprocess.run([sys.executable, "-c", code], check=False, env=environment).returncode == 0
