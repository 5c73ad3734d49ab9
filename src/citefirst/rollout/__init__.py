"""How far an organisation has come: which of its repositories have the check, how it is pinned, and what it finds."""
