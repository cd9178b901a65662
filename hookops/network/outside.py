"""The resolver, sockets, certificates and clocks, as values: tests pass others."""

import socket
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


def look_up(host: str, port: int) -> Sequence[str]:
    """The addresses of a name, as the resolver gives them. Raises: OSError, UnicodeError."""
    # Without a type each address comes once for every protocol.
    infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(info[4][0]) for info in infos))


def connect(address: str, port: int, timeout_s: float) -> socket.socket:
    """A connection to exactly this address: nothing is looked up. Raises: OSError."""
    # socket.create_connection would resolve it again, and so could lead elsewhere.
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.settimeout(timeout_s)
        made.connect((address, port))
    except OSError:
        made.close()
        raise
    return made


def trust() -> ssl.SSLContext:
    """A context that trusts the public authorities, whatever the computer trusts.

    Okta calls from the Internet, so a company's own authority would prove nothing here.
    """
    import certifi

    # Not ssl.create_default_context: environment variables choose its certificates, and with
    # SSLKEYLOGFILE it records the keys of every connection.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(certifi.where())
    return context


@dataclass(frozen=True, slots=True)
class Network:
    """What a call of a service needs from outside the process."""

    look_up: Callable[[str, int], Sequence[str]] = look_up
    connect: Callable[[str, int, float], socket.socket] = connect
    trust: Callable[[], ssl.SSLContext] = trust
    clock: Callable[[], float] = time.monotonic
    """For durations, in seconds."""
    now_s: Callable[[], float] = time.time
    """Unix time."""
