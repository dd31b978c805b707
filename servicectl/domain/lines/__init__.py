"""What leads where: the states of a case and the ways between them, as data."""
