"""Overlays: documents of an environment, merged into those of the same kind and name."""
