"""What commands of an on-call night make of manifests, before a plan is computed from them."""
