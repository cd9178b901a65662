"""hookops: Okta inline hooks as code. Start reading at `hookops/workflow.py`."""

__version__ = "0.1.0"
