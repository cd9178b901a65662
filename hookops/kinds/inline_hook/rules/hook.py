"""What is wrong with declared hooks, as far as it can be known offline and no schema says it.

`M` and `Y` numbers name the rows of the project's list of bad inputs. Data may be of any shape:
what is not as the schema says is the schema's to complain about, and passed over here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from hookops.kinds.inline_hook.rules import together
from hookops.kinds.inline_hook.rules.bindings import binding_problems
from hookops.kinds.inline_hook.rules.headers import header_problems, name_problems
from hookops.kinds.inline_hook.rules.url import url_problems
from hookops.kinds.inline_hook.types import HOOK_TYPES, TELEPHONY
from hookops.kinds.names import name_clashes, previous_names, text_problems
from hookops.kinds.values import Clash
from hookops.model.diagnostic import Problem
from hookops.model.resource import Json, Resource
from hookops.model.source import FieldPath

ALLOWED_SECRETS = ("HOOKOPS_SECRET_*",)
MAX_URL = 1024

_CONFIG: FieldPath = ("spec", "channel", "config")
_REFERENCES: tuple[FieldPath, ...] = (
    (*_CONFIG, "authScheme", "valueFrom"),
    (*_CONFIG, "clientSecretFrom"),
)
_ENV = re.compile(r"env:([A-Za-z_][A-Za-z0-9_]*)")
_OWN = re.compile(r"OKTA_.*|HOOKOPS_(?!SECRET_).*")
"""Variables that hold hookops' own credentials."""


def check(data: Mapping[str, Json], allowed: Sequence[str] = ALLOWED_SECRETS) -> Iterator[Problem]:
    """The problems of one manifest, paths from the document's root.

    Shape: `allowed` are patterns of variable names; they must come from outside the manifests.
    """
    yield from _texts(data)
    yield from _versions(data)
    for field in ("uri", "tokenUrl"):
        text = _at(data, (*_CONFIG, field))
        if isinstance(text, str) and 0 < len(text) <= MAX_URL:
            yield from url_problems((*_CONFIG, field), text)
    key = _at(data, (*_CONFIG, "authScheme", "key"))
    auth_key = key if isinstance(key, str) else ""
    if auth_key:
        yield from name_problems((*_CONFIG, "authScheme", "key"), auth_key)
    headers = _at(data, (*_CONFIG, "headers"))
    yield from header_problems((*_CONFIG, "headers"), headers, auth_key)
    yield from _needs_auth(data)
    yield from binding_problems(data)
    yield from _verify(data)
    for path in _REFERENCES:
        yield from _reference(path, _at(data, path), allowed)


def check_together(resources: Sequence[Resource]) -> Iterator[Clash]:
    """The problems between the hooks of one organization."""
    yield from name_clashes(resources)
    yield from together.one_per_org(resources)
    yield from together.too_many(resources)
    yield from together.shared_secrets(resources)
    yield from previous_names(resources)


def _texts(data: Mapping[str, Json]) -> Iterator[Problem]:
    for path in (("spec", "name"), (*_CONFIG, "clientId"), (*_CONFIG, "scope")):
        yield from text_problems(path, _at(data, path))


def _versions(data: Mapping[str, Json]) -> Iterator[Problem]:
    """A version that no real org was seen to accept for the type."""
    name, version = _at(data, ("spec", "type")), _at(data, ("spec", "version"))
    row = HOOK_TYPES.get(name) if isinstance(name, str) else None
    if row is not None and isinstance(version, str) and version not in row.versions:
        text = f"version is not one that {row.title} hooks are known to take"
        hint = f"known: {', '.join(row.versions)}"
        yield Problem("version", ("spec", "version"), text, hint, "warning")


def _verify(data: Mapping[str, Json]) -> Iterator[Problem]:
    """What cannot be tried out as it is declared."""
    verify, auth = _at(data, ("spec", "verify")), _at(data, (*_CONFIG, "authType"))
    if not isinstance(verify, Mapping) or verify.get("preview") in (None, "off"):
        return
    path: FieldPath = ("spec", "verify")
    cases = verify.get("cases")
    if isinstance(cases, str) and (cases.startswith("/") or ".." in cases.split("/")):
        text = "cases is a folder of the project: this path leads out of it"
        yield Problem("outside", (*path, "cases"), text)
    if auth == "private_key_jwt" and verify.get("throughOkta") is not True:
        text = "a hook that signs with a key of Okta's can only be tried out through Okta"
        yield Problem("verify", path, text, "write throughOkta: true", at_key=True)
    if _at(data, ("spec", "type")) == TELEPHONY.name and "cases" not in verify:
        text = "trying out a telephony hook sends a real message"
        hint = "say to whom, with a saved case: cases: FOLDER"
        yield Problem("verify", path, text, hint, at_key=True)


def _needs_auth(data: Mapping[str, Json]) -> Iterator[Problem]:
    """M15. Source: Okta Management API, InlineHookType: telephony needs an authScheme, without
    which Okta skips the operation; whether OAUTH will do instead is not documented."""
    name, channel = _at(data, ("spec", "type")), _at(data, ("spec", "channel", "type"))
    row = HOOK_TYPES.get(name) if isinstance(name, str) else None
    config = _at(data, _CONFIG)
    if row is None or not row.needs_auth_scheme or not isinstance(config, Mapping):
        return
    if channel == "HTTP" and "authScheme" not in config:
        text = f"{row.title} hooks need authScheme: Okta skips them without"
        yield Problem("auth-scheme", _CONFIG, text, at_key=True)
    elif channel == "OAUTH":
        text = f"{row.title} hooks need authScheme: Okta does not say that OAUTH will do"
        yield Problem("auth-scheme", ("spec", "channel", "type"), text, severity="warning")


def _reference(path: FieldPath, value: Json, allowed: Sequence[str]) -> Iterator[Problem]:
    """M22: a manifest must not be able to send hookops' credentials, or those of the machine that
    runs it, to a host of its choice."""
    text = value.get("ref") if isinstance(value, Mapping) else value
    found = _ENV.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return
    name = found.group(1)
    if _OWN.fullmatch(name):
        yield Problem("own-credential", path, f"{path[-1]} must not name a variable of hookops")
    elif not any(fnmatchcase(name, pattern) for pattern in allowed):
        message = f"{path[-1]} may only name variables that match {' or '.join(allowed)}"
        hint = "rename the variable; more patterns can only be allowed outside the manifests"
        yield Problem("forbidden-secret", path, message, hint)


def _at(data: Json, path: FieldPath) -> Json:
    """The value at `path`; None when there is none."""
    for step in path:
        if not isinstance(data, Mapping) or step not in data:
            return None
        data = data[step]
    return data
