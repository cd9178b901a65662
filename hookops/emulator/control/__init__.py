"""What tests and demonstrations set and read: switches, faults, edits, seeds, time, history."""
