-- Who approved what in a time, on what evidence: the approvals of a quarter, for an auditor.
-- first_day: 2026-07-01
-- last_day: 2026-09-30; today if it is not given
CREATE MACRO approvals_between(first_day, last_day := NULL) AS TABLE
SELECT approval.day, approval."by", approval.role, record.id, record.title, approval.covers, approval.verified,
    record.cited, record.claims,
    (SELECT count(*) FROM sources AS source
     WHERE source.repository = record.repository AND source.path = record.path AND source.cited > 0) AS sources,
    record.repository, record.path
FROM approvals AS approval JOIN records AS record USING (repository, path)
WHERE approval.day >= CAST(first_day AS DATE)
    AND (last_day IS NULL OR approval.day <= CAST(last_day AS DATE))
ORDER BY approval.day, record.repository, record.path, approval.approval;
