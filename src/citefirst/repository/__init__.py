"""States of a repository as files: the working tree, the index, a commit; and the one place that writes."""
