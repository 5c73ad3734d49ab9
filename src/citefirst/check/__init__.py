"""From the files of a repository to findings: what judges, what is judged, and which findings count."""
