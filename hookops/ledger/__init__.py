"""The one document of what hookops manages: read, compare-and-swap, lease."""
