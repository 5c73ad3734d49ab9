-- Which exceptions stand, by the day on which they end: those that accept a risk, with their owners and whether they hold.
CREATE VIEW security_exceptions AS
SELECT expires, id, title, status, verdict, unknown, uncited,
    (SELECT string_agg(role || ': ' || who, ', ' ORDER BY role) FROM owners AS owner
     WHERE owner.repository = record.repository AND owner.path = record.path) AS owners,
    (SELECT count(*) FROM approvals AS approval
     WHERE approval.repository = record.repository AND approval.path = record.path AND approval.covers = 'this'
    ) AS approvals_that_cover_it,
    repository, path
FROM records AS record
WHERE workflow = 'security-exception' AND stage <> 'ended'
ORDER BY expires NULLS FIRST, repository, path;
