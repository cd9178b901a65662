"""What every request and answer has in common: envelope, pages, filters, rates, server."""
