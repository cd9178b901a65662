"""Desired, snapshot and ledger in; plan or drift out. Pure: no I/O, no clock."""
