"""Inline hooks and hook keys: bodies, operations, references to hooks, and how they are shown."""
