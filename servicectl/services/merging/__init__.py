"""What two clones recorded becomes one: git's merge driver, and all files at once."""
