"""The fields of a JSON Schema, each with its path, as a reader of a document meets them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from reference.markdown import code, prose, table

Json = Any


@dataclass(frozen=True, slots=True)
class Field:
    """One field that a document may have."""

    path: str
    """`spec.bindings[].app`; NAME stands for any name."""
    schema: Mapping[str, Json]
    """What is said of it, references followed."""
    required: bool
    """In the object that it is a part of."""
    where: str
    """On what it depends, `type: OAUTH`; empty where on nothing."""

    @property
    def description(self) -> str:
        """Empty where the schema has none."""
        return str(self.schema.get("description", ""))

    @property
    def type(self) -> str:
        """`text or object`, in the words of YAML's users."""
        return " or ".join(_TYPES[name] for name in _types(self.schema)) or "any"

    @property
    def allowed(self) -> str:
        """The values, or the number of characters, that there may be."""
        if "const" in self.schema:
            return code(_text(self.schema["const"]))
        if "enum" in self.schema:
            return ", ".join(code(_text(value)) for value in self.schema["enum"])
        return prose(str(self.schema.get("patternErrorMessage", "")).removeprefix("must be "))

    @property
    def default(self) -> str:
        """What it is where it is left out."""
        return code(_text(self.schema["default"])) if "default" in self.schema else ""


_TYPES = {
    "string": "text",
    "object": "object",
    "array": "list",
    "boolean": "true or false",
    "integer": "whole number",
    "number": "number",
    "null": "null",
}
_TYPE_OF = {
    bool: "boolean",
    str: "string",
    int: "integer",
    list: "array",
    type(None): "null",
}
_BRANCHES = ("allOf", "anyOf", "oneOf")


def fields(schema: Mapping[str, Json]) -> Iterator[Field]:
    """Every field of the document that the schema is of, in its order, each once."""
    by_path: dict[str, list[Field]] = {}
    for found in _below(schema, schema, "", "", ()):
        by_path.setdefault(found.path, []).append(found)
    for several in by_path.values():
        # What says nothing of its own is a branch of what was said before.
        several = [each for each in several if each.description] or several[:1]
        first = several[0]
        if len(several) > 1 and all(each.schema == first.schema for each in several):
            # It depends on nothing after all.
            yield replace(first, where="")
        else:
            yield from several


def rows(schema: Mapping[str, Json]) -> str:
    """The fields of a manifest as a table."""
    found = (
        (code(each.path), each.type, "yes" if each.required else "", _says(each))
        for each in fields(schema)
    )
    return table(("field", "type", "required", "what it says"), found)


def _says(field: Field) -> str:
    """Its description, with values, default and condition where that does not say them."""
    parts = [prose(field.description)]
    if field.allowed:
        parts.append(f"Allowed: {field.allowed}.")
    if field.default and "Default:" not in field.description:
        parts.append(f"Default: {field.default}.")
    if field.where:
        parts.append(f"With {code(field.where)}.")
    return " ".join(parts)


def _below(
    part: Json, root: Json, path: str, where: str, around: tuple[str, ...]
) -> Iterator[Field]:
    """Fields below the value at `path`; `around` are the references that lead here."""
    part, around = _followed(part, root, around)
    required = part.get("required", ())
    for name, inner in part.get("properties", {}).items():
        if inner is not False:
            below = f"{path}.{name}" if path else name
            yield from _field(inner, root, below, where, around, required=name in required)
    if isinstance(more := part.get("additionalProperties"), dict):
        yield from _field(more, root, f"{path}.NAME", where, around, required=False)
    if "items" in part:
        yield from _below(part["items"], root, f"{path}[]", where, around)
    branches = [each for key in _BRANCHES for each in part.get(key, ())]
    never = {f"{path}.{name}" for each in branches for name in _forbidden(each)}
    for each in branches:
        inner = _below(each.get("then", each), root, path, _condition(each) or where, around)
        yield from (found for found in inner if found.path not in never)


def _field(
    part: Json, root: Json, path: str, where: str, around: tuple[str, ...], *, required: bool
) -> Iterator[Field]:
    yield Field(path, _followed(part, root, ())[0], required, where)
    yield from _below(part, root, path, where, around)


def _followed(
    part: Json, root: Json, around: tuple[str, ...]
) -> tuple[dict[str, Json], tuple[str, ...]]:
    """The part with what it refers to; nothing where that lies around it."""
    if not isinstance(part, dict):
        return {}, around
    while "$ref" in part:
        if part["$ref"] in around:
            return {}, around
        around = (*around, part["$ref"])
        found = root["$defs"][part["$ref"].removeprefix("#/$defs/")]
        # What stands beside a reference says more about this place.
        part = {**found, **{key: value for key, value in part.items() if key != "$ref"}}
    branches = [each for key in _BRANCHES for each in part.get(key, ())]
    if branches and "type" not in part:
        inner = [_followed(each, root, around)[0] for each in branches]
        types = dict.fromkeys(name for each in inner for name in _types(each))
        # A value that may be null has the description of what it is otherwise.
        texts = [each["description"] for each in inner if "description" in each]
        part = {"description": "".join(texts[:1]), **part, "type": list(types)}
    return part, around


def _forbidden(branch: Json) -> set[str]:
    """Names that the value never has, whatever else it has."""
    if "if" in branch:
        return set()
    return {name for name, inner in branch.get("properties", {}).items() if inner is False}


def _types(part: Mapping[str, Json]) -> list[str]:
    found = part.get("type", [])
    if found:
        return found if isinstance(found, list) else [found]
    values = [part["const"]] if "const" in part else part.get("enum", [])
    return [_TYPE_OF[type(value)] for value in values[:1]]


def _condition(branch: Mapping[str, Json]) -> str:
    """`type: HTTP` of a branch for one value of a field."""
    asked = branch.get("if", {}).get("properties", {})
    return ", ".join(
        f"{name}: {value['const']}" for name, value in asked.items() if "const" in value
    )


def _text(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value)
