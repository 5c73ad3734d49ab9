"""What happened, as the tools of an on-call person have it: rows for a timeline, compiled and never concluded from."""
