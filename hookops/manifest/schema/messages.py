"""What a broken schema keyword means to the person who wrote the manifest. Never shows a value."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hookops.manifest.guess import guess
from hookops.manifest.scalars import noun
from hookops.model.diagnostic import Problem
from hookops.model.resource import Json
from hookops.model.source import FieldPath, dotted
from hookops.model.text import show

SECRET_FIELDS = ("valueFrom", "clientSecretFrom")
# Names that Okta's API, its console and other tools use for a secret's value.
_LITERALS = ("value", "clientSecret", "client_secret", "secret", "password", "token")
_REFERENCE = "secrets are only written as references, such as"
_OAUTH = "channel.type OAUTH"
_BELONGS_TO = {
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


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem, and what decides whether another one is about the same mistake."""

    problem: Problem
    missing: FieldPath = ()
    """The field that is not there; empty for every other problem."""
    meant: tuple[FieldPath, ...] = ()
    """The fields that a misspelt or literal one stands for: they are not missing as well."""


def findings(
    *,
    keyword: str,
    allowed: Json,
    path: FieldPath,
    value: Json,
    schema: Mapping[str, Json],
    names_key: bool,
) -> Iterator[Finding]:
    """What is wrong where one keyword does not hold.

    Shape: `allowed` is the keyword's value, `schema` the schema that it stands in; `names_key`
    when the value is a key of the mapping at `path`.
    """
    # Of a key there is no value to show, and its own place is its mapping.
    if names_key:
        yield Finding(_bad_key(path, value, schema))
    elif keyword == "required":
        yield from _missing(path, value, allowed)
    elif keyword == "additionalProperties":
        yield from _unknown(path, value, schema)
    elif keyword == "not":
        yield Finding(_not_here(path))
    # Whatever is wrong below a reference may be a secret written out, so it has one message.
    elif set(SECRET_FIELDS) & set(path) and path[-1] != "version":
        yield Finding(_secret(path, value))
    else:
        yield Finding(_value(keyword, allowed, path, value, schema))


def name_of(path: FieldPath) -> str:
    """A path as messages write it; what is in the spec goes without saying so."""
    # Nearly every field is in the spec, and messages are long enough.
    inside = path[1:] if path[:1] == ("spec",) and len(path) > 1 else path
    return show(dotted(inside), 100) or "the document"


def _value(
    keyword: str, allowed: Json, path: FieldPath, value: Json, schema: Mapping[str, Json]
) -> Problem:
    name = name_of(path)
    # The keywords of our schemas; what a message says of each is in tests/manifest/test_rules.py.
    match keyword:
        case "type":
            return _type(path, value, str(allowed))
        # A switch that is on or absent: there is no text to compare a typing error with.
        case "const" if allowed is True:
            return Problem("enum", path, f"{name} must be true, or be left out")
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
    # YAML read a number, a boolean or null where a text was meant: quotes help.
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


def _missing(path: FieldPath, value: Mapping[str, Json], required: list[str]) -> Iterator[Finding]:
    for field in required:
        if field not in value:
            text = f"{name_of(path)} needs the field {field}"
            problem = Problem("missing-field", path, text, at_key=True)
            yield Finding(problem, missing=(*path, field))


def _unknown(
    path: FieldPath, value: Mapping[str, Json], schema: Mapping[str, Json]
) -> Iterator[Finding]:
    known = list(schema.get("properties", {}))
    for field in value:
        if field not in known:
            yield _unknown_field((*path, field), known)


def _unknown_field(path: FieldPath, known: list[str]) -> Finding:
    """What the writer wanted with a field that the schema does not have."""
    *above, field = path
    parent = tuple(above)
    # Nothing below a secret's reference is named or guessed at: it may be the secret.
    if set(SECRET_FIELDS) & set(parent):
        text = f"{name_of(parent)} has a field besides ref and version"
        return Finding(Problem("unknown-field", parent, text))
    # A secret written out, under the names that other tools and Okta's API have for it.
    if field in _LITERALS and ("authScheme" in parent or parent[-1:] == ("config",)):
        target = "clientSecretFrom" if "authType" in known else "valueFrom"
        text = f"{_REFERENCE} {target}: env:HOOKOPS_SECRET_NAME"
        meant = tuple((*parent, name) for name in SECRET_FIELDS)
        return Finding(Problem("literal-secret", path, text, at_key=True), meant=meant)
    # Right in itself, but of the other type of channel.
    if field in _BELONGS_TO and parent[-1:] == ("config",):
        return Finding(_not_here(path))
    text = f"unknown field {show(str(field), 40)} in {name_of(parent)}"
    close = guess(str(field), known)
    hint = f"did you mean {close}" if close else ""
    problem = Problem("unknown-field", path, text, hint, at_key=True)
    return Finding(problem, meant=((*parent, close),) if close else ())


def _not_here(path: FieldPath) -> Problem:
    field = str(path[-1])
    text = f"{field} belongs to {_BELONGS_TO[field]}"
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
    # The scheme is right, so the rest is a name that no variable can have.
    if text.startswith("env:"):
        message = f"{field}: env: must be followed by the name of an environment variable"
        return Problem("secret-reference", path, message, "such as env:HOOKOPS_SECRET_NAME")
    # A source that this version does not know, such as vault: or aws-sm:.
    if _SCHEME.match(text):
        return Problem(
            "secret-reference", path, f"{field} must be a reference that starts with env:"
        )
    message = f"{_REFERENCE} {field}: env:HOOKOPS_SECRET_NAME"
    return Problem("literal-secret", path, message)
