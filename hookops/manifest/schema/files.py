"""Where the JSON Schemas lie, and each of them as data."""

import json
from functools import cache
from pathlib import Path

from hookops.model.resource import Json


def root() -> Path:
    """The folder `schemas`: inside the package when installed, beside it in a checkout."""
    # In a wheel the schemas are inside the package, in a checkout beside it (pyproject.toml).
    package = Path(__file__).resolve().parents[2]
    inside = package / "schemas"
    return inside if inside.is_dir() else package.parent / "schemas"


def schema_text(name: str) -> str:
    """The text of one of the manifest schemas, as editors read it."""
    return (root() / "manifest" / name).read_text(encoding="utf-8")


@cache
def schema(name: str) -> dict[str, Json]:
    """One of the manifest schemas; read once, never to be changed."""
    data: dict[str, Json] = json.loads(schema_text(name))
    return data
