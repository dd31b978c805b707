"""A working day played on a copy of a team."""
