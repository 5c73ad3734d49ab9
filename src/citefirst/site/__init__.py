"""Pages for people who would rather look than read: one for each record, a register, and a front page."""
