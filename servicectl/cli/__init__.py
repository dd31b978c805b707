"""The command line: settings, declarations, printing."""
