-- How the runs of the check ended, month by month: held, stopped, or a record was not judged.
CREATE VIEW runs_by_month AS
SELECT strftime(day, '%Y-%m') AS month, repository, count(*) AS runs, count(*) FILTER (verdict = 'pass') AS held,
    count(*) FILTER (verdict = 'fail') AS stopped, count(*) FILTER (verdict = 'error') AS not_judged
FROM runs
GROUP BY ALL
ORDER BY month, repository;
