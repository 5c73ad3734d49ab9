"""Cited addresses looked up where the caller asks for it. That nobody can tell is not that something is broken."""
