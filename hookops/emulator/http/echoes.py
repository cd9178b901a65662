"""Answers that repeat the secrets of their requests, for `Switches.echo_secrets`.

Source: none; emulator choice: Okta does not do so, and a proxy or a gateway before it may.
"""

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

from hookops.emulator.control.answers import Answer, with_headers
from hookops.emulator.secrets import secrets_in

_ENCODED: Mapping[str, Callable[[bytes], str]] = {
    "raw": lambda secret: secret.decode("utf-8", "replace"),
    "base64": lambda secret: b64encode(secret).decode(),
    "base64url": lambda secret: urlsafe_b64encode(secret).decode().rstrip("="),
    # Every byte: letters that are left as they are would be the raw secret.
    "percent": lambda secret: "".join(f"%{byte:02X}" for byte in secret),
    "hex": bytes.hex,
}
# In front of the secret, so that base64 has it at each offset of its three bytes.
_BEFORE = (b"", b"a", b"ab")


def add_echoes(answer: Answer, environ: Mapping[str, Any], body: bytes, how: str) -> None:
    """The answer repeats what the request carried: its request id, and if it failed all texts.

    Shape: `how` is a value of the switch `echo_secrets`.
    """
    secrets = list(dict.fromkeys(_carried(environ, body))) if how != "off" else []
    if not secrets:
        return
    encode = _ENCODED[how]
    texts = [" ".join(encode(before + secret) for secret in secrets) for before in _BEFORE]
    headers = {"x-okta-request-id": texts[0]}
    if answer.status >= 400:
        kind = answer.header("content-type") or "application/json"
        headers |= {
            "Content-Type": f"{kind}; echo={texts[0]}",
            "WWW-Authenticate": f"Bearer error_description={texts[0]}",
        }
        answer.replace_body(_with_texts(answer.body, texts))
    # What no header can carry would end the connection.
    fit = {name: value for name, value in headers.items() if _fits(value)}
    answer.headers = with_headers(answer.headers, fit)


def _carried(environ: Mapping[str, Any], body: bytes) -> Iterator[bytes]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        data = dict(parse_qsl(body.decode("utf-8", "replace")))
    for secret in secrets_in(data):
        yield secret.encode("utf-8", "replace")
    # The credential: what comes after SSWS, Bearer or DPoP.
    for name in ("HTTP_AUTHORIZATION", "HTTP_DPOP"):
        words = environ.get(name, "").split(" ", 1)
        if words[-1]:
            yield words[-1].encode("latin-1")


def _with_texts(body: bytes, texts: list[str]) -> bytes:
    """The body of an error with the texts in each member that a client may show."""
    try:
        error = json.loads(body)
    except (ValueError, RecursionError):
        error = None
    if not isinstance(error, dict):
        return b"the gateway refuses: " + texts[0].encode()
    # Those of OAuth have other names.
    summary = "error_description" if "error" in error else "errorSummary"
    error[summary] = f"{error.get(summary, '')}: {texts[0]}"
    error["errorId"] = texts[0]
    causes = [{"errorSummary": f"channel.config.authScheme.value: {text}"} for text in texts]
    error["errorCauses"] = [*error.get("errorCauses", []), *causes]
    return json.dumps(error).encode()


def _fits(value: str) -> bool:
    # Other letters would be bytes that no two clients read alike.
    return value.isprintable() and value.isascii()
