"""Who hookops is to an org, as text and JSON."""
