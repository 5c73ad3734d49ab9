-- How the check ended last in each repository, by job and event, and with which citefirst: the longest ago first.
CREATE VIEW last_runs AS
SELECT day, repository, job, event, verdict,
    * EXCLUDE (day, repository, job, event, verdict, path, policy, run, attempt, pull, base, rules)
FROM runs
QUALIFY row_number() OVER (PARTITION BY repository, job, event ORDER BY run DESC, attempt DESC) = 1
ORDER BY day, repository, job, event;
