"""Documents against their JSON Schemas: where the schemas lie, a quick check, an explanation."""
