"""The application: settings, declarations, help, completion, errors."""
