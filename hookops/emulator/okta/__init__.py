"""Okta's objects: hooks, hook keys, what hooks are attached to, and the System Log."""
