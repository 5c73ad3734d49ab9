-- What does a person answer for.
-- who_holds: a login or a name, as the record or the policy spells it
CREATE MACRO owned_by(who_holds) AS TABLE
SELECT owner.role, record.id, record.title, record.workflow, record.status, record.expires, record.verdict, record.unknown,
    record.repository, record.path
FROM owners AS owner JOIN records AS record USING (repository, path)
WHERE ltrim(lower(who_holds), '@') IN (ltrim(lower(owner.person), '@'), ltrim(lower(owner.who), '@'))
ORDER BY record.expires NULLS LAST, record.repository, record.path, owner.role;
