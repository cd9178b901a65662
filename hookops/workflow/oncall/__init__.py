"""Commands of an on-call night: incident, disable, enable, history and rollback."""
