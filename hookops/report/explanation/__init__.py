"""What each code means that hookops prints, and each exit code and word of its reports."""
