"""Usage as text, JSON, CSV and HTML. Values in, `str` out; no I/O."""
