"""citefirst as a GitHub Action: events, GitHub's API, comments."""
