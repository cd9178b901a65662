"""Manifests of what an org has: written so that the next plan with them changes nothing."""
