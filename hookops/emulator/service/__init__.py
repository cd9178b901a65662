"""Calls of hooks' services, as Okta makes them: the API call `execute`, attempts, and transport."""
