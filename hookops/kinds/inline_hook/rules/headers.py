"""What is wrong with the headers that Okta is to send."""

import re
from collections.abc import Iterator

from hookops.kinds.inline_hook.rules.secret_lint import judge_header
from hookops.kinds.inline_hook.rules.url import BY_HEADER, BY_TOKEN
from hookops.kinds.inline_hook.secret_headers import HIDDEN
from hookops.model.diagnostic import Problem
from hookops.model.placeholder import TEMPLATE
from hookops.model.resource import Json
from hookops.model.secret import LOOKS_SECRET
from hookops.model.source import FieldPath

# Okta sets them. Source: Okta, Inline hooks: "some reserved headers, such as Accept"; the rest is
# what RFC 9110 and 9112 leave to the sender.
RESERVED = frozenset(
    {"accept", "connection", "content-length", "content-type", "host", "transfer-encoding"}
)

SECRET = "secret-in-header"

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def header_problems(
    place: FieldPath, headers: Json, auth_key: str, *, oauth: bool = False
) -> Iterator[Problem]:
    """Names, values and lengths that Okta or HTTP refuses, and what is reserved.

    Shape: `headers` as the manifest has them, whatever that is; `auth_key` may be empty; `oauth`
    when Okta authenticates with an access token, so that there is no authScheme.
    """
    seen: dict[str, int] = {}
    for index, header in enumerate(headers if isinstance(headers, list) else ()):
        header = header if isinstance(header, dict) else {}
        key, value = header.get("key"), header.get("value")
        if isinstance(key, str) and key:
            yield from name_problems((*place, index, "key"), key)
            yield from _repeated((*place, index, "key"), key.lower(), seen, auth_key.lower(), oauth)
            seen.setdefault(key.lower(), index)
        if "valueFrom" in header:
            text = "Okta shows the value of this header to everybody who can read the hook"
            hint = "if the service can take it there, send the secret in the header of authScheme"
            path = (*place, index, "valueFrom")
            yield Problem("secret-readable", path, text, hint, "warning")
        elif isinstance(value, str):
            # That one is reported whatever its value is.
            name = key if isinstance(key, str) and key.lower() != "authorization" else ""
            yield from _value((*place, index, "value"), name, value, oauth)


def name_problems(path: FieldPath, name: str) -> Iterator[Problem]:
    """Source: RFC 9110 5.1 and 5.6.2 (a field name is a token)."""
    if name.endswith(("\n", "\r")):
        yield Problem("line-break", path, "a header name ends in a line break")
    elif not _TOKEN.fullmatch(name):
        text = "a header name has only letters, digits and !#$%&'*+-.^_`|~"
        yield Problem("header-name", path, text)
    elif name.lower() in RESERVED:
        text = f"{name} is set by Okta and cannot be declared"
        yield Problem("reserved-header", path, text)


def _repeated(
    path: FieldPath, key: str, seen: dict[str, int], auth_key: str, oauth: bool
) -> Iterator[Problem]:
    """Header names are equal whatever their case. Source: RFC 9110 5.1."""
    if key in seen:
        text = f"this header is declared twice: headers[{seen[key]}] has the same name"
        yield Problem("duplicate-header", path, text)
    elif key == auth_key:
        yield Problem("duplicate-header", path, "this header is also the key of authScheme")
    elif key == "authorization":
        text = "Authorization is no custom header: everyone who can read the hook could read it"
        hint = BY_TOKEN if oauth else "use authScheme, or an OAUTH channel"
        yield Problem("reserved-header", path, text, hint)


def _value(path: FieldPath, name: str, value: str, oauth: bool) -> Iterator[Problem]:
    # At most one problem. Messages never have the value: it may be a secret.
    if value.endswith(("\n", "\r")):
        hint = "write it on one line, or use `|-`"
        yield Problem("line-break", path, "a header value ends in a line break", hint)
    elif any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in value):
        yield Problem("header-value", path, "a header value must not have control characters")
    elif value != value.strip():
        yield Problem("header-value", path, "a header value must not start or end with spaces")
    elif value == HIDDEN or LOOKS_SECRET in value:
        text = "a header value is what hookops shows instead of a secret: use valueFrom"
        yield Problem("hidden-secret", path, text)
    elif TEMPLATE.search(value):
        hint = "manifests have no templates"
        text = "a header value has a placeholder that was not replaced"
        yield Problem("placeholder", path, text, hint)
    elif reason := judge_header(name, value):
        text = f"a header value looks like a secret: {reason}"
        hint = f"custom headers are readable in Okta: {BY_TOKEN if oauth else BY_HEADER}"
        yield Problem(SECRET, path, text, hint)
