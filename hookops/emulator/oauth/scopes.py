"""Which OAuth scope each operation of the API needs, read from `schemas/okta/scopes.json`."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hookops.emulator.facts import schemas_folder


@dataclass(frozen=True, slots=True)
class Scopes:
    """What is known about scopes."""

    operations: Mapping[str, str]
    """Scope by operation."""
    families: tuple[tuple[str, str], ...]
    """Path prefix and the scope without its last part, for operations that are not listed."""
    form: re.Pattern[str]
    """What a scope of Okta's own looks like."""

    def needed(self, operation: str, method: str, path: str) -> str:
        """The scope that a request needs; empty when there is no such part of the API."""
        if operation in self.operations:
            return self.operations[operation]
        # For operations that are not listed: GETs need `.read`, and the rest `.manage`.
        last = "read" if method in ("GET", "HEAD") else "manage"
        fitting = (scope for prefix, scope in self.families if _below(path, prefix))
        return next((f"{scope}.{last}" for scope in fitting), "")

    def is_one(self, scope: str) -> bool:
        """Whether the org's authorization server has that scope."""
        return self.form.fullmatch(scope) is not None


@cache
def load() -> Scopes:
    """The table, read once and at the first need."""
    folder = schemas_folder(Path(__file__).resolve().parents[2])
    data = json.loads((folder / "okta" / "scopes.json").read_text(encoding="utf-8"))
    operations = {row["operation"]: row["scope"] for row in data["operations"]}
    families = tuple((row["path"], row["scope"]) for row in data["families"])
    return Scopes(operations, families, re.compile(data["form"]["value"]))


def _below(path: str, prefix: str) -> bool:
    # /api/v1/apps is no prefix of /api/v1/appsomething.
    return path == prefix or path.startswith(prefix + "/")
