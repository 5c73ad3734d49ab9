-- What happened to a record, the oldest first. Needs a ledger that was built with --history.
-- wanted: the record's id, its path, or the end of its path
CREATE MACRO history_of(wanted) AS TABLE
SELECT event.day, event.event, event.who, event.role, event.before, event.after, event.author, event."commit",
    event.repository, event.path
FROM events AS event LEFT JOIN revisions AS revision USING (repository, path, "commit")
SEMI JOIN (FROM found(wanted)) AS chosen ON chosen.repository = event.repository AND chosen.path = event.path
ORDER BY event.repository, event.path, event.day, revision.number;
