"""One POST in a connection that is there, and its whole answer."""

from collections.abc import Mapping, Sequence
from http.client import HTTPConnection, HTTPException, HTTPResponse

from hookops.contracts.call import LIMIT_BYTES
from hookops.service.target import Target

MAX_HEADER_BYTES = 64 * 1024
_CHUNK = 65_536


def exchange(
    connection: HTTPConnection, target: Target, headers: Sequence[tuple[str, str]], body: bytes
) -> tuple[int, Mapping[str, str], bytes]:
    """Status, headers by lower-case name, and body. Raises: OSError, HTTPException, ValueError."""
    # http.client would add a Host with its own idea of the port, and an Accept-Encoding that Okta
    # is not known to send.
    connection.putrequest("POST", target.path, skip_host=True, skip_accept_encoding=True)
    connection.putheader("Host", target.authority)
    for name, value in headers:
        connection.putheader(name, value.encode())
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body)
    with connection.getresponse() as response:
        return response.status, _headers(response), _read(response)


def _headers(response: HTTPResponse) -> Mapping[str, str]:
    """By lower-case name; lines of one name are one value. Source: RFC 9110, 5.2."""
    lines = response.getheaders()
    if sum(len(name) + len(value) for name, value in lines) > MAX_HEADER_BYTES:
        raise HTTPException("the headers of the answer are too long")
    found: dict[str, str] = {}
    for name, value in lines:
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


def _read(response: HTTPResponse) -> bytes:
    """The body, up to one byte more than any answer may have, so that a judge sees the excess."""
    body, most = bytearray(), LIMIT_BYTES + 1
    while chunk := _read_part(response, min(_CHUNK, most - len(body))):
        body += chunk
    # http.client does not raise for a body that is shorter than its Content-Length.
    if len(body) < most and response.length:
        raise HTTPException("the answer is incomplete")
    return bytes(body)


def _read_part(response: HTTPResponse, size: int) -> bytes:
    """Some bytes of the body, never more than `size`.

    http.client takes a chunk's size as Python takes a number: `-1` would read without an end.
    """
    part = response.read1(size) if response.chunked else response.read(size)
    if response.chunked and response.chunk_left is not None and response.chunk_left < 0:
        raise HTTPException("a chunk of the answer has no size")
    return part
