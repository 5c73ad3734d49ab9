-- How many runs stopped a pull request before one held, by which rules, and on which days.
CREATE VIEW runs_until_held AS
WITH ended AS (
    SELECT *, min((run, attempt)) FILTER (verdict = 'pass') OVER (PARTITION BY repository, pull, job) AS held
    FROM runs WHERE pull IS NOT NULL
)
SELECT repository, pull, job, count(*) FILTER (verdict = 'fail' AND (held IS NULL OR (run, attempt) < held)) AS stopped,
    held IS NOT NULL AS held, min(day) AS first_day, min(day) FILTER ((run, attempt) = held) AS held_on,
    list_sort(list_distinct(flatten(list(rules) FILTER (verdict = 'fail' AND (held IS NULL OR (run, attempt) < held)))))
        AS rules
FROM ended
GROUP BY repository, pull, job, ended.held
ORDER BY stopped DESC, repository, pull, job;
