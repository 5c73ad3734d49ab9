"""Evidence looked up on the network, for those who opt in: does what a record cites exist, and in which state."""
