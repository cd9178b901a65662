"""Plans, drift and outcomes as text, JSON and Markdown. Values in, `str` out; no I/O."""
