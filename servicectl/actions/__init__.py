"""What the verbs do: find, check, record."""
