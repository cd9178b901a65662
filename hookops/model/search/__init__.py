"""Looking for a text in other texts, however it is written there."""
