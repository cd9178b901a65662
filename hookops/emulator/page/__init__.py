"""The pages for people: hooks, forms, previews, requests, switches and faults, as HTML."""
