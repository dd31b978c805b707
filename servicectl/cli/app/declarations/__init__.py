"""The commands, declared: those that record come from the actions, the others stand here."""
