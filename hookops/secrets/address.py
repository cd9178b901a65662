"""The address of a source, as the environment has it."""

from urllib.parse import urlsplit

from hookops.secrets.source import SourceError

_NEAR = ("127.0.0.1", "::1", "localhost")


def checked_address(text: str, variable: str) -> str:
    """The address without a final slash. Raises: SourceError, which does not quote it.

    A sign-in and a secret go there: without TLS only on this computer.
    """
    # Everything that is more than a place, or that two readers could read differently, is no
    # address: a user, a query, a port that is none.
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not host or port == 0 or parts.query or parts.fragment or parts.username is not None:
        raise SourceError(f"{variable} is no address such as https://vault.example.com", "unusable")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _NEAR):
        raise SourceError(
            f"{variable} is no https:// address, and only on this computer a secret may go "
            "without TLS",
            "unusable",
        )
    return text.rstrip("/")
