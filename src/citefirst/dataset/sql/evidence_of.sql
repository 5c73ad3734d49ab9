-- On what evidence does a record rest: each source, where it lies, and which lines cite it.
-- wanted: the record's id, its path, or the end of its path
CREATE MACRO evidence_of(wanted) AS TABLE
SELECT source.id, source.kind, source.system, source.target, source.label, source.cited,
    (SELECT list(DISTINCT claim.line ORDER BY claim.line)
     FROM citations AS citation JOIN claims AS claim USING (repository, path, claim)
     WHERE citation.repository = source.repository AND citation.path = source.path AND citation.source = source.source
    ) AS lines,
    source.repository, source.path
FROM sources AS source SEMI JOIN (FROM found(wanted)) USING (repository, path)
ORDER BY source.repository, source.path, source.source;
