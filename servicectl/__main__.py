from servicectl.cli.main import run

run()
