-- Which assistants were used, through which accounts, and whether their logs are what the records are bound to.
CREATE VIEW assistants_used AS
SELECT tool, model, account, count(*) AS conversations, count(DISTINCT (repository, path)) AS records,
    sum(prompts) AS prompts, sum(outputs) AS outputs, sum(taken) AS lines_taken, sum(cited) AS of_them_cited,
    count(*) FILTER (intact IS NOT TRUE) AS logs_missing_or_altered
FROM assistants
GROUP BY ALL
ORDER BY conversations DESC, tool, model, account;
