-- Where does the evidence lie: source systems, how many claims rest on each, in how many records.
CREATE VIEW systems AS
SELECT coalesce(system, 'an ID or an unknown host') AS system, kind, count(*) AS sources, sum(cited) AS claims,
    count(DISTINCT (repository, path)) AS records, count(DISTINCT repository) AS repositories
FROM sources
GROUP BY ALL
ORDER BY claims DESC, system, kind;
