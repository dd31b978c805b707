"""What programs read: the keys of design.md §5, and JSON Schemas."""
