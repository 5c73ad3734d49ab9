"""The ledger where it is kept: Parquet files that many writers write and one reader asks, on a disk or in a store."""
