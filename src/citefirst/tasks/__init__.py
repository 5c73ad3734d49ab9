"""What a command does on a checkout: look at its files, sign a record, store a conversation, write a first policy."""
