"""Evidence asked for on the network, for those who opt in: is what a record cites there, and in which state."""
