"""A team's files: where they stand, what they hold, what git knows of them."""
