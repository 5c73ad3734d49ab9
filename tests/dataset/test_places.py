"""Where a ledger lies, as far as it is an object store: it is told of soon where nobody answers there."""

from __future__ import annotations

import socket
import time

import pytest

from citefirst.dataset import places
from citefirst.dataset.places import at, listed
from citefirst.errors import CitefirstError


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> str:
    """An address of this machine where nothing listens."""
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{taken.getsockname()[1]}"


def test_a_store_that_nobody_answers_for_is_told_of_soon_and_without_its_keys(
    nobody: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "TRIES", 1)  # else pyarrow tries for 6 seconds
    place = at(f"s3://ID:KEY@bucket/ledger?region=eu-north-1&scheme=http&endpoint_override={nobody}")
    begun = time.perf_counter()
    with pytest.raises(CitefirstError, match=r"^s3://bucket/ledger.* cannot be listed: .*[Cc]onnect") as error:
        listed(place, "runs")
    assert time.perf_counter() - begun < 4
    assert "KEY" not in str(error.value)


def test_what_an_address_says_of_a_store_is_kept(nobody: str) -> None:
    files = at(f"s3://ID:KEY@bucket/ledger?region=eu-north-1&scheme=http&endpoint_override={nobody}").files
    _, (options,) = files.base_fs.__reduce__()
    kept = [options[name] for name in ("access_key", "secret_key", "region", "scheme", "endpoint_override")]
    assert kept == ["ID", "KEY", "eu-north-1", "http", nobody]
