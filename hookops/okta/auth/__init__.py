"""Who hookops is to an org: an API token, an access token, or a service app with DPoP."""
