"""How a value is declared, read and named in a finding."""
