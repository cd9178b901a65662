"""What Okta has of a hook: as a manifest says it, and what a write takes along."""
