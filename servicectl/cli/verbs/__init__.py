"""The bodies of the commands: find, ask, say."""
