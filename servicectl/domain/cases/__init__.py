"""A case is its history."""
