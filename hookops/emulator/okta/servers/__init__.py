"""Authorization servers, their policies and rules, where token hooks are attached."""
