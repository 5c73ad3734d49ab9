"""git made to run a command of the pull request, or to take a ref of its author for the base."""

from __future__ import annotations

from support.scenario import UNCITED

from attacks import Attack

MARK = "pwned"
SKELETON = {
    "sub/HEAD": "ref: refs/heads/main\n",
    "sub/objects/keep": "",
    "sub/refs/keep": "",
    "sub/config": (
        '[core]\n\tworktree = .\n\trepositoryformatversion = 0\n\tfsmonitor = "touch pwned; false"\n'
        '[remote "origin"]\n\turl = file:///nowhere\n\tuploadpack = "touch pwned; git-upload-pack"\n'
    ),
}
"""A directory that git takes for a repository, whose settings name commands."""

ATTACKS = [
    Attack(
        name="git: a repository committed as files, where the job works",
        head={"docs/a.md": UNCITED, **SKELETON},
        inputs={"working_directory": "sub"},
        cloned=True,
        mark=MARK,
        codes=("CF201",),
        alone=("CF201",),
    ),
    Attack(
        name="git: a tag that is named like the remote's branch",
        head={"docs/a.md": UNCITED},
        inputs={"base_ref": "main"},
        cloned=True,
        tags=("origin/main", "main"),
        codes=("CF201",),
        alone=("CF201",),
        says="Judged against main at ",
    ),
]
