"""Which targets count as evidence, and of what: data, and the code that matches it."""
