"""citefirst: every factual line carries a source or says UNKNOWN, and a human signs."""

__version__ = "1.0.0"
