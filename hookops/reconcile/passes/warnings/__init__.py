"""Passes that only look: what a plan warns of, besides its changes."""
