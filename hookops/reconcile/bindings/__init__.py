"""Bindings as declared against attachment points as they are."""
