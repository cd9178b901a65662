"""What the ledger remembers: what was applied, deleted and disabled."""
