-- Which records are meant: by id, by path or by the end of a path. Two records of one id are both found.
-- wanted: the record's id, its path, or the end of its path
CREATE MACRO found(wanted) AS TABLE
SELECT repository, path, id, title, workflow, status, date, verdict
FROM records
WHERE lower(id) = lower(wanted) OR path = wanted OR suffix(path, '/' || wanted)
ORDER BY repository, path;
