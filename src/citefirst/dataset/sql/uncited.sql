-- How much is said without a source, by repository and workflow: the worst first.
CREATE VIEW uncited AS
SELECT repository, workflow, count(*) AS records, sum(claims) AS claims, sum(uncited) AS uncited,
    sum(unknown) AS unknown, round(100.0 * sum(uncited) / greatest(sum(claims), 1), 1) AS percent_uncited
FROM records
GROUP BY ALL
ORDER BY percent_uncited DESC, repository, workflow;
