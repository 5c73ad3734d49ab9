-- Why was it decided: each claim of a record with what backs it, what nobody knows yet, who signed, and whose words they are.
-- wanted: the record's id, its path, or the end of its path
CREATE MACRO why(wanted) AS TABLE
WITH chosen AS (SELECT * FROM found(wanted)),
said AS (
    SELECT claim.repository, claim.path, 1 AS part, claim.line AS place, claim.state AS what, claim.text AS said,
        (SELECT string_agg(DISTINCT coalesce(source.id || ': ', '') || source.target, '; ')
         FROM citations AS citation JOIN sources AS source USING (repository, path, source)
         WHERE citation.repository = claim.repository AND citation.path = claim.path AND citation.claim = claim.claim
        ) AS backed_by,
        (SELECT unknown.who FROM unknowns AS unknown
         WHERE unknown.repository = claim.repository AND unknown.path = claim.path AND unknown.claim = claim.claim) AS who,
        (SELECT unknown.until FROM unknowns AS unknown
         WHERE unknown.repository = claim.repository AND unknown.path = claim.path AND unknown.claim = claim.claim) AS until
    FROM claims AS claim SEMI JOIN chosen USING (repository, path)
    WHERE claim.state <> 'exempt'
),
signed AS (
    SELECT repository, path, 2 AS part, approval AS place, 'approved' AS what, role AS said,
        'covers ' || covers || ', ' || verified AS backed_by, "by" AS who, "at" AS until
    FROM approvals SEMI JOIN chosen USING (repository, path)
),
assisted AS (
    SELECT repository, path, 3 AS part, assistant AS place, 'assistant' AS what,
        taken || ' lines in its words, ' || cited || ' of them cited' AS said, transcript AS backed_by,
        concat_ws(' ', tool, model, account) AS who, started AS until
    FROM assistants SEMI JOIN chosen USING (repository, path)
)
SELECT repository, path, what, place, said, backed_by, who, until
FROM (FROM said UNION ALL FROM signed UNION ALL FROM assisted)
ORDER BY repository, path, part, place;
