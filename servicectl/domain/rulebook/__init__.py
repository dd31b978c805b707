"""What a team asks of its work: the rulebook, its clocks and its requirements."""
