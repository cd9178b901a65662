"""Authorization servers, their policies and rules."""
