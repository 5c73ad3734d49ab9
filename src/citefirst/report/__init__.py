"""What a run found, as text for people and machines: formats, pages, views and what they share."""
