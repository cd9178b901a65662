"""Ledgers and their leases as objects of a bucket: `s3://`, `gs://`, `az://`."""
