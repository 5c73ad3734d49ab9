-- What ends or must be looked at again soon, and what ended already.
-- today: the day of the question
-- within_days: how many days ahead; 30 if it is not given
CREATE MACRO expiring(today, within_days := 30) AS TABLE
SELECT least(expires, review) AS due, date_diff('day', CAST(today AS DATE), least(expires, review)) AS days_left,
    CASE WHEN expires IS NOT NULL AND (review IS NULL OR expires <= review) THEN 'ends' ELSE 'review' END AS what, id,
    title, workflow,
    (SELECT string_agg(who, ', ' ORDER BY role) FROM owners AS owner
     WHERE owner.repository = record.repository AND owner.path = record.path) AS owners,
    repository, path
FROM records AS record
WHERE stage <> 'ended'
    AND least(expires, review) <= CAST(today AS DATE) + CAST(rtrim(CAST(within_days AS VARCHAR), 'd') AS INTEGER)
ORDER BY due, repository, path;
