"""Pure values and functions: the line, the rulebook, time. No disk, clock or chance."""
