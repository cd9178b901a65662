"""Rotation of a secret: probed, written to Git and to Okta, probed again, reverted if it fails."""
