"""Settings of every test."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

# How long one example takes depends on what else the machine does; bounded time has tests of its own.
settings.register_profile("citefirst", settings(), deadline=None)
settings.load_profile("citefirst")
# Who commits on this machine is nobody's business: a test that needs an author sets one.
os.environ["GIT_CONFIG_GLOBAL"] = os.environ["GIT_CONFIG_SYSTEM"] = os.devnull


@pytest.fixture(scope="session", autouse=True)
def cache_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep results of runs away from those of the user, and of other processes of this test run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.delenv("CITEFIRST_NO_CACHE", raising=False)
        yield
