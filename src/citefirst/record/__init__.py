"""A document judged under its workflow: claims, the sources behind them, and what a schema sees of both."""
