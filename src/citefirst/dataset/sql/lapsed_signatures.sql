-- Which approvals no longer cover what they stand under, or cover nothing for certain.
CREATE VIEW lapsed_signatures AS
SELECT approval.day, approval."by", approval.role, approval.covers, approval.covered, approval.verified, approval.reason,
    record.id, record.title, record.repository, record.path
FROM approvals AS approval JOIN records AS record USING (repository, path)
WHERE approval.covers <> 'this' AND record.stage <> 'ended'
ORDER BY approval.day, record.repository, record.path, approval.approval;
