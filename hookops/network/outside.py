"""The resolver, sockets, certificates and clocks, as values: tests pass others."""

import socket
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from hookops.network.authorities import Authorities, public_trust
from hookops.network.proxies import Proxies


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


@dataclass(frozen=True, slots=True)
class Network:
    """What a call of a service needs from outside the process."""

    look_up: Callable[[str, int], Sequence[str]] = look_up
    connect: Callable[[str, int, float], socket.socket] = connect
    trust: Callable[[], ssl.SSLContext] = public_trust
    proxies: Proxies = field(default_factory=Proxies)
    authorities: Authorities = field(default_factory=Authorities)
    """For connections to an org, and for those through a proxy, which may sign certificates."""
    clock: Callable[[], float] = time.monotonic
    """For durations, in seconds."""
    now_s: Callable[[], float] = time.time
    """Unix time."""
