"""One recording is one commit: whole, durable and alone, or it never was."""
