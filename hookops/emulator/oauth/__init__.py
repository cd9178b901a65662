"""OAuth 2.0 for service apps: tokens, assertions, DPoP."""
