"""What a broken schema keyword means to the person who wrote the manifest. Never shows a value."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.manifest.guess import Guesses
from hookops.manifest.scalars import noun
from hookops.manifest.schema.quick_check import python_pattern
from hookops.manifest.schema.words import either, listed
from hookops.model.diagnostic import Problem
from hookops.model.resource import Json
from hookops.model.source import FieldPath, dotted
from hookops.model.text import show

SECRET_FIELDS = ("valueFrom", "clientSecretFrom")
# Names that Okta's API, its console and other tools use for a secret's value.
_LITERALS = ("value", "clientSecret", "client_secret", "secret", "password", "token")
_BESIDE = {"valueFrom": "ref, version and prefix", "clientSecretFrom": "ref and version"}
_REFERENCE = "secrets are only written as references, such as"
_OAUTH = "channel.type OAUTH"
_OF_CHANNELS = {
    "authScheme": "channel.type HTTP",
    "authType": _OAUTH,
    "clientId": _OAUTH,
    "tokenUrl": _OAUTH,
    "scope": _OAUTH,
    "clientSecret": f"{_OAUTH}, as clientSecretFrom",
    "value": "a header without valueFrom",
    "prefix": "valueFrom: a client secret is sent as it is",
    "clientSecretFrom": f"{_OAUTH} with authType client_secret_post",
    "hookKey": f"{_OAUTH} with authType private_key_jwt",
    "hookKeyId": f"{_OAUTH} with authType private_key_jwt, instead of hookKey",
}
_OF_ORGANIZATIONS = {
    **dict.fromkeys(("url", "id", "allowedHosts", "auth"), "an organization without emulator"),
    "seed": "an organization with emulator",
    **dict.fromkeys(("method", "clientId", "privateKeyFrom"), "an auth without tokenFrom"),
    **dict.fromkeys(("keyId", "dpop"), "an auth without tokenFrom"),
}
_TYPE_WORDS = {
    "string": "text",
    "object": "a mapping",
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
}
# Other names of values, as people call them: the types of hooks.
_ALSO = {row.name: row.title for row in HOOK_TYPES.values()}
_GLUED = re.compile(r"([A-Za-z_]\w*):(?=[^\s/])")
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
    needed: bool,
    guess: Guesses,
) -> Iterator[Finding]:
    """What is wrong where one keyword does not hold.

    Shape: `allowed` is the keyword's value, `schema` the schema that it stands in; `names_key`
    when the value is a key of the mapping at `path`; `needed` when the field cannot be left out;
    `guess` are guesses at what was meant.
    """
    # Of a key there is no value to show, and its own place is its mapping.
    if names_key:
        yield Finding(_bad_key(path, value, schema))
    elif keyword == "required":
        yield from _missing(path, value, allowed)
    elif keyword == "additionalProperties":
        yield from _unknown(path, value, schema, guess)
    elif keyword == "not":
        yield Finding(_not_here(path))
    elif value is None and keyword in ("type", "enum", "const") and not _in_secret(path):
        yield Finding(_no_value(path, allowed, schema, needed=needed))
    # Whatever is wrong below a reference may be a secret written out, so it has one message.
    elif _in_secret(path):
        yield Finding(_secret(path, value))
    else:
        yield Finding(_value(keyword, allowed, path, value, schema, guess))


def name_of(path: FieldPath) -> str:
    """A path as messages write it; what is in the spec goes without saying so."""
    # Nearly every field is in the spec, and messages are long enough.
    inside = path[1:] if path[:1] == ("spec",) and len(path) > 1 else path
    return show(dotted(inside), 100) or "the document"


def _value(
    keyword: str,
    allowed: Json,
    path: FieldPath,
    value: Json,
    schema: Mapping[str, Json],
    guess: Guesses,
) -> Problem:
    name = name_of(path)
    # The keywords of our schemas; what a message says of each is in tests/manifest/test_rules.py.
    match keyword:
        case "type":
            return _type(path, value, listed(allowed), schema)
        # A switch that is on or absent: there is no text to compare a typing error with.
        case "const" if allowed is True:
            return Problem("enum", path, f"{name} must be true, or be left out")
        case "enum" | "const":
            return _enum(path, value, listed(allowed), guess)
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


def _type(path: FieldPath, value: Json, expected: list[str], schema: Mapping[str, Json]) -> Problem:
    words = either([_TYPE_WORDS.get(word, word) for word in expected])
    name, found = name_of(path), noun(value)
    # YAML read a number or a boolean where a text was meant: quotes help.
    if "string" in expected and not isinstance(value, (list, dict)):
        text = f"{name} must be {words}, YAML read {found}: quote it"
        return Problem("type", path, text, _once_quoted(value, schema))
    hint = ""
    if "string" in expected:
        opening = "[" if isinstance(value, list) else "{"
        hint = f"if it is a text that starts with {opening}, quote it"
    elif isinstance(value, str):
        hint = _structure_hint(value, schema)
    return Problem("type", path, f"{name} must be {words}, found {found}", hint)


def _no_value(
    path: FieldPath, allowed: Json, schema: Mapping[str, Json], *, needed: bool
) -> Problem:
    """Null, which is also what YAML reads where nothing follows the colon."""
    # Not taken for "absent": whoever wrote the field wanted something to be there.
    words = [_TYPE_WORDS.get(word, word) for word in listed(allowed)]
    text = f"{name_of(path)} must be {either(words)}, found {noun(None)}"
    hint = "write its value" if needed else "write its value, or remove the field"
    if isinstance(path[-1], int):
        hint = "write this item, or remove it"
    elif "array" in listed(allowed) and not schema.get("minItems"):
        hint = "write [] for none, or remove the field"
    return Problem("type", path, text, hint)


def _once_quoted(value: Json, schema: Mapping[str, Json]) -> str:
    """What the text must be besides, when quotes alone do not mend it."""
    pattern, rule = schema.get("pattern"), schema.get("patternErrorMessage")
    if not pattern or not rule or python_pattern(pattern).search(str(value)):
        return ""
    return f"the text {rule}"


def _structure_hint(text: str, schema: Mapping[str, Json]) -> str:
    """Why YAML read a text where a list or a mapping belongs; empty when nobody can tell."""
    glued = _GLUED.match(text)
    if glued and glued.group(1) in schema.get("properties", {}):
        return "a space must follow the colon of a field"
    if re.match(r"-[^\s-]", text) and "items" in schema:
        return "a space must follow the dash of a list item"
    return ""


def _enum(path: FieldPath, value: Json, allowed: list[str], guess: Guesses) -> Problem:
    name = name_of(path)
    words = either(allowed)
    if not isinstance(value, str):
        # true is read as a boolean: quotes help where "true" is allowed, and nowhere else.
        if str(value).lower() in allowed:
            text = f"{name} must be the text {words}, YAML read {noun(value)}: quote it"
        else:
            text = f"{name} must be {words}, found {noun(value)}"
        return Problem("type", path, text)
    hint = _hint(value, guess(value, allowed, _ALSO))
    return Problem("enum", path, f"{name} must be {words}", hint)


def _hint(text: str, close: str) -> str:
    # Letters of another alphabet look the same, and the hint would, too.
    plain = "" if text.isascii() else ", in plain letters"
    return f"did you mean {close}{plain}" if close else ""


def _in_secret(path: FieldPath) -> bool:
    return bool(set(SECRET_FIELDS) & set(path)) and path[-1] not in ("version", "prefix")


def _missing(path: FieldPath, value: Mapping[str, Json], required: list[str]) -> Iterator[Finding]:
    for field in required:
        if field not in value:
            text = f"{name_of(path)} needs the field {field}"
            problem = Problem("missing-field", path, text, at_key=True, missing=field)
            yield Finding(problem, missing=(*path, field))


def _unknown(
    path: FieldPath, value: Mapping[str, Json], schema: Mapping[str, Json], guess: Guesses
) -> Iterator[Finding]:
    fields = schema.get("properties", {})
    # A field that must not be here is known, and never what somebody meant.
    possible = [name for name, part in fields.items() if part != {"not": {}}]
    for field in value:
        if field not in fields:
            yield _unknown_field((*path, field), value[field], possible, guess)


def _unknown_field(path: FieldPath, value: Json, known: list[str], guess: Guesses) -> Finding:
    """What the writer wanted with a field that the schema does not have."""
    *above, field = path
    parent = tuple(above)
    # Nothing below a secret's reference is named or guessed at: it may be the secret.
    if set(SECRET_FIELDS) & set(parent):
        text = f"{name_of(parent)} has a field besides {_BESIDE[str(parent[-1])]}"
        return Finding(Problem("unknown-field", parent, text))
    name, colon, _ = str(field).partition(":")
    # `{key:x}` is one key to YAML; what follows the colon is a value, which may be a secret.
    if colon and (name in known or name in _LITERALS):
        text = f"{name} in {name_of(parent)} has no value of its own"
        hint = "a space must follow the colon of a field"
        problem = Problem("unknown-field", path, text, hint, at_key=True)
        return Finding(problem, meant=((*parent, name),))
    # A secret written out, under the names that other tools and Okta's API have for it.
    if field in _LITERALS and ("authScheme" in parent or parent[-1:] == ("config",)):
        return _literal(path, value, known)
    # Right in itself, but of the other type of channel.
    if field in _OF_CHANNELS and parent[-1:] == ("config",):
        return Finding(_not_here(path))
    # Of `{url:https://user:password@host}` only the name.
    text = f"unknown field {show(name, 40)} in {name_of(parent)}"
    close = guess(str(field), known)
    problem = Problem("unknown-field", path, text, _hint(str(field), close), at_key=True)
    return Finding(problem, meant=((*parent, close),) if close else ())


def _literal(path: FieldPath, value: Json, known: list[str]) -> Finding:
    target = "clientSecretFrom" if "authType" in known else "valueFrom"
    text = f"{_REFERENCE} {target}: env:HOOKOPS_SECRET_NAME"
    # As Okta shows it: there is no secret here, and none that could be left out by mistake.
    hint = "Okta shows null for every secret: remove this field" if value is None else ""
    meant = tuple((*path[:-1], name) for name in SECRET_FIELDS)
    return Finding(Problem("literal-secret", path, text, hint, at_key=True), meant=meant)


def _not_here(path: FieldPath) -> Problem:
    field = str(path[-1])
    # An organization may be called config, and none of its fields is one of a channel.
    of_channel = _OF_CHANNELS.get(field) if path[-2] != "auth" else None
    owner = of_channel or _OF_ORGANIZATIONS[field]
    text = f"{field} belongs to {owner}"
    return Problem("not-here", path, text, "remove it, or change that", at_key=True)


def _bad_key(path: FieldPath, key: str, schema: Mapping[str, Json]) -> Problem:
    rule = schema.get("patternErrorMessage", "is not written as it must be")
    if len(key) > schema.get("maxLength", len(key)):
        rule = f"has {len(key)} characters, the limit is {schema['maxLength']}"
    text = f"the key {show(key.partition(':')[0], 40)} in {name_of(path)} {rule}"
    return Problem("key", (*path, key), text, at_key=True)


def _secret(path: FieldPath, value: Json) -> Problem:
    field = next(str(step) for step in path if step in SECRET_FIELDS)
    text = value if isinstance(value, str) else ""
    # The scheme is right, so the rest is a name that no variable can have.
    if text.startswith("env:"):
        message = f"{field}: env: must be followed by the name of an environment variable"
        return Problem("secret-reference", path, message, "such as env:HOOKOPS_SECRET_NAME")
    # It begins as a source does; what follows may be anything, so nothing of it is shown.
    if _SCHEME.match(text):
        message = f"{field} must be SCHEME:PATH or SCHEME:PATH#FIELD, as in env:HOOKOPS_SECRET_NAME"
        return Problem("secret-reference", path, message)
    message = f"{_REFERENCE} {field}: env:HOOKOPS_SECRET_NAME"
    return Problem("literal-secret", path, message)
