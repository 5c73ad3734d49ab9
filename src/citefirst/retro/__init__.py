"""A span of a history, looked back on: what was asked for, of whom, and how long until it held. It blames nobody."""
