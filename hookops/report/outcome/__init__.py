"""What an apply did, as text, JSON and Markdown."""
