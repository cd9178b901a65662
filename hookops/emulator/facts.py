"""What is known about the inline hook API, read from `schemas/okta/inline-hooks.json`.

What nobody knows is in `control/switches.py`.
"""

import json
import os
from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class HookType:
    """One of the inline hook types: all that the emulator knows of it apart from where it is bound.

    Adding a type to the file of facts is all that the emulator needs to create, call and show it.
    """

    name: str
    title: str
    """What the Admin Console calls it."""
    versions: tuple[str, ...]
    """Versions that real organizations have accepted; not claimed to be all of them."""
    cardinality: str
    """`many`, `one-active` (one ACTIVE in an organization) or `one` (one, in any status)."""
    auth_scheme_required: bool
    retried: bool
    """A failed call is repeated once."""
    success_statuses: Container[int]
    """A service's answer with one of these is a success."""
    empty_answer: bool
    """An answer without a body is a success too."""
    sample: Mapping[str, Any]
    """What is particular to its request: `source`, `requestType` if it has one, and `data`.

    A `{hook_id}` and a `{base_url}` stand for those of the hook and its org."""


@dataclass(frozen=True, slots=True)
class ChannelRule:
    """Which members of `channel.config` one kind of channel must and must not have."""

    type: str
    auth_type: str | None
    required: tuple[str, ...]
    forbidden: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ErrorFact:
    """Status and summary that belong to one of Okta's error codes."""

    status: int
    summary: str
    """A `{0}` stands for the subject."""


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts the emulator answers from."""

    types: Mapping[str, HookType]
    channels: tuple[ChannelRule, ...]
    limits: Mapping[str, int]
    reserved_headers: tuple[str, ...]
    errors: Mapping[str, ErrorFact]
    buckets: tuple[tuple[str, str], ...]
    """Path prefix and rate limit bucket; the first that fits counts."""
    routes_not_emulated: tuple[str, ...]
    """Regular expressions for paths of the API that this emulator does not answer."""


def schemas_folder(package: Path) -> Path:
    """Where the schemas of a `hookops` package lie: in it if installed, beside it in a checkout."""
    installed = package / "schemas"
    return installed if os.path.isdir(installed) else package.parent / "schemas"


@cache
def load() -> Facts:
    """The facts, read once and at the first need."""
    folder = schemas_folder(Path(__file__).resolve().parents[1])
    return parse(json.loads((folder / "okta" / "inline-hooks.json").read_text(encoding="utf-8")))


def parse(data: Mapping[str, Any]) -> Facts:
    """The facts that the JSON document `data` states."""
    return Facts(
        types={row["type"]: _hook_type(row) for row in data["types"]},
        channels=tuple(_channel_rule(row) for row in data["channels"]),
        limits={name: row["value"] for name, row in data["limits"].items()},
        reserved_headers=tuple(data["reservedHeaders"]["value"]),
        errors={c: ErrorFact(row["status"], row["summary"]) for c, row in data["errors"].items()},
        buckets=tuple((row["path"], row["bucket"]) for row in data["buckets"]),
        routes_not_emulated=tuple(data["routesNotEmulated"]["value"]),
    )


def _hook_type(row: Mapping[str, Any]) -> HookType:
    # Null stands for every 2xx, which is the rule: Okta, Inline hooks concept. Token and telephony
    # hooks are stricter by their own pages.
    statuses = range(200, 300) if row["successStatuses"] is None else row["successStatuses"]
    return HookType(
        name=row["type"],
        title=row["title"],
        versions=tuple(row["versions"]),
        cardinality=row["cardinality"],
        auth_scheme_required=row["authSchemeRequired"],
        retried=row["retried"],
        success_statuses=statuses,
        empty_answer=row["emptyAnswer"],
        sample=row["sample"],
    )


def _channel_rule(row: Mapping[str, Any]) -> ChannelRule:
    return ChannelRule(
        type=row["type"],
        auth_type=row["authType"],
        required=tuple(row["required"]),
        forbidden=tuple(row["forbidden"]),
    )
