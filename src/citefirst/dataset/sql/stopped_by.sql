-- Which rules stopped runs of the check, how often, in how many pull requests, and on which days first and last.
CREATE VIEW stopped_by AS
SELECT rule, count(*) AS runs, count(DISTINCT pull) AS pull_requests, min(day) AS first_day, max(day) AS last_day,
    repository
FROM (SELECT repository, pull, day, unnest(rules) AS rule FROM runs WHERE verdict = 'fail')
GROUP BY repository, rule
ORDER BY runs DESC, repository, rule;
