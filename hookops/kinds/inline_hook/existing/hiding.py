"""Answers about hooks without secrets: those that are known, and what looks like one.

Okta shows headers and URLs as somebody typed them in its console. What no manifest may have in
clear is hidden in each answer, before anything else sees it (decisions 26 and 61).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from hookops.kinds.inline_hook.rules.secret_lint import judge_header, judge_url
from hookops.kinds.inline_hook.secret_headers import HIDDEN, hidden_names
from hookops.kinds.inline_hook.secret_places import CONFIG, plain_url
from hookops.model.resource import Json, value_at
from hookops.model.secret import LOOKS_SECRET

_URLS = ("uri", "tokenUrl")
# Whatever stands there lets somebody in, also what is too short for a guess.
_CREDENTIALS = frozenset({"authorization", "cookie", "proxy-authorization"})


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the headers and URLs of an org's hooks before anything is read."""

    secrets: frozenset[str] = frozenset()
    """Lower-case names of headers whose values are secrets."""
    plain: frozenset[str] = frozenset()
    """Values that somebody has declared in clear: shown, whatever they look like."""

    def __or__(self, other: "Known") -> "Known":
        return Known(self.secrets | other.secrets, self.plain | other.plain)


def learn(compared: Iterable[Mapping[str, Json]]) -> Known:
    """What manifests, or the ledger, say of them. Shape: as of `Spec.compared()`."""
    found = [*compared]
    return Known(
        frozenset(name for one in found for name in hidden_names(one)),
        frozenset(text for one in found for text in _texts(one)),
    )


def _texts(compared: Mapping[str, Json]) -> Iterator[str]:
    headers = value_at(compared, (*CONFIG, "headers"))
    urls = (value_at(compared, (*CONFIG, name)) for name in _URLS)
    for text in (*(headers.values() if isinstance(headers, Mapping) else ()), *urls):
        # Of another name's header the words for a secret are a text like any other.
        if isinstance(text, str) and text != HIDDEN:
            yield text


def hide(answer: Json, known: Known) -> Json:
    """An answer about hooks, one or a list, without their secrets.

    Anything that is no hook is left as it is.
    """
    if isinstance(answer, list):
        return [hide(item, known) for item in answer]
    config = value_at(answer, CONFIG)
    if not isinstance(config, Mapping):
        return answer
    changed: dict[str, Json] = {
        name: hide_url(config[name], known) for name in _URLS if isinstance(config.get(name), str)
    }
    if isinstance(config.get("headers"), list):
        changed["headers"] = [_hide_header(header, known) for header in config["headers"]]
    return {**answer, "channel": {**answer["channel"], "config": {**config, **changed}}}


def _hide_header(header: Json, known: Known) -> Json:
    if not isinstance(header, Mapping):
        return header
    name, value = str(header.get("key")), header.get("value")
    # A value of any shape: what hookops does not understand may be the secret all the same.
    if name.lower() in known.secrets:
        return {**header, "value": HIDDEN}
    if not isinstance(value, str) or not value or value in known.plain:
        return header
    secret = name.lower() in _CREDENTIALS or judge_header(name, value)
    return {**header, "value": LOOKS_SECRET} if secret else header


def hide_url(url: str, known: Known = Known()) -> str:
    """The URL; in the place of a part that no manifest may have, since it looks like a secret, are
    words. Its host is kept where it can be, since a reader asks where a call goes."""
    if not url or plain_url(url) in known.plain:
        return url
    try:
        parts = urlsplit(url)
        # Read here, since the standard library checks it only when it is read.
        place = parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"
    except ValueError:
        return LOOKS_SECRET
    # Readers of such a text do not agree where its host begins.
    unclear = "\\" in url or any(char.isspace() or not char.isprintable() for char in url)
    if unclear or not parts.hostname:
        return LOOKS_SECRET
    if not ("@" in parts.netloc or parts.fragment or any(judge_url(url))):
        return url
    return LOOKS_SECRET if any(judge_url(f"https://{place}")) else _without_secrets(url, parts)


def _without_secrets(url: str, parts: SplitResult) -> str:
    _, at, host = parts.netloc.rpartition("@")
    start = f"{parts.scheme}://{f'{LOOKS_SECRET}@' if at else ''}{host}"
    if any(judge_url(f"https://{host}{parts.path}")):
        return f"{start}/{LOOKS_SECRET}"
    rest = url.partition("//")[2].removeprefix(parts.netloc)
    # Whoever writes a password into a URL writes a key behind it; and a fragment is never sent, so
    # nobody needs to see what was typed there.
    doubtful = (at and parts.query) or parts.fragment
    if doubtful or any(judge_url(f"https://{host}{rest}")):
        return f"{start}{parts.path}?{LOOKS_SECRET}"
    return f"{start}{rest}"
