"""Recording what is kept beside cases: customers, people, calls."""
