"""A team's folder: making it, saving hand edits, finding out what is wrong with it."""
