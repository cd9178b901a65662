"""What is wrong with declared hooks, as far as it can be known offline and no schema says it.

`M` and `Y` numbers name the rows of the project's list of bad inputs. Data may be of any shape:
what is not as the schema says is the schema's to complain about, and passed over here.
"""

from collections.abc import Iterator, Mapping, Sequence

from hookops.kinds.inline_hook.rules.acknowledged import acknowledge
from hookops.kinds.inline_hook.rules.bindings import binding_problems
from hookops.kinds.inline_hook.rules.headers import header_problems, name_problems
from hookops.kinds.inline_hook.rules.org import version_problems
from hookops.kinds.inline_hook.rules.references import check_reference
from hookops.kinds.inline_hook.rules.url import url_problems
from hookops.kinds.inline_hook.secret_places import CONFIG, SECRET_PLACES
from hookops.kinds.inline_hook.types import HOOK_TYPES, TELEPHONY, HookType
from hookops.kinds.names import text_problems
from hookops.model.diagnostic import Problem
from hookops.model.resource import Json, value_at
from hookops.model.source import FieldPath

MAX_URL = 1024

_CONFIG: FieldPath = ("spec", *CONFIG)


def check_hook(data: Mapping[str, Json], allowed_secrets: Sequence[str]) -> Iterator[Problem]:
    """The problems of one manifest, as `Listed.check` describes them."""
    for path in (("spec", "name"), (*_CONFIG, "clientId"), (*_CONFIG, "scope")):
        yield from text_problems(path, value_at(data, path))
    yield from acknowledge(data, _check_sent(data))
    for path, value in _references(data):
        yield from check_reference(path, value, allowed_secrets)
    row = HOOK_TYPES.get(_text(data, ("spec", "type")))
    if row is not None:
        version = value_at(data, ("spec", "version"))
        if isinstance(version, str):
            yield from version_problems(row, version)
        yield from _check_auth(row, data)
        yield from binding_problems(row, data["spec"])
    yield from _check_verify(row, data)


def _check_sent(data: Mapping[str, Json]) -> Iterator[Problem]:
    """What is wrong with the URLs, and with the headers that Okta sends."""
    oauth = _text(data, ("spec", "channel", "type")) == "OAUTH"
    for path in ((*_CONFIG, "uri"), (*_CONFIG, "tokenUrl")):
        # The schema complains about a length; a longer text is not worth a second look.
        if 0 < len(_text(data, path)) <= MAX_URL:
            yield from url_problems(path, _text(data, path), oauth=oauth)
    auth_path = (*_CONFIG, "authScheme", "key")
    auth_key = _text(data, auth_path)
    if auth_key:
        yield from name_problems(auth_path, auth_key)
    headers = value_at(data, (*_CONFIG, "headers"))
    yield from header_problems((*_CONFIG, "headers"), headers, auth_key, oauth=oauth)


def _references(data: Mapping[str, Json]) -> Iterator[tuple[FieldPath, Json]]:
    """Everything that stands where a reference to a secret does."""
    for place in SECRET_PLACES:
        path = (*_CONFIG, *place.parent, place.written)
        yield path, value_at(data, path)
    headers = value_at(data, (*_CONFIG, "headers"))
    for index, header in enumerate(headers if isinstance(headers, list) else ()):
        if isinstance(header, Mapping) and "valueFrom" in header:
            yield (*_CONFIG, "headers", index, "valueFrom"), header["valueFrom"]


def _check_auth(row: HookType, data: Mapping[str, Json]) -> Iterator[Problem]:
    """That an HTTP channel of a telephony hook has an authScheme; whether OAUTH will do instead,
    Okta's documents differ, so that is no error.

    Source: Okta Management API, CreateTelephonyInlineHook: without it Okta skips the operation; an
    older page of Okta's help (Add an inline hook) wants a header, its guide offers OAuth 2.0.
    """
    channel, config = value_at(data, ("spec", "channel", "type")), value_at(data, _CONFIG)
    if not row.needs_auth_scheme or not isinstance(config, Mapping):
        return
    if channel == "HTTP" and "authScheme" not in config:
        text = f"{row.title} hooks need authScheme: Okta skips them without"
        yield Problem("auth-scheme", _CONFIG, text, at_key=True)
    elif channel == "OAUTH":
        text = f"some of Okta's documents want authScheme for {row.title} hooks, and not OAUTH"
        yield Problem("auth-scheme", ("spec", "channel", "type"), text, severity="warning")


def _check_verify(row: HookType | None, data: Mapping[str, Json]) -> Iterator[Problem]:
    """What cannot be verified as it is declared."""
    path: FieldPath = ("spec", "verify")
    verify = value_at(data, path)
    if not isinstance(verify, Mapping) or verify.get("preview") in (None, "off"):
        return
    cases = _text(verify, ("cases",))
    if cases.startswith("/") or ".." in cases.split("/"):
        text = "cases is a folder of the project: this path leads out of it"
        yield Problem("outside", (*path, "cases"), text)
    # Only Okta has the private key, so hookops cannot get an access token for a call of its own.
    auth = value_at(data, (*_CONFIG, "authType"))
    if auth == "private_key_jwt" and verify.get("throughOkta") is not True:
        text = "only Okta can call the service of a hook that signs with a key of Okta's"
        yield Problem("verify", path, text, "write throughOkta: true", at_key=True)
    # An invented request would have an invented phone number, which may be somebody's.
    if row is TELEPHONY and "cases" not in verify:
        text = "verifying a telephony hook sends a real message"
        hint = "say to whom, with a saved case: cases: FOLDER"
        yield Problem("verify", path, text, hint, at_key=True)


def _text(data: Json, path: FieldPath) -> str:
    """The text at `path`; empty when there is none."""
    value = value_at(data, path)
    return value if isinstance(value, str) else ""
