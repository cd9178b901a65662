"""What an org has beyond what hookops manages."""
