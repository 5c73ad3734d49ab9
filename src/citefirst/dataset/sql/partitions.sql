-- Which repositories are in the ledger, how they were judged, and whether their history is cut off.
CREATE VIEW partitions AS
SELECT repository, records, day, "commit", shallow AS history_cut_off, place AS policy, tool
FROM repositories
ORDER BY repository;
