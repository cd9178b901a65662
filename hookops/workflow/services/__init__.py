"""Calls of hooks' services: preview, and verification around a change."""
