"""Results of earlier runs, and what they depend on: a result is believed where every question has the same answer."""
