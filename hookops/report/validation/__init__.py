"""What `validate` found, as text and JSON."""
