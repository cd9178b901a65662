"""Objects of a bucket, against a server that answers what it is given: errors, and where it is."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from hookops.ledger.objects.bucket import Taken, open_bucket
from hookops.ledger.stores import open_store
from hookops.model.errors import InvalidInput, Unavailable

CANARY = "CANARY-27182"
KEY = {"AWS_ACCESS_KEY_ID": "hookops", "AWS_SECRET_ACCESS_KEY": CANARY, "AWS_REGION": "us-east-1"}
LOCATION = "s3://acme-state/prod.json"


class Storage:
    """S3 as far as one answer."""

    def __init__(self, host: str) -> None:
        self.status, self.body, self.headers = 200, b"", {"ETag": '"1"'}
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        storage = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                self.rfile.read(length)
                storage.requests.append((self.command, self.path, dict(self.headers)))
                self.send_response(storage.status)
                for name, value in storage.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(storage.body)))
                self.end_headers()
                self.wfile.write(storage.body)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        for method in ("GET", "PUT", "POST", "DELETE"):
            setattr(Handler, f"do_{method}", Handler.answer)
        self.server = ThreadingHTTPServer((host, 0), Handler)
        self.url = f"http://{host}:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()

    def says(self, status: int, code: str) -> None:
        self.status = status
        self.body = f"<Error><Code>{code}</Code><Message>{CANARY}</Message></Error>".encode()


@pytest.fixture
def storage() -> Iterator[Storage]:
    made = Storage("127.0.0.1")
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def bucket(storage):
    return open_bucket(LOCATION, {**KEY, "AWS_ENDPOINT_URL": storage.url})[0]


ACTIONS = {
    "get": lambda bucket: bucket.get("prod.json"),
    "create": lambda bucket: bucket.put("prod.json", b"{}", None),
    "replace": lambda bucket: bucket.put("prod.json", b"{}", {"e_tag": '"1"'}),
    "delete": lambda bucket: bucket.delete("prod.json"),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_refused(storage, bucket, action):
    """The status and the storage's code are shown, and nothing else of the answer."""
    storage.says(403, "AccessDenied")

    with pytest.raises(Unavailable) as problem:
        ACTIONS[action](bucket)

    expected = f"the ledger at {LOCATION} cannot be used: it answers 403 Forbidden (AccessDenied)"
    assert expected == problem.value.message
    assert CANARY not in str(problem.value)


def test_an_answer_without_a_code(storage, bucket):
    """The status alone."""
    storage.status, storage.body = 400, CANARY.encode()

    with pytest.raises(Unavailable, match="it answers 400 Bad Request\n"):
        bucket.get("prod.json")


@pytest.mark.parametrize("action", ["get", "create"])
def test_a_bucket_that_is_not_there(storage, bucket, action):
    """It is a mistake, and no ledger that is yet to be made."""
    storage.says(404, "NoSuchBucket")

    with pytest.raises(Unavailable, match="404 Not Found .NoSuchBucket"):
        ACTIONS[action](bucket)


def test_an_object_that_is_not_there(storage, bucket):
    """There is none to read, and one that was to be replaced was deleted meanwhile."""
    storage.says(404, "NoSuchKey")

    assert None is bucket.get("prod.json")
    with pytest.raises(Taken):
        ACTIONS["replace"](bucket)
    with pytest.raises(Unavailable):
        ACTIONS["create"](bucket)


@pytest.mark.parametrize(
    ("action", "header"), [("create", ("if-none-match", "*")), ("replace", ("if-match", '"1"'))]
)
def test_a_condition_that_does_not_hold(storage, bucket, action, header):
    """Every write has one, and its failure is no other error."""
    storage.says(412, "PreconditionFailed")

    with pytest.raises(Taken):
        ACTIONS[action](bucket)

    assert header in storage.requests[0][2].items()


def test_the_endpoint_of_the_environment(storage):
    """The one for S3 alone wins over that of all of AWS."""
    env = {**KEY, "AWS_ENDPOINT_URL_S3": storage.url, "AWS_ENDPOINT_URL": "http://127.0.0.1:1"}

    open_bucket(LOCATION, env)[0].put("prod.json", b"{}", None)

    assert [("PUT", "/acme-state/prod.json")] == [found[:2] for found in storage.requests]


def test_an_endpoint_of_another_storage(storage):
    """Those of AWS are none of Azure's, whose place is its own variable."""
    env = {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AZURE_STORAGE_ENDPOINT": storage.url,
        "AZURE_STORAGE_ACCOUNT_NAME": "acme",
        "AZURE_STORAGE_ACCOUNT_KEY": "aG9va29wcw==",
    }
    storage.headers["Last-Modified"] = "Thu, 26 Nov 2026 15:28:54 GMT"

    open_bucket("az://acme-state/prod.json", env)[0].put("prod.json", b"{}", None)

    assert ["PUT"] == [found[0] for found in storage.requests]


def test_plain_http_elsewhere():
    """Without TLS only on this computer, unless the environment allows it."""
    far = Storage("127.0.0.2")
    env = {**KEY, "AWS_ENDPOINT_URL": far.url}

    with pytest.raises(Unavailable):
        open_bucket(LOCATION, env)[0].put("prod.json", b"{}", None)
    assert [] == far.requests
    open_bucket(LOCATION, {**env, "AWS_ALLOW_HTTP": "true"})[0].put("prod.json", b"{}", None)
    assert 1 == len(far.requests)
    far.server.shutdown()
    far.server.server_close()


def test_no_user_in_a_location():
    """A bucket has none."""
    with pytest.raises(InvalidInput):
        open_store(f"s3://{CANARY}@acme-state/prod.json", "https://acme.okta.com")
