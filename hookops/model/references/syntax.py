"""How a reference is written: `scheme:path#field`. No source sees one that this does not take.

A reference has a path and a field only: addresses, regions, namespaces and credentials of a source
come from the environment, so that a pull request cannot send a sign-in to a host of its own.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

MAX_LENGTH = 255

# Every part begins with a letter, a digit or `_`: so none is `..` or hidden, no program takes one
# for an option, and none has what URLs, shells or vals' expressions would read: % ? : \ + space.
_PART = r"[A-Za-z0-9_][A-Za-z0-9_.@=-]*"
_PATH = rf"{_PART}(?:/{_PART})*"
_FIELD = r"[A-Za-z0-9_][A-Za-z0-9_@-]*(?:\.[A-Za-z0-9_][A-Za-z0-9_@-]*)*"
SHAPE = re.compile(
    r"^(env:[A-Za-z_][A-Za-z0-9_]*"
    r"|(?!env:)[a-z][a-z0-9]*(\+[a-z0-9]+)?:[A-Za-z0-9_/][A-Za-z0-9_.@=/-]*(#[A-Za-z0-9_.@/-]+)?)$"
)
"""What any reference looks like: the pattern of the schema, which editors know too."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Where in a source a secret is."""

    scheme: str
    path: str
    field: str = ""
    """What of the secret is meant, as a key of JSON; empty for all of it."""


@dataclass(frozen=True, slots=True)
class Syntax:
    """What the references of one scheme look like."""

    example: str
    path: str = _PATH
    """An expression for the whole path."""
    field: Literal["none", "may", "must"] = "may"
    fields: str = _FIELD
    """An expression for the whole field."""

    def complaint(self, found: Reference) -> str:
        """What is wrong with one of them; empty for nothing."""
        if not re.fullmatch(self.path, found.path, re.ASCII):
            return "has a path that its source cannot have"
        if found.field and self.field == "none":
            return "has a field, and its source has none"
        if not found.field and self.field == "must":
            return "has no field"
        if found.field and not re.fullmatch(self.fields, found.field, re.ASCII):
            return "has a field that no source can have"
        return ""


# Parameters of SSM are in folders from `/`, and names of Secrets Manager may begin with it.
_AWS = rf"/?{_PATH}"

SYNTAX: Mapping[str, Syntax] = MappingProxyType(
    {
        "env": Syntax("env:HOOKOPS_SECRET_NAME", r"[A-Za-z_][A-Za-z0-9_]*", "none"),
        "file": Syntax("file:hooks/token", field="none"),
        "keyring": Syntax("keyring:hookops#token-hook", field="must"),
        "vault": Syntax("vault:kv/hooks/prod#token", rf"{_PART}/{_PATH}", "must"),
        "awssm": Syntax("awssm:hooks/prod#token", _AWS),
        "awsssm": Syntax("awsssm:/hooks/prod/token", _AWS),
        "gcpsm": Syntax("gcpsm:token-hook", r"[A-Za-z0-9_][A-Za-z0-9_-]*"),
        "azurekv": Syntax("azurekv:token-hook", r"[A-Za-z0-9][A-Za-z0-9-]*"),
        # 1Password's own: `op://vault/item/field`, with a section before the field or without.
        "op": Syntax("op://Hooks/token-hook/password", rf"//{_PART}(?:/{_PART}){{2,3}}", "none"),
        "sops": Syntax("sops:secrets/prod.yaml#hooks.token", field="must"),
    }
)
"""The schemes whose references are narrower than `scheme:path#field`; others may have a field."""

_ANY = Syntax("")
# vals' own: `ref+backend://path#/field`.
_VALS = Syntax("ref+vault://kv/hooks#/token", rf"//{_PATH}", fields=rf"(?:/{_PART})+")


def read_reference(text: str) -> Reference:
    """The parts of a reference. Raises: ValueError with what is wrong, which quotes nothing of it.

    The text may be a secret that somebody wrote in the wrong place.
    """
    if not SHAPE.fullmatch(text) or len(text) > MAX_LENGTH:
        raise ValueError("is no reference: write SCHEME:PATH, such as env:HOOKOPS_SECRET_NAME")
    scheme, _, rest = text.partition(":")
    path, _, field = rest.partition("#")
    reference = Reference(scheme, path, field)
    syntax = _VALS if "+" in scheme else SYNTAX.get(scheme, _ANY)
    if complaint := syntax.complaint(reference):
        example = syntax.example or "SCHEME:PATH#FIELD"
        raise ValueError(f"{complaint}: write it as {example}")
    return reference
