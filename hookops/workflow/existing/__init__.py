"""What an org has already: listed, and in manifests."""
