"""YAML read strictly, and written without touching what people wrote."""
