"""``python -m servicectl``."""

from servicectl.cli.main import run

run()
