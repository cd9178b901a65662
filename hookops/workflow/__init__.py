"""Each command's work as a short straight sequence of calls into the packages below."""
