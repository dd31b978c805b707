"""The reading half: questions about a team, answered with values."""
