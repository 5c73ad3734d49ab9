"""Settings of every test."""

from __future__ import annotations

import os

from hypothesis import settings

# How long one example takes depends on what else the machine does; bounded time has tests of its own.
settings.register_profile("citefirst", settings(), deadline=None)
settings.load_profile("citefirst")
# Who commits on this machine is nobody's business: a test that needs an author sets one.
os.environ["GIT_CONFIG_GLOBAL"] = os.environ["GIT_CONFIG_SYSTEM"] = os.devnull
