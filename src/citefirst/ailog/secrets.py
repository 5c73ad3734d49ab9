"""Credentials in a log: keys by their form (`credentials`), and what the detectors of detect-secrets find.

These know some forms more, and values that are given to a `password`. Its detectors of high entropy are left out, since
digests, UUIDs and encoded data stand in every second log. Nothing is verified over a network and none of its settings,
which are global, are used. What is found is never shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from citefirst.ailog.credentials import in_line
from citefirst.ailog.errors import AiLogError
from citefirst.ailog.model import CitedPage, Log, Message, Redaction
from citefirst.regex import lazy
from citefirst.structs import frozen, replace

_DETECTORS = """
    artifactory.ArtifactoryDetector aws.AWSKeyDetector azure_storage_key.AzureStorageKeyDetector
    basic_auth.BasicAuthDetector cloudant.CloudantDetector discord.DiscordBotTokenDetector
    github_token.GitHubTokenDetector gitlab_token.GitLabTokenDetector ibm_cloud_iam.IbmCloudIamDetector
    ibm_cos_hmac.IbmCosHmacDetector jwt.JwtTokenDetector keyword.KeywordDetector mailchimp.MailchimpDetector
    npm.NpmDetector openai.OpenAIDetector private_key.PrivateKeyDetector pypi_token.PypiTokenDetector
    sendgrid.SendGridDetector slack.SlackDetector softlayer.SoftlayerDetector square_oauth.SquareOAuthDetector
    stripe.StripeDetector telegram_token.TelegramBotTokenDetector twilio.TwilioKeyDetector
""".split()

_KEY_BLOCK = (
    r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^-]{0,20000}(?:-----END[A-Z0-9 ]{0,60}-----)?"
    r"|PuTTY-User-Key-File-2(?:.{0,200}\n){0,80}Private-MAC:.{0,200}"
)
"""A private key as a whole: its detector finds the first line."""
_PLACEHOLDER = lazy(
    r"example|placeholder|dummy|redacted|change[-_ ]?me|^(?:your|my|the|some)[-_ ]|x{4}|user(?:name)?:pass(?:word)?@"
    r"|\*{3}|\.{3}|…|^(.)\1*$",
    re.IGNORECASE,
)
_WINDOW, _STEP = 4_000, 2_500
_NAMED_WINDOW, _NAMED_STEP = 1_000, 750
"""Long lines are looked at in windows that overlap: the detectors take quadratic time over a line."""
_MOST = 1_000
"""Distinct credentials that are taken out of one log."""
_LONG = 100
_LONG_WORD = lazy(rf"(\w{{{_LONG}}})\w+")
"""A word of which the rest is left out where a name is looked for: backtracking in it is what takes the time."""
_PRIVATE_KEY, _ASSIGNED = "Private Key", "Secret Keyword"
"""Kinds that detect-secrets names so."""
_ROUNDS = 20
_HINT = lazy(
    r"[A-Za-z0-9_-]{20}|[A-Za-z0-9/+]{40}|://\S*@|PRIVATE KEY|PuTTY-|_authToken|xox[a-z]-|hooks\.slack|eyJ"
    r"|AKC[A-Za-z0-9]{10}|AP[0-9A-F][A-Za-z0-9]{8}"
)
_NAME, _QUOTE = re.compile("key|pass|pwd|secret|contrase", re.IGNORECASE), re.compile("['\"`]")
"""What a credential has: this, or a name and a quote. Most logs have neither, and the detectors are slow to load."""


@frozen
class Credential:
    """A credential in a message, by the message's index, the line in it from 1, and the kind of credential.

    Line 0 stands for what belongs to the message but is not said in it: its sources and, for the first message, the
    title.
    """

    message: int
    line: int
    detector: str


Detect = Callable[[str], Iterable[str]]
"""The credentials of a line, each as a whole."""


def find(log: Log) -> list[Credential]:
    """Find the credentials of a log, in order, each kind once a line."""
    found = (Credential(index, line, kind) for index, line, text in _places(log) for kind, _ in _in_line(text))
    return list(dict.fromkeys(found))


def redact(log: Log) -> Log:
    """Return the log with each credential, wherever it stands, replaced by its kind in brackets; `redactions` counts
    them.

    Raises AiLogError if a credential remains.
    """
    counts: Counter[tuple[int, str]] = Counter()
    for _ in range(_ROUNDS):
        if not (patterns := _patterns(text for _, _, text in _places(log))):
            made = (Redaction(index, kind, count) for (index, kind), count in sorted(counts.items()))
            return replace(log, redactions=(*log.redactions, *made))
        log = _without(log, patterns, counts)
    raise AiLogError("a credential in the log cannot be taken out: take it out of the export by hand")


def _places(log: Log) -> Iterator[tuple[int, int, str]]:
    """Yield message, line and text of everything that may hold a credential."""
    yield 0, 0, log.origin.title if log.origin else ""
    for index, message in enumerate(log.messages):
        yield from ((index, line, text) for line, text in enumerate(message.text.split("\n"), 1))
        yield from ((index, 0, text) for source in message.sources for text in (source.id, source.url, source.title))


def _without(log: Log, patterns: Mapping[str, str], counts: Counter[tuple[int, str]]) -> Log:
    def clean(index: int, text: str) -> str:
        for pattern, kind in patterns.items():
            text, count = re.subn(pattern, f"[redacted: {kind}]", text)
            if count:
                counts[index, kind] += count
        return text

    messages: list[Message] = []
    for index, one in enumerate(log.messages):
        sources = (CitedPage(*(clean(index, text) for text in (each.id, each.url, each.title))) for each in one.sources)
        messages.append(replace(one, text=clean(index, one.text), sources=tuple(sources)))
    origin = replace(log.origin, title=clean(0, log.origin.title)) if log.origin else None
    return replace(log, messages=tuple(messages), origin=origin)


def _patterns(texts: Iterable[str]) -> dict[str, str]:
    """Return the patterns of what to take out, the longest first, with the kind of each."""
    found: dict[str, str] = {}
    for kind, secret in {one for text in texts for one in _in_line(text)}:
        if kind == _PRIVATE_KEY:
            found[_KEY_BLOCK] = kind
        cut = kind == _ASSIGNED and _LONG_WORD.fullmatch(secret[-_LONG:] + "x")
        found[re.escape(secret) + (r"\w*" if cut else r"(?!\w)" if secret[-1].isalnum() else "")] = kind
    if len(found) > _MOST:
        raise AiLogError(f"the log holds more than {_MOST} credentials: store another conversation")
    return dict(sorted(found.items(), key=lambda one: (-len(one[0]), one[0])))


def _in_line(line: str) -> Iterator[tuple[str, str]]:
    """Yield kind and text of each credential of a line."""
    for window in _windows(line, _WINDOW, _STEP):
        yield from (one for one in in_line(window) if not _PLACEHOLDER.search(one[1]))
        if _HINT.search(window) or (_NAME.search(window) and _QUOTE.search(window)):
            yield from _detected(window)


def _windows(line: str, size: int, step: int) -> Iterator[str]:
    return (line[start : start + size] for start in range(0, max(1, len(line) - size + step), step))


def _detected(line: str) -> Iterator[tuple[str, str]]:
    for kind, detect in _detectors():
        for secret in detect(line):
            if secret and not _PLACEHOLDER.search(secret):
                yield kind, secret


@cache
def _detectors() -> tuple[tuple[str, Detect], ...]:
    from importlib import import_module

    found: list[tuple[str, Detect]] = []
    for place in _DETECTORS:
        module, _, name = place.rpartition(".")
        detector = getattr(import_module(f"detect_secrets.plugins.{module}"), name)()
        detect = _assigned(detector) if detector.secret_type == _ASSIGNED else _formatted(detector)
        found.append((detector.secret_type, detect))
    return tuple(found)


def _formatted(detector: Any) -> Detect:
    """Find whole keys by their format: detectors yield the groups of their patterns, often only a prefix."""

    def detect(line: str) -> Iterator[str]:
        if any(detector.analyze_string(line)):
            yield from (match[0].strip() for pattern in detector.denylist for match in pattern.finditer(line))

    return detect


def _assigned(detector: Any) -> Detect:
    """Find the value given to a name such as `password`, unless it is a template, a reference, an ID or not a word at
    all."""
    from detect_secrets.filters import heuristic

    def detect(line: str) -> Iterator[str]:
        for window in _windows(_LONG_WORD.sub(r"\1", line), _NAMED_WINDOW, _NAMED_STEP):
            yield from (secret for secret in detector.analyze_string(window) if not harmless(secret, window))

    def harmless(secret: str, line: str) -> bool:
        return (
            heuristic.is_sequential_string(secret)
            or heuristic.is_potential_uuid(secret)
            or heuristic.is_templated_secret(secret)
            or heuristic.is_prefixed_with_dollar_sign(secret)
            or heuristic.is_not_alphanumeric_string(secret)
            or heuristic.is_likely_id_string(secret, line)
            or heuristic.is_indirect_reference(line)
        )

    return detect
