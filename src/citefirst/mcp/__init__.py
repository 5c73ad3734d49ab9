"""An assistant's questions about a repository, by the Model Context Protocol: answered, and nothing is written."""
