"""servicectl: the desk of an after-sales repair team, kept in a git repository of YAML files."""

__version__ = "0.1.0"
