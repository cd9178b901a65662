"""What matching builds on: renames in Git, and what contradicts a declared resource."""
