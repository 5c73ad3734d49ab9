-- Which UNKNOWNs should be known by now, and by whom.
-- today: the day of the question
CREATE MACRO overdue(today) AS TABLE
SELECT date_diff('day', due, CAST(today AS DATE)) AS days_late, * FROM open_unknowns
WHERE due < CAST(today AS DATE)
ORDER BY due, repository, path, line;
