"""What differs between two organizations, in every format."""
