"""What an assistant was asked and what it answered: one form for all assistants, and readers of their exports."""
