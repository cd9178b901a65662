"""One module per hook type: everything particular to what it is sent and may answer."""
