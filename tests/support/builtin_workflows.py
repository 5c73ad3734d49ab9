"""The workflows that citefirst comes with, said once for the tests that hold it to them."""

WORKFLOWS = (
    "architecture-decision",
    "change-control",
    "customer-communication",
    "financial-forecast",
    "incident-postmortem",
    "pricing-change",
    "production-access",
    "security-exception",
)
