"""What a record plans, held against what a history says of it. It lists what is found; it never calls anything done."""
