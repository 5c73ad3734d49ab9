-- Which ids stand for more than one record of a repository.
CREATE VIEW same_id AS
SELECT repository, lower(id) AS id, count(*) AS records, list(path ORDER BY path) AS paths
FROM records
WHERE id IS NOT NULL
GROUP BY ALL
HAVING count(*) > 1
ORDER BY repository, id;
