"""Master data: what a team keeps beside its cases and its ledger."""
