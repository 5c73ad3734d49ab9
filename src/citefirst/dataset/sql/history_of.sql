-- What happened to a record, the oldest first, under its earlier paths as well. Needs a ledger built with --history.
-- wanted: the record's id, its path, or the end of its path
CREATE MACRO history_of(wanted) AS TABLE
WITH RECURSIVE trail AS (
    SELECT repository, path, path AS now, NULL::BIGINT AS until FROM found(wanted)
    UNION ALL
    SELECT trail.repository, moved.was, trail.now, moved.number
    FROM trail JOIN revisions AS moved ON moved.repository = trail.repository AND moved.path = trail.path
    WHERE moved.was IS NOT NULL AND moved.number < coalesce(trail.until, moved.number + 1)
    QUALIFY row_number() OVER (PARTITION BY trail.repository, trail.now, trail.path ORDER BY moved.number DESC) = 1
),
stretch AS (
    SELECT trail.*, coalesce((
        SELECT max(number) FROM revisions AS moved
        WHERE moved.repository = trail.repository AND moved.was IS NOT NULL AND trail.path IN (moved.path, moved.was)
            AND moved.number < coalesce(trail.until, moved.number + 1)
    ), 0) AS since
    FROM trail
)
SELECT event.day, event.event, event.who, event.role, event.before, event.after, event.author, event."commit",
    event.repository, event.path
FROM events AS event
LEFT JOIN revisions AS revision USING (repository, path, "commit")
JOIN stretch ON stretch.repository = event.repository AND stretch.path = event.path
WHERE CASE WHEN revision.number IS NULL THEN stretch.until IS NULL
    ELSE revision.number >= stretch.since AND revision.number < coalesce(stretch.until, revision.number + 1) END
ORDER BY event.repository, stretch.now, event.day, revision.number;
