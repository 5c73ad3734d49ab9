"""`.citefirst.yml`: what the maintainers of a repository demand of its records."""
