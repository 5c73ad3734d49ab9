"""Made-up credentials of many kinds, put together at run time, so that no scanner of this repository takes them for
real ones."""

from __future__ import annotations

import random
import string

HEX, LOWER, UPPER = "0123456789abcdef", string.ascii_lowercase + string.digits, string.ascii_uppercase + string.digits
WORD = string.ascii_letters + string.digits
MADE = {
    "Age Secret Key": ("AGE-SECRET-", "KEY-1", ("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58)),
    "Airtable Token": ("pat", (WORD, 14), ".", (HEX, 64)),
    "Anthropic API Key": ("sk-", "ant-api03-", (WORD, 93), "AA"),
    "Atlassian API Token": ("ATATT3", (WORD, 186)),
    "AWS Access Key": ("AKIA", ("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)),
    "Azure Storage Account access key": ("AccountKey=", (WORD, 86), "=="),
    "Basic Auth Credentials": ("postgres://cart:", (WORD, 16), "@db.internal/shop"),
    "Brevo API Key": ("xkey", "sib-", (HEX, 64), "-", (WORD, 16)),
    "Cloudflare API Token": ("CLOUDFLARE_API_TOKEN=", (WORD, 40)),
    "Cloudflare Origin CA Key": ("v1.0-", (HEX, 24), "-", (HEX, 146)),
    "Databricks Token": ("da", "pi", (HEX, 32)),
    "Datadog Key": ("DD_API_KEY=", (HEX, 32)),
    "DigitalOcean Token": ("dop_", "v1_", (HEX, 64)),
    "Discord Bot Token": ("M", (WORD, 23), ".", (WORD, 6), ".", (WORD, 27)),
    "Docker Hub Token": ("dckr_", "pat_", (WORD, 27)),
    "Doppler Token": ("dp.", "pt.", (WORD, 43)),
    "Figma Token": ("fi", "gd_", (WORD, 40)),
    "Fly.io Token": ("fm2", "_", (WORD, 120), "="),
    "GitHub Fine-grained Token": ("github_", "pat_", (WORD, 22), "_", (WORD, 59)),
    "GitHub Token": ("gh", "p_", (WORD, 36)),
    "GitLab Token": ("gl", "pat-", (WORD, 20)),
    "Google API Key": ("AI", "za", (WORD, 35)),
    "Google OAuth Secret": ("GOC", "SPX-", (WORD, 28)),
    "Grafana Token": ("gl", "sa_", (WORD, 32), "_", (HEX, 8)),
    "Groq API Key": ("gs", "k_", (WORD, 52)),
    "Heroku API Key": ("HRKU", "-AA", (WORD, 58)),
    "Hugging Face Token": ("h", "f_", (string.ascii_letters, 34)),
    "JSON Web Token": ("eyJhbGciOiJIUzI1NiJ9.", "eyJzdWIiOiIxMjM0NTY3ODkwIn0", ".", (WORD, 43)),
    "LangSmith API Key": ("lsv2", "_pt_", (HEX, 32), "_", (HEX, 10)),
    "Linear API Key": ("lin_", "api_", (WORD, 40)),
    "Mailchimp Access Key": ((HEX, 32), "-us", "12"),
    "Mailgun API Key": ("MAILGUN_API_KEY=", "key-", (HEX, 32)),
    "Mapbox Secret Token": ("sk.", "eyJ", (WORD, 80), ".", (WORD, 22)),
    "Microsoft Entra Client Secret": ((WORD, 3), "8Q~", (WORD, 34)),
    "Microsoft Teams Webhook": (
        "https://acme.webhook.", "office.com/webhookb2/", (HEX, 36), "@", (HEX, 36), "/IncomingWebhook/", (HEX, 32),
        "/", (HEX, 36),
    ),
    "Netlify Token": ("nf", "p_", (WORD, 36)),
    "New Relic Key": ("NR", "AK-", (UPPER, 27)),
    "Notion Token": ("nt", "n_", (string.digits, 11), (WORD, 35)),
    "npm Token": ("np", "m_", (WORD, 36)),
    "OpenAI API Key": ("sk-", "proj-", (WORD, 74), "T3Blbk", "FJ", (WORD, 74)),
    "OpenRouter API Key": ("sk-", "or-v1-", (HEX, 64)),
    "OpenShift Token": ("sha256", "~", (WORD, 43)),
    "PagerDuty Token": ("Authorization: Token token=", (WORD, 20)),
    "Perplexity API Key": ("pp", "lx-", (WORD, 48)),
    "PlanetScale Secret": ("pscale", "_tkn_", (WORD, 43)),
    "Postman API Key": ("PM", "AK-", (HEX, 24), "-", (HEX, 34)),
    "Private Key": ("-----BEGIN RSA ", "PRIVATE KEY-----"),
    "Pulumi Token": ("pu", "l-", (HEX, 40)),
    "PyPI Token": ("py", "pi-AgEIcHlwaS5vcmc", (WORD, 120)),
    "Replicate Token": ("r", "8_", (WORD, 37)),
    "RubyGems API Key": ("ruby", "gems_", (HEX, 48)),
    "SendGrid API Key": ("SG", ".", (WORD, 22), ".", (WORD, 43)),
    "Sentry Token": ("sntry", "u_", (HEX, 64)),
    "Shopify Token": ("shp", "at_", (HEX, 32)),
    "Slack Token": ("xox", "b-", (string.digits, 11), "-", (string.digits, 11), "-", (WORD, 24)),
    "Slack Webhook": ("https://hooks.", "slack.com/services/T", (UPPER, 10), "/B", (UPPER, 10), "/", (WORD, 24)),
    "Sourcegraph Token": ("sg", "p_", (HEX, 40)),
    "Square OAuth Secret": ("sq0", "csp-", (WORD, 43)),
    "Stripe Access Key": ("sk_", "live_", (WORD, 24)),
    "Stripe Webhook Secret": ("wh", "sec_", (WORD, 32)),
    "Supabase Token": ("sb", "p_", (HEX, 40)),
    "Telegram Bot Token": ((string.digits, 10), ":AA", (WORD, 33)),
    "Terraform Cloud Token": ((WORD, 14), ".atlas", "v1.", (WORD, 67)),
    "Twilio API Key": ("S", "K", (HEX, 32)),
    "Vault Token": ("hv", "s.", (WORD, 95)),
    "xAI API Key": ("xa", "i-", (WORD, 80)),
}  # fmt: skip
"""Each kind as pieces of text and of random characters: an alphabet and how many."""

THIRTY = [
    "AWS Access Key", "GitHub Token", "GitHub Fine-grained Token", "GitLab Token", "Slack Token", "Slack Webhook",
    "Stripe Access Key", "SendGrid API Key", "Twilio API Key", "Google API Key", "Azure Storage Account access key",
    "Private Key", "JSON Web Token", "Basic Auth Credentials", "Anthropic API Key", "OpenAI API Key",
    "Hugging Face Token", "npm Token", "PyPI Token", "Databricks Token", "DigitalOcean Token", "Vault Token",
    "Grafana Token", "Terraform Cloud Token", "Datadog Key", "PagerDuty Token", "Sentry Token", "Linear API Key",
    "Notion Token", "Telegram Bot Token",
]  # fmt: skip
"""The kinds that are asked for most: of these nearly all must be caught."""


def made(kind: str, seed: int = 0) -> str:
    """Return a made-up credential of a kind, the same for the same seed."""
    chance = random.Random(f"{kind} {seed}")
    return "".join(
        piece if isinstance(piece, str) else "".join(chance.choice(piece[0]) for _ in range(piece[1]))
        for piece in MADE[kind]
    )
