"""A tunnel through a forward proxy, which gets a place and its own credential, and no more."""

from collections.abc import Callable
from http.client import HTTPException, HTTPResponse
from socket import socket

from hookops.model.secret import Secret
from hookops.network.proxies import Proxy


def open_tunnel(sock: socket, proxy: Proxy, place: str, text_of: Callable[[Secret], str]) -> None:
    """What goes through the connection now goes to `place`. Source: RFC 9110, 9.3.6.

    Raises: OSError, with words for people, when the proxy opens none.
    """
    lines = [f"CONNECT {place} HTTP/1.1", f"Host: {place}"]
    if proxy.authorization is not None:
        lines.append(f"Proxy-Authorization: {text_of(proxy.authorization)}")
    sock.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
    # Nothing of the service is lost with what this reads ahead: in TLS the client speaks first.
    response = HTTPResponse(sock, method="CONNECT")
    try:
        response.begin()
    except (HTTPException, ValueError):
        raise OSError(None, f"the proxy {proxy.shown} does not answer by HTTP") from None
    finally:
        response.close()
    if not 200 <= response.status < 300:
        why = f"the proxy {proxy.shown} opens no tunnel to {place}: status {response.status}"
        raise OSError(None, why)
