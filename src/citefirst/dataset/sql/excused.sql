-- Which findings do not count: what an exception of a policy or a baseline excuses, until when, and who answers for it.
CREATE VIEW excused AS
SELECT state, until, code, rule, level, message, owner, reason, line, repository, path
FROM findings
WHERE state <> 'open'
ORDER BY until NULLS LAST, repository, path, line;
