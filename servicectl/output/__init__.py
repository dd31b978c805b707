"""Words, tables and paper: what people see."""
