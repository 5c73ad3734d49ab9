-- Which records rest on a source: what to look at again when a dashboard goes or a ticket turns out wrong.
-- part_of_target: a part of its address, its path or its ID
CREATE MACRO who_relies_on(part_of_target) AS TABLE
SELECT record.id, record.title, record.stage, source.kind, source.target, source.cited, record.repository, record.path
FROM sources AS source JOIN records AS record USING (repository, path)
WHERE contains(lower(source.target), lower(part_of_target)) AND source.cited > 0
ORDER BY record.repository, record.path, source.source;
