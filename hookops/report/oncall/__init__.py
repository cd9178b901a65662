"""Reports of an on-call night: history, and an incident on one screen."""
