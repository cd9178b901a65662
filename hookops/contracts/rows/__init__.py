"""The rules for answers, one row each."""
