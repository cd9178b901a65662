"""Where the JSON Schemas lie, and each of them as data."""

import json
import os
from functools import cache
from pathlib import Path

from hookops.model.resource import Json

SUFFIX = ".schema.json"


def root() -> Path:
    """The folder `schemas`: inside the package when installed, beside it in a checkout."""
    # In a wheel the schemas are inside the package, in a checkout beside it (pyproject.toml).
    package = Path(__file__).resolve().parents[2]
    inside = package / "schemas"
    return inside if os.path.isdir(inside) else package.parent / "schemas"


def schema_text(name: str) -> str:
    """The text of one of the manifest schemas, as editors read it."""
    return (root() / "manifest" / name).read_text(encoding="utf-8")


GROUPS = {
    "manifest": "What people write; editors read these",
    "report": "What --format json prints",
    "contracts": "What Okta sends to a service, and what that may answer",
}
"""The folders of the schemas that are for people, each with what its schemas are about."""


def published() -> dict[str, Path]:
    """Each of them by its name, in the order of `GROUPS`; the folder is the group."""
    paths = [path for group in GROUPS for path in sorted((root() / group).glob(f"*{SUFFIX}"))]
    return {path.name.removesuffix(SUFFIX): path for path in paths}


def for_editors() -> list[Path]:
    """Those of what people write."""
    return [path for path in published().values() if path.parent.name == "manifest"]


@cache
def schema(name: str) -> dict[str, Json]:
    """One of the manifest schemas; read once, never to be changed."""
    data: dict[str, Json] = json.loads(schema_text(name))
    return data
