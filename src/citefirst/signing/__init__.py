"""People who sign, what a signature covers, and the reviews of a pull request."""
