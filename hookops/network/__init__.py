"""Names, addresses, sockets and certificates: what connections to the outside need."""
