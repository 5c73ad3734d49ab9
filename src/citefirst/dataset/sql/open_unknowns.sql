-- What does nobody know yet: each UNKNOWN, who finds out and by when, the oldest day first.
CREATE VIEW open_unknowns AS
SELECT unknown.due, unknown.who, unknown.text, record.id, record.title, record.workflow, unknown.line, record.repository,
    record.path
FROM unknowns AS unknown JOIN records AS record USING (repository, path)
WHERE record.stage <> 'ended'
ORDER BY unknown.due NULLS LAST, record.repository, record.path, unknown.line;
