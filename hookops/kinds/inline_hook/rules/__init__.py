"""What is wrong with declared hooks, as far as it can be known offline."""
