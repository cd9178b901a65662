"""What an org has, as `hookops list` reports it: the values, and one file for each format."""
