"""What comes under management, and leaves it, by a command of its own."""
