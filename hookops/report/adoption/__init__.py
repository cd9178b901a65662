"""An adoption as text and JSON."""
