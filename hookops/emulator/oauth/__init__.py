"""OAuth 2.0 for service apps: clients, assertions, tokens, DPoP proofs, and their keys."""
