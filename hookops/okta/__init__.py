"""Okta's API: the only package that sends requests to an org."""
