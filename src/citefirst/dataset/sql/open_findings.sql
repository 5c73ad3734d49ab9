-- What is wrong now, by rule: how many findings count, in how many records and repositories.
CREATE VIEW open_findings AS
SELECT code, rule, level, count(*) AS findings, count(DISTINCT (repository, path)) AS records,
    count(DISTINCT repository) AS repositories
FROM findings
WHERE state = 'open'
GROUP BY ALL
ORDER BY findings DESC, code;
