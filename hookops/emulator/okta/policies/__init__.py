"""Policies and their rules, enrollment rules among them."""
