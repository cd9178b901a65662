"""What is wrong with text that is not YAML, as the people who wrote it would say it."""
