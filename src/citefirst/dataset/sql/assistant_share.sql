-- How much of the records stands in an assistant's words, and how much of that is cited, by repository and workflow.
CREATE VIEW assistant_share AS
SELECT record.repository, record.workflow, count(*) AS records,
    count(*) FILTER (record.assisted = 'used') AS assisted, count(*) FILTER (record.assisted = 'unsaid') AS unsaid,
    coalesce(sum(taken.lines), 0) AS lines_taken, coalesce(sum(taken.cited), 0) AS of_them_cited,
    round(100.0 * coalesce(sum(taken.lines), 0) / greatest(sum(whole.lines), 1), 1) AS percent_of_lines
FROM records AS record
LEFT JOIN (SELECT repository, path, sum(taken) AS lines, sum(cited) AS cited FROM assistants GROUP BY ALL) AS taken
    USING (repository, path)
LEFT JOIN (SELECT repository, path, count(*) AS lines FROM claims WHERE state <> 'UNKNOWN' GROUP BY ALL) AS whole
    USING (repository, path)
GROUP BY ALL
ORDER BY record.repository, record.workflow;
