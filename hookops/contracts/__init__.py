"""What Okta sends to each type of hook, and what it makes of the answer. Pure: no calls here."""
