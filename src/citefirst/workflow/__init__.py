"""Workflows: JSON Schema files, what they say about sections and roles, and what they find in a
record, as sentences."""
