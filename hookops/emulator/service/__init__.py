"""Calls of hooks' services, as Okta makes them."""
