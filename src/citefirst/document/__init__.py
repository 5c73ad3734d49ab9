"""From the text of a Markdown file to a `model.Document`, with every place in it known to the character."""
