"""Stands between a client and an org, and changes one of the answers."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from threading import RLock
from typing import Any

from campaigns.inputs import shown
from campaigns.inputs.rewrites import Path, nodes, rewrite_bytes, rewrite_node
from faults.wire import Position

API = "/api/v1/"
LINKS = (
    *("<", "<>; rel=next", '<https://evil.example/api/v1/apps?after=1>; rel="next"'),
    *(
        '</api/v1/users?after=1>; rel="next"',
        '<?after=1>; rel="next"',
        "<?a>; rel=next, <?b>; rel=next",
    ),
    *('<http://[x>; rel="next"', "rel=next", "<?" + "x" * 100_000 + ">; rel=next"),
    *("<?after=%0d%0a>; rel=next", '<?after=1>; rel="next', ";" * 50_000),
)
"""What comes as the `Link` header of an answer."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One answer of a run without any change."""

    position: Position
    body: bytes = field(repr=False)


@dataclass(slots=True)
class Rewrite:
    """What becomes of an answer; `once`, or also of each later one to the same request."""

    position: Position
    kind: str
    number: int
    always: bool
    path: Path | None = None
    """Of the value that is changed, once an answer has shown where it is."""

    def meets(self, here: Position) -> bool:
        """Whether that answer is to be changed."""
        same = (here.method, here.target) == (self.position.method, self.position.target)
        return same and (here.nth >= self.position.nth if self.always else here == self.position)

    def body(self, body: bytes) -> bytes:
        """The body that comes in the place of this one."""
        if self.kind in ("cut", "byte", "body"):
            return rewrite_bytes(body, self.kind, self.number)
        try:
            data = json.loads(body)
            if self.path is None:
                paths = list(nodes(data))
                self.path = paths[self.number % len(paths)]
            return json.dumps(rewrite_node(data, self.kind, self.path)).encode()
        except (ValueError, LookupError, TypeError):
            # An answer without a body, or one that has no such value: it stays as it is.
            return body


class Rewriter:
    """Stands before a WSGI application, and changes its answers."""

    def __init__(self, app: Any, rewrite: Rewrite | None) -> None:
        self._app = app
        self._rewrite = rewrite
        self._counts: dict[tuple[str, str], int] = {}
        self._lock = RLock()
        self.seen: list[Seen] = []
        self._shown: dict[str, bytes] = {}
        self.believed: frozenset[str] = frozenset()
        """Attachment points that an answer shows with other hooks, as Okta would show them."""
        self.read: frozenset[str] = frozenset()
        """Objects of others of which an answer was changed: what it shows is sent back."""
        self.problems: list[str] = []

    def stop(self) -> None:
        """The org answers as it is from now on."""
        self._rewrite = None

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        with self._lock:
            here = self._position(environ)
            self._check_sent(here, environ)
            given: list[Any] = []
            body = b"".join(self._app(environ, lambda *head: given.extend(head)))
            status, headers = given[:2]
            self.seen.append(Seen(here, body))
            if self._rewrite and self._rewrite.meets(here):
                headers, body = self._rewritten(self._rewrite, here, headers, body)
            if here.method == "GET":
                self._shown[here.target] = body
            start(status, headers)
            return [body]

    def _rewritten(
        self, rewrite: Rewrite, here: Position, headers: Any, body: bytes
    ) -> tuple[Any, bytes]:
        kept = [h for h in headers if h[0].lower() not in ("content-length", "link")]
        if rewrite.kind == "link":
            kept.append(("Link", LINKS[rewrite.number % len(LINKS)]))
            new = body
        else:
            new = rewrite.body(body)
        self.believed |= shown.believed(here.target, body, new)
        if here.method == "GET" and new.startswith(b"{"):
            self.read |= {here.target.removeprefix(API)}
        return [*kept, ("Content-Length", str(len(new)))], new

    def _check_sent(self, here: Position, environ: dict[str, Any]) -> None:
        """What is sent to an object of others is what was read of it, but for one pointer."""
        read = self._shown.get(here.target)
        if here.method != "PUT" or not read:
            return
        sent = environ["wsgi.input"].read()
        environ["wsgi.input"] = BytesIO(sent)
        wrong = shown.edited_otherwise(here.target.removeprefix(API), read, sent)
        self.problems += [wrong] if wrong else []

    def _position(self, environ: Mapping[str, Any]) -> Position:
        query = environ.get("QUERY_STRING", "")
        # The filter of a log holds times, which differ when something else took longer.
        keeps = query and "/logs" not in environ["PATH_INFO"]
        target = environ["PATH_INFO"] + (f"?{query}" if keeps else "")
        key = environ["REQUEST_METHOD"], target
        self._counts[key] = nth = self._counts.get(key, 0) + 1
        return Position(*key, nth)
