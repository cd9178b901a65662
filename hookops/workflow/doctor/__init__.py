"""Looks at everything that a run needs, before there is one; sends nothing that writes."""
