"""The schema of overlays, for editors, from those of manifests: everything may be left out or null.

hookops itself validates what overlays make of a manifest, so that it needs no schema of them.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "schemas" / "manifest"
PATH = FOLDER / "overlay.schema.json"
KINDS = {"InlineHook": "inline-hook", "HookKey": "hook-key"}
# What says which document is meant is needed here too.
_KEPT = (["kind", "metadata"], ["name"])
# They ask for fields that the manifest has, or forbid what it has not.
_CONDITIONS = ("if", "then", "else", "allOf", "required")

Json = Any


def overlay(_: str) -> str:
    """The text of the schema."""
    definitions: dict[str, Json] = {}
    branches = []
    for kind, name in KINDS.items():
        whole = json.loads((FOLDER / f"{name}.schema.json").read_text("utf-8"))
        for key, part in whole["$defs"].items():
            definitions[f"{kind}.{key}"] = _relaxed(part, kind)
            definitions[f"{kind}.{key}.whole"] = _moved(part, f"{kind}.{{}}.whole")
        properties = {member: _relaxed(part, kind) for member, part in whole["properties"].items()}
        properties["metadata"] = {
            "allOf": [properties["metadata"], {"type": "object", "required": _KEPT[1]}]
        }
        branches.append(_branch(kind, properties))
    # The channel of an overlay does not say of which type it is.
    http, oauth = (definitions[f"InlineHook.{name}"] for name in ("http", "oauth"))
    channel = definitions["InlineHook.channel"]
    channel["properties"]["config"] = {
        "description": "What differs of the channel's settings.",
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": {**http["properties"], **oauth["properties"]},
    }
    return _text(branches, definitions)


def _text(branches: list[Json], definitions: Mapping[str, Json]) -> str:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://hookops.dev/schemas/v1/overlay.schema.json",
        "title": "Overlay",
        "description": "What an environment changes of the manifest of the same kind and name, as "
        "a JSON merge patch (RFC 7396). Null takes a field out, a list is replaced as a whole.",
        "type": "object",
        "required": _KEPT[0],
        "properties": {"kind": {"enum": list(KINDS)}},
        "allOf": branches,
        "$defs": {name: definitions[name] for name in _used(branches, definitions)},
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _branch(kind: str, properties: Mapping[str, Json]) -> Json:
    return {
        "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
        "then": {"additionalProperties": False, "properties": properties},
    }


def _relaxed(part: Json, kind: str, *, nullable: bool = False) -> Json:
    """The schema of a value that may lack any of its members, each of which may be null."""
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        found: Json = {**part, "$ref": _ref(part["$ref"], f"{kind}.{{}}")}
        return {"anyOf": [found, {"type": "null"}]} if nullable else found
    relaxed = {name: value for name, value in part.items() if name not in _CONDITIONS}
    for name in ("properties", "patternProperties"):
        if name in relaxed:
            relaxed[name] = {
                member: _relaxed(inner, kind, nullable=True)
                for member, inner in relaxed[name].items()
            }
    # A list is replaced as a whole, so that its elements are whole as well.
    if "items" in relaxed:
        relaxed["items"] = _moved(relaxed["items"], f"{kind}.{{}}.whole")
    return _nullable(relaxed) if nullable else relaxed


def _nullable(part: dict[str, Json]) -> Json:
    if "const" in part:
        return {"enum": [part["const"], None], **{k: v for k, v in part.items() if k != "const"}}
    if "enum" in part:
        part["enum"] = [*part["enum"], None]
    if "type" in part:
        types = part["type"] if isinstance(part["type"], list) else [part["type"]]
        part["type"] = [*types, "null"]
    return part


def _moved(part: Json, form: str) -> Json:
    """The same schema, with its references to other names."""
    if isinstance(part, list):
        return [_moved(each, form) for each in part]
    if not isinstance(part, dict):
        return part
    moved = {key: _moved(value, form) for key, value in part.items()}
    if isinstance(moved.get("$ref"), str):
        moved["$ref"] = _ref(part["$ref"], form)
    return moved


def _ref(ref: str, form: str) -> str:
    return f"#/$defs/{form.format(ref.removeprefix('#/$defs/'))}"


def _used(part: Json, definitions: Mapping[str, Json]) -> Iterator[str]:
    """Names of the definitions that it refers to, also through others, in their order."""
    found: set[str] = set()
    waiting = [part]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            waiting += each
        elif isinstance(each, dict):
            waiting += each.values()
            name = str(each.get("$ref", "")).removeprefix("#/$defs/")
            if name and name not in found:
                found.add(name)
                waiting.append(definitions[name])
    yield from (name for name in definitions if name in found)
