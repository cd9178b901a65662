"""The nouns: frozen values without I/O, from the standard library alone."""
