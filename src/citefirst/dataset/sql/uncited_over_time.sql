-- How the share of lines without a source went, month by month, of the states that were committed then. Needs --history.
CREATE VIEW uncited_over_time AS
SELECT strftime(revision.day, '%Y-%m') AS month, count(*) AS states, sum(record.claims) AS claims,
    sum(record.uncited) AS uncited, round(100.0 * sum(record.uncited) / greatest(sum(record.claims), 1), 1) AS percent_uncited
FROM history.records AS record JOIN revisions AS revision USING (repository, path, "commit")
GROUP BY ALL
ORDER BY month;
