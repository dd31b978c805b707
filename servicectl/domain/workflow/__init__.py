"""What may be done with a case, with goods and with money, each declared once."""
