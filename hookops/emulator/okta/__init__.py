"""Okta's objects: hooks, keys, and those that hooks are attached to."""
