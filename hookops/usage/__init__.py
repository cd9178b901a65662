"""Figures from the System Log, and their reports."""
