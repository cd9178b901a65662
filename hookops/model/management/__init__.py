"""What comes under management, what leaves it, and what is left alone for a while."""
