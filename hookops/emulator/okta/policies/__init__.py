"""Policies and their rules, those of profile enrollment among them."""
