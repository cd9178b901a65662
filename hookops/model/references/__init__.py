"""References to secrets: how they are written, and which of them a manifest may name."""
