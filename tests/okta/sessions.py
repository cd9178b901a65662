"""Sessions to a scripted org."""

from hookops.model.call import Call
from hookops.model.secret import Secret
from hookops.okta.encoding import DeferredValues, no_ids
from hookops.okta.session import Patience, open_session

URL = "https://acme.okta.com"
HASTY = Patience(attempts=3, first_wait_s=0.001, longest_wait_s=0.002, total_s=5)
LIST = Call("GET", ("api", "v1", "inlineHooks"))
CREATE = Call("POST", ("api", "v1", "inlineHooks"), {"name": "a"})
ACTIVATE = Call("POST", ("api", "v1", "inlineHooks", "calabc0123", "lifecycle", "activate"))
PUT = Call("PUT", ("api", "v1", "inlineHooks", "calabc0123"), {"name": "a"})
DELETE = Call("DELETE", ("api", "v1", "inlineHooks", "calabc0123"))
WRITES = (CREATE, ACTIVATE, PUT, DELETE)


class Org:
    """Answers a script, one element a request, the last one for ever; records every request.

    An element is a status, (status, headers, body), or an exception to raise.
    """

    def __init__(self, *script):
        self.script = list(script)
        self.seen = []

    def __call__(self, environ, start):
        size = int(environ.get("CONTENT_LENGTH") or 0)
        self.seen.append((environ, environ["wsgi.input"].read(size)))
        found = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if isinstance(found, Exception):
            raise found
        status, headers, body = (found, {}, b"") if isinstance(found, int) else found
        start(f"{status} Word", list(headers.items()))
        return [body] if isinstance(body, bytes) else body

    @property
    def asked(self):
        """Method, path and query of each request."""
        return [
            " ".join(filter(None, (e["REQUEST_METHOD"], e["PATH_INFO"], e["QUERY_STRING"])))
            for e, _ in self.seen
        ]


def session(org, *, read_only=False, patience=HASTY, **options):
    """A session to the scripted org, whose clock stands still."""
    return open_session(
        URL,
        Secret("00tok3n"),
        read_only=read_only,
        app=org,
        patience=patience,
        **{"clock": lambda: 0.0, "monotonic": lambda: 0.0, **options},
    )


def send(org, call, **options):
    """The data of the answer to one call."""
    return session(org, **options).send(call, DeferredValues(no_ids))


EMPTY = (200, {"content-type": "application/json"}, b"[]")


def page(body, link=""):
    """A page of a list with a link."""
    return (200, {"content-type": "application/json", "link": link}, body)
