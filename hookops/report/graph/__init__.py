"""Hooks with the flows that call them and the keys that they sign with, one file per format."""
