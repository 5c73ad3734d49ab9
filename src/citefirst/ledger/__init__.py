"""The ledger: what citefirst knows of records, as rows of a few tables (`ledger-v1`), whoever asks and wherever."""
