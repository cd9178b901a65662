"""What is wrong with the URL of a hook's service or of its token endpoint."""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from hookops.kinds.inline_hook.rules.secret_lint import judge_url
from hookops.model.diagnostic import Problem
from hookops.model.placeholder import TEMPLATE
from hookops.model.secret import LOOKS_SECRET
from hookops.model.source import FieldPath
from hookops.model.text import show

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+", re.IGNORECASE)
# Source: RFC 6761, 6762 and 8375; ICANN for `internal`; the others are custom in private networks.
_PRIVATE = ("localhost", "local", "internal", "intranet", "lan", "home.arpa", "invalid")
SECRET = "secret-in-url"
# Where a secret belongs that stands in a URL or a header.
BY_HEADER = "use authScheme"
BY_TOKEN = "remove it: with OAUTH Okta sends an access token"
_NOT_REACHABLE = "Okta must be able to reach it: use a public name"


def url_problems(path: FieldPath, text: str, *, oauth: bool = False) -> Iterator[Problem]:
    """At most one error in its form, the first that holds; else what looks like a secret in it,
    and warnings. Shape: `oauth` as the channel is.

    M08, M09, M10, M11, M12, M13, M25, Y29. Source: Okta Management API,
    InlineHookChannelConfig.uri (https, no white space, at most 1,024 characters).
    """
    # Only the first: the others often follow from it, since a text that is no URL has no parts.
    instead = BY_TOKEN if oauth else BY_HEADER
    for code, message, hint in (*_text(text, instead), *_parts(text, instead)):
        yield Problem(code, path, f"{path[-1]} {message}", hint)
        return
    for reason in judge_url(text):
        message = f"{path[-1]} has a part that looks like a secret: {reason}"
        yield Problem(SECRET, path, message, f"URLs are shown by Okta and logged: {instead}")
    yield from _look_alike(path, host(text))


def host(text: str) -> str:
    """The host in lower case; empty when there is none."""
    try:
        return (urlsplit(text).hostname or "").lower()
    except ValueError:
        return ""


Complaint = tuple[str, str, str]
"""Code, what is wrong, hint."""


def _text(text: str, instead: str) -> Iterator[Complaint]:
    # The first one is shown, so the order goes from what says most about the mistake: a placeholder
    # has characters that are wrong as well, and a line break is white space.
    if LOOKS_SECRET in text:
        # No finding of the lint: an annotation cannot make a value of these words.
        yield "hidden-secret", "has the words of hookops in the place of a secret", instead
    if TEMPLATE.search(text):
        what = "has a placeholder that was not replaced"
        yield "placeholder", what, "manifests have no templates"
    if text.endswith(("\n", "\r")):
        yield "line-break", "ends in a line break", "write it on one line, or use `|-`"
    if any(char.isspace() or not char.isprintable() for char in text):
        yield "url", "must not contain white space or control characters", ""
    if "\\" in text:
        yield "url", "must not contain a backslash", ""
    if not text.startswith("https://"):
        yield "url", "must start with https://", ""
    if "#" in text:
        yield "url", "must not have a fragment (#)", ""


def _parts(text: str, instead: str) -> Iterator[Complaint]:
    try:
        parts = urlsplit(text)
        # Read here, since the standard library checks it only when it is read.
        port = parts.port
    except ValueError:
        yield "url", "has a host or port that is none", ""
        return
    if "@" in parts.netloc:
        yield "url", "must not contain a user name or password", instead
    if port == 0 or parts.netloc.endswith(":"):
        yield "url", "has a port that is none", ""
    yield from _host(parts)


def _host(parts: SplitResult) -> Iterator[Complaint]:
    name = (parts.hostname or "").lower()
    labels = _ascii(name).split(".")
    # Four cases, the most telling first. An IP address is recognised as resolvers do: by a last
    # label that is a number (127.1 and 0x7f000001 are addresses); a dot at the end is no label.
    if not name:
        yield "url", "has no host", ""
    elif "[" in parts.netloc or _NUMBER.fullmatch(labels[-1] or labels[-2]):
        yield "host", "must name a host, not an IP address", _NOT_REACHABLE
    elif not all(_LABEL.fullmatch(label) for label in labels) or len(_ascii(name)) > 253:
        yield "url", "has a host that is no domain name", ""
    elif len(labels) == 1 or f".{name}".endswith(tuple(f".{end}" for end in _PRIVATE)):
        yield "host", "names a host that is not on the internet", _NOT_REACHABLE


def _ascii(name: str) -> str:
    """The name as DNS knows it; what cannot be encoded has no valid label."""
    try:
        return name if name.isascii() else name.encode("idna").decode()
    except UnicodeError:
        return "?.?"


def _look_alike(path: FieldPath, name: str) -> Iterator[Problem]:
    """Letters of other alphabets can look like the host that a reviewer expects."""
    encoded = _ascii(name)
    if "xn--" not in encoded:
        return
    try:
        letters = encoded.encode().decode("idna")
    except UnicodeError:
        letters = name
    scripts = {unicodedata.name(char, "?").split()[0] for char in letters if char.isalpha()}
    mixed = " and mixes alphabets" if len(scripts) > 1 else ""
    message = f"{path[-1]} has the host {encoded}, written {_spelled(letters)}{mixed}"
    hint = "compare it with the host that you mean"
    yield Problem("look-alike", path, message, hint, "warning")


def _spelled(letters: str) -> str:
    return "".join(c if c.isascii() else f"\\u{ord(c):04x}" for c in show(letters, 100))
