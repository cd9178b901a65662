"""Calls of hooks' services: to checked addresses only, as Okta would call them."""
