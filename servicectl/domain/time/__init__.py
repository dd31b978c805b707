"""When: moments, working time, due moments."""
