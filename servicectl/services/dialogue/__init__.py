"""What is still to be asked of the person who types."""
