"""Inline hooks and hook keys."""
