"""Sources besides variables, one file each; `pyproject.toml` has their entry points."""
