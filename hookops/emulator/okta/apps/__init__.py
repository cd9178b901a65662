"""Apps, their keys, and the SAML settings that hold hooks."""
