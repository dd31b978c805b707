"""How what two clones recorded becomes one: pieces of files united three ways."""
