"""Credentials in a conversation, found by the detectors of detect-secrets, which look at words and ask nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from citefirst.ailog.model import Log

DETECTORS = (
    "Artifactory AWSKey AzureStorageKey BasicAuth Cloudant DiscordBotToken GitHubToken GitLabToken IbmCloudIam"
    " IbmCosHmac JwtToken Keyword Mailchimp Npm OpenAI PrivateKey PypiToken SendGrid Slack Softlayer SquareOAuth Stripe"
    " TelegramBotToken TwilioKey"
).split()
"""Those that know a form or a keyword. Mere disorder of letters is left out: commits and digests look the same."""
MAX_LINE = 4_000
"""Characters of a line that are looked at."""


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a credential stands (message from 0, line from 1), and what it looks like; never the credential itself."""

    message: int
    line: int
    kind: str


def find(log: Log) -> Iterator[Secret]:
    """Credentials of all messages, in order."""
    from detect_secrets.core.scan import scan_line
    from detect_secrets.settings import transient_settings

    with transient_settings({"plugins_used": [{"name": f"{name}Detector"} for name in DETECTORS]}):
        for index, message in enumerate(log.messages):
            for number, line in enumerate(message.text.split("\n"), 1):
                for kind in sorted({found.type for found in scan_line(line[:MAX_LINE])}):
                    yield Secret(index, number, kind)
