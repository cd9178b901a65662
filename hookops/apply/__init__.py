"""Plan -> Outcomes, through a `send` that it is given. No HTTP, no files here."""
