"""Finding what is wrong in a team's files, all of it at once."""
