"""What lies outside of the process: names, addresses, sockets, certificates."""
