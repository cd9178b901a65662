"""The requests that Okta sends to hooks."""
