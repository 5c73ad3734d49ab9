"""Pages that GitHub shows of a run: the comment on the pull request and the summary of the job."""
