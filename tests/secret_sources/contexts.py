"""What sources are given in tests."""

from collections.abc import Mapping
from pathlib import Path

from hookops.secrets.source import Context, Once


def context(folder: Path, env: Mapping[str, str] | None = None, left_s: float = 20.0) -> Context:
    """A run's, in a folder, with so much time left."""
    return Context(env or {}, folder, lambda: left_s, Once())
