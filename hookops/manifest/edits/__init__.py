"""Edits of manifest files that leave every other character as it is."""
