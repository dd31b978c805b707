"""The generated pages of the documentation: Markdown from declarations (``scripts/docs.py``)."""
