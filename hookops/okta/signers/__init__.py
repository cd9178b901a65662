"""Services that keep a service app's private key and sign with it, one file each.

Each is an entry point of `hookops.signers`, as those of other packages are: decision 52.
"""
