"""Workflows: JSON Schema files, what they say of sections and roles, and what they find in a record, in sentences."""
