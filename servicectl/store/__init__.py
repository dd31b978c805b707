"""Disk and git: reading files strictly, recording safely."""
