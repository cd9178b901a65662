"""The registry client: the only room that knows HTTP. httpx lives in `session.py` alone."""
