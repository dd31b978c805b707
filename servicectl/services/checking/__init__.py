"""Checking files and their history: validate, audit."""
