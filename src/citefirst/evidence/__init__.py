"""What a cited target is evidence of, and which targets are none: data, and what matches it."""
