"""One module a command: arguments in, text and an exit code out. Loaded when the command is called."""
