"""Apps, their signing keys, and the SAML settings that hooks are attached in."""
