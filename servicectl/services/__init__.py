"""What a command does with a team: answers from it, and records in it."""
