"""YAML text -> desired. The only room that knows yaml and jsonschema."""
