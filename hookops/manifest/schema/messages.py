"""What a broken schema keyword means to the person who wrote the manifest. Never shows a value."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from hookops.manifest.scalars import noun
from hookops.model.diagnostic import Problem
from hookops.model.resource import Json
from hookops.model.source import FieldPath, dotted
from hookops.model.text import show

SECRET_FIELDS = ("valueFrom", "clientSecretFrom")
_LITERALS = ("value", "clientSecret", "client_secret", "secret", "password", "token")
_REFERENCE = "secrets are only written as references, such as"
_OAUTH = "channel.type OAUTH"
_HOMES = {
    "authScheme": "channel.type HTTP",
    "authType": _OAUTH,
    "clientId": _OAUTH,
    "tokenUrl": _OAUTH,
    "scope": _OAUTH,
    "clientSecret": f"{_OAUTH}, as clientSecretFrom",
    "clientSecretFrom": f"{_OAUTH} with authType client_secret_post",
    "hookKey": f"{_OAUTH} with authType private_key_jwt",
    "hookKeyId": f"{_OAUTH} with authType private_key_jwt, instead of hookKey",
    "url": "an organization without emulator",
    "seed": "an organization with emulator",
    "id": "an organization without emulator",
    "allowedHosts": "an organization without emulator",
}
_TYPE_WORDS = {"string": "text", "object": "a mapping", "array": "a list"}
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:")


def problems_of(
    *,
    keyword: str,
    allowed: Json,
    path: FieldPath,
    value: Json,
    schema: Mapping[str, Json],
    names_key: bool,
) -> Iterator[Problem]:
    """The problems behind one broken keyword.

    Shape: `allowed` is the keyword's value, `schema` the schema that it stands in; `names_key`
    when the value is a key of the mapping at `path`.
    """
    if names_key:
        yield _bad_key(path, value, schema)
    elif keyword == "required":
        yield from _missing(path, value, allowed)
    elif keyword == "additionalProperties":
        yield from _unknown(path, value, schema)
    elif keyword == "not":
        yield _not_here(path)
    elif set(SECRET_FIELDS) & set(path) and path[-1] != "version":
        yield _secret(path, value)
    else:
        yield _value(keyword, allowed, path, value, schema)


def name_of(path: FieldPath) -> str:
    """A path as messages write it; what is in the spec goes without saying so."""
    inside = path[1:] if path[:1] == ("spec",) and len(path) > 1 else path
    return show(dotted(inside), 100) or "the document"


def guess(text: str, known: list[str]) -> str:
    """The known word that `text` is probably meant to be; empty when there is none."""
    by_lower = {word.lower(): word for word in known}
    close = get_close_matches(text.lower()[:100], list(by_lower), n=1, cutoff=0.55)
    return by_lower[close[0]] if close else ""


def _value(
    keyword: str, allowed: Json, path: FieldPath, value: Json, schema: Mapping[str, Json]
) -> Problem:
    name = name_of(path)
    match keyword:
        case "type":
            return _type(path, value, str(allowed))
        case "enum" | "const":
            return _enum(path, value, allowed if isinstance(allowed, list) else [allowed])
        case "minLength":
            return Problem("length", path, f"{name} must not be empty")
        case "maxLength":
            text = f"{name} has {len(value)} characters, the limit is {allowed}"
            return Problem("length", path, text)
        case "maxItems":
            return Problem("length", path, f"{name} has {len(value)} items, the limit is {allowed}")
        case "minItems" | "minProperties":
            return Problem("length", path, f"{name} must not be empty")
        case _:
            rule = schema.get("patternErrorMessage", "is not written as it must be")
            return Problem("pattern", path, f"{name} {rule}")


def _type(path: FieldPath, value: Json, expected: str) -> Problem:
    name, word = name_of(path), _TYPE_WORDS.get(expected, expected)
    if expected == "string" and not isinstance(value, (list, dict)):
        return Problem("type", path, f"{name} must be text, YAML read {noun(value)}: quote it")
    hint = ""
    if expected == "string":
        hint = "quote values that start with " + ("[" if isinstance(value, list) else "{")
    elif isinstance(value, str) and ":" in value:
        hint = "a space must follow the colon of a field"
    return Problem("type", path, f"{name} must be {word}, found {noun(value)}", hint)


def _enum(path: FieldPath, value: Json, allowed: list[str]) -> Problem:
    name = name_of(path)
    *most, last = allowed
    words = f"{', '.join(most)} or {last}" if most else last
    if not isinstance(value, str):
        text = f"{name} must be the text {words}, YAML read {noun(value)}: quote it"
        return Problem("type", path, text)
    close = guess(value, allowed)
    hint = f"did you mean {close}" if close else ""
    return Problem("enum", path, f"{name} must be {words}", hint)


def _missing(path: FieldPath, value: Mapping[str, Json], required: list[str]) -> Iterator[Problem]:
    place = name_of(path)
    for field in required:
        if field not in value:
            text = f"{place} needs the field {field}"
            yield Problem("missing-field", path, text, at_key=True)


def _unknown(
    path: FieldPath, value: Mapping[str, Json], schema: Mapping[str, Json]
) -> Iterator[Problem]:
    known = list(schema.get("properties", {}))
    for field in value:
        if field in known:
            continue
        at = (*path, field)
        if set(SECRET_FIELDS) & set(path):
            text = f"{name_of(path)} has a field besides ref and version"
            yield Problem("unknown-field", path, text)
        elif field in _LITERALS and ("authScheme" in path or path[-1:] == ("config",)):
            target = "clientSecretFrom" if "authType" in known else "valueFrom"
            text = f"{_REFERENCE} {target}: env:HOOKOPS_SECRET_NAME"
            yield Problem("literal-secret", at, text, at_key=True)
        elif field in _HOMES and path[-1:] == ("config",):
            yield _not_here(at)
        else:
            yield _unknown_field(at, field, known)


def _unknown_field(path: FieldPath, field: str, known: list[str]) -> Problem:
    text = f"unknown field {show(field, 40)} in {name_of(path[:-1])}"
    close = guess(field, known)
    hint = f"did you mean {close}" if close else ""
    return Problem("unknown-field", path, text, hint, at_key=True)


def _not_here(path: FieldPath) -> Problem:
    field = str(path[-1])
    text = f"{field} belongs to {_HOMES[field]}"
    return Problem("not-here", path, text, "remove it, or change that", at_key=True)


def _bad_key(path: FieldPath, key: str, schema: Mapping[str, Json]) -> Problem:
    rule = schema.get("patternErrorMessage", "is not written as it must be")
    if len(key) > schema.get("maxLength", len(key)):
        rule = f"has {len(key)} characters, the limit is {schema['maxLength']}"
    text = f"the key {show(key, 40)} in {name_of(path)} {rule}"
    return Problem("key", (*path, key), text, at_key=True)


def _secret(path: FieldPath, value: Json) -> Problem:
    field = next(str(step) for step in path if step in SECRET_FIELDS)
    text = value if isinstance(value, str) else ""
    if text.startswith("env:"):
        message = f"{field}: env: must be followed by the name of an environment variable"
        return Problem("secret-reference", path, message, "such as env:HOOKOPS_SECRET_NAME")
    if _SCHEME.match(text):
        return Problem(
            "secret-reference", path, f"{field} must be a reference that starts with env:"
        )
    message = f"{_REFERENCE} {field}: env:HOOKOPS_SECRET_NAME"
    return Problem("literal-secret", path, message)
