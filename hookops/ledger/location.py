"""Where a ledger is: how it is shown, and whether the environment vouches for its host."""

import re
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from hookops.model.errors import GuardError, InvalidInput
from hookops.model.text import show
from hookops.network.hosts import allowed_hosts

VARIABLE = "HOOKOPS_LEDGER"
"""The location of the ledger; it wins over the project's, which a pull request can change."""

_PLAIN = re.compile(
    r"[a-z][a-z0-9]*://(?:[\w.~%+-]*@)?(?:[\w.-]*|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?(?:/[\w.~+/-]*)?",
    re.ASCII,
)
# Stricter than urlsplit, which sees another host than libpq in `//u@evil,@trusted/`.
_NAMES = re.compile(r"[ ,]+")


def masked(location: str) -> str:
    """The location for people: nothing in it that may be a credential."""
    if "://" not in location:
        return show(location, 400)
    parts = _split(location)
    # What cannot be read as a URL may have its password anywhere.
    scheme = location.partition("://")[0]
    if parts is None or not parts.scheme:
        return f"{show(scheme)}://..."
    return show(f"{scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}", 400)


def describe_mistake(location: str) -> str:
    """What is wrong with a location in a project file; empty when nothing is.

    It names a place and nothing else; no message has a part of it.
    """
    if "://" not in location:
        return ""
    rest = location.partition("://")[2]
    if ":" in re.split("[/?#]", rest)[0].rpartition("@")[0]:
        return (
            "ledger has a password in it, and a secret is never written in a file: use "
            f"PGPASSWORD, PGPASSFILE or {VARIABLE}"
        )
    # libpq reads host, password and names of files from a query, and a list of hosts.
    if not _PLAIN.fullmatch(location):
        return (
            "ledger must be a scheme, one host or bucket, and a path; whatever else a location "
            f"can have goes into {VARIABLE}"
        )
    return ""


def check_trust(location: str, env: Mapping[str, str]) -> None:
    """The environment names the host that a project's ledger is at.

    A pull request can change the project file, so it must not choose who gets a credential. For
    object storage it cannot: a bucket is a name, and the endpoint comes from the environment.
    Raises: GuardError; InvalidInput for a location that cannot be a project's.
    """
    if mistake := describe_mistake(location):
        raise InvalidInput(mistake)
    scheme, separator, _ = location.partition("://")
    if not separator or scheme not in ("postgresql", "postgres"):
        return
    host = urlsplit(location).hostname or ""
    named = {name.lower() for name in (*allowed_hosts(env), *_NAMES.split(env.get("PGHOST", "")))}
    place = f"{host}:{urlsplit(location).port or 5432}"
    # Without a host libpq takes the environment's.
    if host and not named & {host, f"[{host}]", place}:
        raise GuardError(
            f"the project's ledger is at {show(host)}, and no variable of the environment names "
            "that host: hookops sends no credential there",
            f"export HOOKOPS_ALLOWED_HOSTS={show(host)}, or the whole location as {VARIABLE}",
        )


def _split(location: str) -> SplitResult | None:
    try:
        parts = urlsplit(location)
        # urlsplit raises for a bad port only when it is asked for.
        _ = parts.port
    except ValueError:
        return None
    return parts
