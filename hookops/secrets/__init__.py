"""Sources of secrets, one file each: a `SecretRef` leads to a `Secret`, or to none."""
