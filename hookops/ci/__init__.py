"""Jobs of CI systems that run hookops: templates, filled in for the organizations of a project."""
