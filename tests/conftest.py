"""Settings of every test."""

from __future__ import annotations

from hypothesis import settings

# How long one example takes depends on what else the machine does; bounded time has tests of its own.
settings.register_profile("citefirst", settings(), deadline=None)
settings.load_profile("citefirst")
