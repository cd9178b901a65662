"""YAML text -> desired state. The only package that knows yaml and jsonschema."""
