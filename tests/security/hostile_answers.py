"""Answers that quote what was sent in confidence, or that command whoever prints them."""

import base64
import html
import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

SECRET = "Cn7Hk2/+Qs9Rt4Vw6Xy8&Zb"
"""Of a hook; with characters that encodings change."""

ENCODINGS: dict[str, Callable[[str], str]] = {
    "raw": str,
    "upper case": str.upper,
    "JSON": lambda text: "".join(f"\\u{ord(char):04x}" for char in text),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 after one": lambda text: base64.b64encode(b"x" + text.encode()).decode(),
    "base64 after two": lambda text: base64.b64encode(b"xy" + text.encode()).decode(),
    "base64url": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "percent": lambda text: quote(text, safe=""),
    "percent, each": lambda text: "".join(f"%{ord(char):02x}" for char in text),
    "percent, twice": lambda text: quote(quote(text, safe=""), safe=""),
    "hex": lambda text: text.encode().hex(),
    "HEX": lambda text: text.encode().hex().upper(),
    "HTML": html.escape,
    "HTML, each": lambda text: "".join(f"&#{ord(char)};" for char in text),
}

COMMANDS = "\r\n::error::x\n ##[error]y ##vso[task.complete] section_start:1:z\x1b[31m\u2028\u202e"


@dataclass(frozen=True)
class Row:
    """One answer of the registry: `%s` in it is the secret or a text."""

    name: str
    body: str = "{}"
    status: int = 400
    headers: tuple[tuple[str, str], ...] = ()
    text: str = SECRET


def _error(**members: object) -> str:
    return json.dumps({"errorCode": "E0000001", "errorSummary": "no", **members})


def _hidden(name: str, encode: Callable[[str], str]) -> str:
    return _error(errorSummary=f"value {encode(SECRET)} is not allowed")


REGISTRY = (
    *(Row(f"summary, {name}", _hidden(name, encode)) for name, encode in ENCODINGS.items()),
    Row("code", _error(errorCode=SECRET)),
    Row("id", _error(errorId="%s")),
    Row("request id", headers=(("x-okta-request-id", "%s"),)),
    Row("WWW-Authenticate", status=401, headers=(("www-authenticate", 'Bearer error="%s"'),)),
    Row("Content-Type", "<html>", 200, (("content-type", "text/%s"),)),
    Row("cause", _error(errorCauses=[{"errorSummary": "value: %s"}])),
    Row("field of a cause", _error(errorCauses=[{"errorSummary": "%s: bad"}])),
    Row("cause that is a text", _error(errorCauses=["%s"])),
    Row("split by a colon", _error(errorCauses=["%s"]), text="Cn7Hk2: Qs9Rt4Vw6Xy8"),
    Row("cut in the middle", _error(errorSummary="x" * 190 + "%s")),
    Row("summary that is an object", _error(errorSummary={"a": "%s"})),
    Row("status 502", _error(errorSummary="%s"), 502),
    Row("redirect", "{}", 302, (("location", "https://%s.example"), ("content-type", "%s"))),
    Row("good answer", json.dumps({"id": "cal1", "name": "%s", "%s": 1}), 200),
    Row("commands in a summary", _error(errorSummary="%s"), text=COMMANDS),
    Row("commands in a code", _error(errorCode="%s"), text=COMMANDS),
    Row("commands in a cause", _error(errorCauses=["::x: %s"]), text=COMMANDS),
    Row("command as request id", headers=(("x-okta-request-id", "##vso[x]"),), text="##vso[x]"),
    Row("command as Content-Type", "<", 200, (("content-type", "::x ##[y]"),), text="##[y]"),
)
SERVICE = (
    *(
        (f"value, {name}", "application/json", f'{{"commands": [], "x": "{encode(SECRET)}"}}', ())
        for name, encode in ENCODINGS.items()
    ),
    ("not JSON", "text/plain", f"you sent {SECRET}", ()),
    ("name", "application/json", json.dumps({SECRET: 1}), ()),
    ("Content-Type", f"text/{SECRET}", "{}", ()),
    ("header", "application/json", "{}", (("X-Debug", f"sent {SECRET}"),)),
    ("name of a header", "application/json", "{}", ((f"X-{SECRET.encode().hex()}", "1"),)),
    ("Location", "text/plain", "", (("Location", f"/{quote(SECRET)}"),)),
    ("effect", "application/json", json.dumps({"error": {"errorSummary": SECRET}}), ()),
    (
        "command",
        "application/json",
        json.dumps({"commands": [{"type": SECRET, "value": [{"op": "add", "path": SECRET}]}]}),
        (),
    ),
    (
        "claim",
        "application/json",
        json.dumps(
            {
                "commands": [
                    {
                        "type": "com.okta.access.patch",
                        "value": [{"op": "add", "path": f"/claims/{SECRET}", "value": SECRET}],
                    }
                ]
            }
        ),
        (),
    ),
    ("commands as text", "text/plain", COMMANDS, ()),
    ("commands as JSON", "application/json", json.dumps({COMMANDS: COMMANDS}), ()),
    (
        "commands as an error",
        "application/json",
        json.dumps({"error": {"errorSummary": COMMANDS}}),
        (),
    ),
)
"""Name, Content-Type, body and headers of a service's answer."""
