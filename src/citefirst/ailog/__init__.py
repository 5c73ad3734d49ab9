"""What an assistant was asked and what it answered: exports of assistants read into one stored form, the AI log.

Bytes and values in, values out; nothing is read from disk, fetched or executed.
"""
