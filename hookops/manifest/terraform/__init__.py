"""What Terraform's provider for Okta keeps of hooks in its state."""
