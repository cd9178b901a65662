"""The dead man's switch: a service that notifies when pings stop, or a failure is pinged."""

from hookops.notify.http import TIMEOUT_S, Address, send

DONE = frozenset({0, 2})
"""Exit codes of a run that has done its job: whether there is drift is another question."""


def ping(address: Address, exit_code: int) -> str:
    """Ping success, or failure. Returns: what went wrong; empty when nothing did.

    Source: healthchecks.io, Pinging API: the URL means success, with `/fail` behind it failure.
    """
    # Some services have parameters of their own behind the path.
    base, mark, query = address.url.partition("?")
    end = "" if exit_code in DONE else "/fail"
    url = f"{base.rstrip('/') if end else base}{end}{mark}{query}"
    return send("GET", url, {"User-Agent": "hookops", **address.headers}, None, TIMEOUT_S)
