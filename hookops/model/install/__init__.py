"""How hookops is installed."""
