-- What has a person approved: each approval, what it covers, how it was verified, and how much of the record is backed.
-- person: a login or a name, as the record or the policy spells it
CREATE MACRO approved_by(person) AS TABLE
SELECT approval.day, record.id, record.title, approval.role, approval."by", approval.covers, approval.verified,
    record.cited, record.claims, record.repository, record.path
FROM approvals AS approval JOIN records AS record USING (repository, path)
WHERE ltrim(lower(person), '@') IN (ltrim(lower(approval.person), '@'), ltrim(lower(approval."by"), '@'))
ORDER BY approval.day, record.repository, record.path, approval.approval;
