"""What is wrong with the headers that Okta is to send."""

import math
import re
from collections import Counter
from collections.abc import Iterator

from hookops.kinds.inline_hook.rules.url import BY_HEADER, BY_TOKEN
from hookops.model.diagnostic import Problem
from hookops.model.placeholder import TEMPLATE
from hookops.model.resource import Json
from hookops.model.source import FieldPath

# Okta sets them. Source: Okta, Inline hooks: "some reserved headers, such as Accept"; the rest is
# what RFC 9110 and 9112 leave to the sender.
RESERVED = frozenset(
    {"accept", "connection", "content-length", "content-type", "host", "transfer-encoding"}
)

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# How tokens of widespread services start, as these document it.
_PREFIXES = (
    *("Bearer ", "Basic ", "Token ", "SSWS ", "DPoP ", "-----BEGIN", "eyJ", "AKIA", "ASIA"),
    *("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox", "sk_", "rk_"),
    *("sk-", "AIza", "ya29.", "npm_", "pypi-", "hvs.", "dop_v1_"),
)
_RUN = re.compile(r"[A-Za-z0-9+/=]{20,}")
# Bits a character; random hexadecimal has about 3.6 at 32 characters, words have repetitions.
_MIN_ENTROPY = 3.3


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
        if isinstance(value, str):
            yield from _value((*place, index, "value"), value, oauth)


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


def _value(path: FieldPath, value: str, oauth: bool) -> Iterator[Problem]:
    # At most one problem. Messages never have the value: it may be a secret.
    if value.endswith(("\n", "\r")):
        hint = "write it on one line, or use `|-`"
        yield Problem("line-break", path, "a header value ends in a line break", hint)
    elif any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in value):
        yield Problem("header-value", path, "a header value must not have control characters")
    elif value != value.strip():
        yield Problem("header-value", path, "a header value must not start or end with spaces")
    elif TEMPLATE.search(value):
        hint = "manifests have no templates"
        text = "a header value has a placeholder that was not replaced"
        yield Problem("placeholder", path, text, hint)
    elif looks_secret(value):
        hint = f"custom headers are readable in Okta: {BY_TOKEN if oauth else BY_HEADER}"
        yield Problem("secret-in-header", path, "a header value looks like a secret", hint)


def looks_secret(value: str) -> bool:
    """A known start, or a long run without structure that no word is."""
    if value.lower().startswith(tuple(prefix.lower() for prefix in _PREFIXES)):
        return True
    return any(_random(run) for run in _RUN.findall(value))


def _random(run: str) -> bool:
    # Long words without a digit, and long numbers, are what people do write into headers.
    mixed = any(char.isdigit() for char in run) and any(char.isalpha() for char in run)
    return mixed and _entropy(run) >= _MIN_ENTROPY


def _entropy(text: str) -> float:
    counts = Counter(text).values()
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts)
