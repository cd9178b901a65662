"""What comes under management, leaves it, or is declared as an org has it."""
