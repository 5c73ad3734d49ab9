-- Which decisions were replaced, by what, and which of them still say that they stand.
CREATE VIEW superseded AS
SELECT id, title, status, stage, superseded_by, repository, path
FROM records
WHERE len(superseded_by) > 0 OR status = 'superseded'
ORDER BY repository, path;
