"""What all pages have in common: headers of the answers, and how text of others is shown.

What a page says is in `area.py`, `trouble.py` and `templates`.
"""

import json
import unicodedata
from typing import Any

from flask import Response, redirect, render_template

from hookops.emulator.world import World

_HEADERS = {
    # No script at all, no frame around a page, and forms that only this origin gets.
    "Content-Security-Policy": "default-src 'none'; style-src 'self' 'unsafe-inline'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",
    # Not `no-referrer`: browsers would send forms with the origin null, which is refused.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
# Controls, formats (bidirectional marks among them), surrogates, separators of lines.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def add_filters(world: World) -> None:
    """Templates know how to show text of others."""
    world.app.add_template_filter(visible, "visible")
    world.app.add_template_filter(visible_lines, "visible_lines")
    world.app.add_template_filter(pretty, "pretty")


def render(template: str, status: int = 200, **values: Any) -> Response:
    """The page that the template makes of these values."""
    response = Response(render_template(template, **values), status, mimetype="text/html")
    response.headers.update(_HEADERS)
    return response


def redirect_to(path: str) -> Response:
    """An answer that sends the browser on to `path`, with GET."""
    # 303, so that a reload does not send the form again. Source: RFC 9110, 15.4.4.
    response = redirect(path, 303, Response)
    assert isinstance(response, Response)
    return response


def visible(text: object) -> str:
    """The text in one line, each character that cannot be seen as an escape."""
    # Names of hooks may hold marks that turn the direction of text, and so show another name.
    return "".join(_escape(char) if _unseen(char) else char for char in str(text))


def visible_lines(text: object) -> str:
    """As `visible`, with the line breaks and tabs of the text."""
    return "".join(char if char in "\n\t" else visible(char) for char in str(text))


def pretty(value: object) -> str:
    """The value as JSON on several lines, in plain ASCII where it could deceive."""
    return visible_lines(json.dumps(value, indent=2, ensure_ascii=False))


def _unseen(char: str) -> bool:
    return unicodedata.category(char) in _UNSEEN


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
