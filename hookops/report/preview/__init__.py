"""Previews as text, JSON and JUnit XML."""
