"""One module per command. Only this room prints; click is all that it imports at the top."""
