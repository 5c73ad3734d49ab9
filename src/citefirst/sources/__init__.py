"""Where text comes from: the working tree, git."""
