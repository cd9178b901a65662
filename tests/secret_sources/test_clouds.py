"""The clients of Google and Azure, with a transport that answers as their documents say.

Neither takes an address on this computer for its service, so no server can stand in for it.
"""

import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.adapters import BaseAdapter
from secret_sources.contexts import context

from hookops.secrets.source import SourceError

pytestmark = pytest.mark.skipif("HOOKOPS_TEST_CLOUDS" not in os.environ, reason="run.sh has them")
VALUE = "CANARY-of-a-cloud-1414"
ROOT = Path("/")
Answer = tuple[int, dict[str, str], bytes]


class Transport(BaseAdapter):
    """Answers requests without a network, and keeps what was asked."""

    def __init__(self, answer: Callable[[requests.PreparedRequest], Answer]) -> None:
        super().__init__()
        self.answer, self.asked = answer, []

    def send(self, request: Any, *args: Any, **options: Any) -> requests.Response:
        self.asked.append(request)
        status, headers, body = self.answer(request)
        made = requests.Response()
        made.status_code, made.raw, made.request, made.url = (
            status,
            BytesIO(body),
            request,
            request.url,
        )
        made.headers.update(headers)
        return made

    def close(self) -> None:
        """Nothing is open."""


def google(answer, path="token-hook", field="", env=None):
    from google.auth.transport.requests import AuthorizedSession
    from google.oauth2.credentials import Credentials

    from hookops.secrets.sources.gcp import read

    session, transport = AuthorizedSession(Credentials("a-token-of-google")), Transport(answer)
    session.mount("https://", transport)
    given = {"GOOGLE_CLOUD_PROJECT": "acme-hooks"} if env is None else env
    return read(path, field, context(ROOT, given), session), transport.asked


def of_google(value):
    """Source: Secret Manager API, AccessSecretVersionResponse."""
    payload = {"data": base64.b64encode(value).decode()}
    body = {"name": "projects/1/secrets/token-hook/versions/7", "payload": payload}
    return lambda request: (200, {}, json.dumps(body).encode())


def test_google():
    """The newest version of a secret of the environment's project."""
    found, asked = google(of_google(VALUE.encode()))

    assert VALUE == found
    assert [
        "https://secretmanager.googleapis.com/v1/projects/acme-hooks/secrets/token-hook"
        "/versions/latest:access"
    ] == [each.url for each in asked]
    assert "Bearer a-token-of-google" == asked[0].headers["Authorization"]


def test_a_key_of_json_of_google():
    """`gcpsm:NAME#KEY`."""
    found, _ = google(of_google(json.dumps({"a": {"b": VALUE}}).encode()), field="a.b")

    assert VALUE == found


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        *((401, "denied"), (403, "denied"), (404, "unset"), (400, "unusable"), (302, "unusable")),
        *((429, "unreachable"), (500, "unreachable"), (503, "unreachable")),
    ],
)
def test_errors_of_google(status, cause):
    """By the status, and without a word of the answer."""
    body = json.dumps({"error": {"message": VALUE}}).encode()

    with pytest.raises(SourceError) as found:
        google(lambda request: (status, {"Location": "https://evil.example"}, body))

    assert (cause, False) == (found.value.cause, VALUE in found.value.reason)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"null", b'{"payload": {"data": "%"}}'])
def test_answers_that_google_never_gives(body):
    """As from a proxy: no value, and no crash."""
    with pytest.raises(SourceError):
        google(lambda request: (200, {}, body))


def test_google_without_a_project():
    """A reference has no project, so the environment has to."""
    with pytest.raises(SourceError, match="GOOGLE_CLOUD_PROJECT or CLOUDSDK_CORE_PROJECT is not"):
        google(of_google(b"x"), env={})


def test_google_without_credentials(tmp_path):
    """A file that is none; its text is not quoted. Google's library reads the process."""
    (tmp_path / "key.json").write_text(json.dumps({"type": VALUE}))
    code = (
        "import os; from pathlib import Path; from hookops.secrets.reader import Reader;"
        "from hookops.model.secret import SecretRef;"
        "Reader(os.environ, Path('/'))(SecretRef('gcpsm', 'token-hook'))"
    )
    env = {"GOOGLE_APPLICATION_CREDENTIALS": str(tmp_path / "key.json")}

    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False
    )

    assert "gcpsm:token-hook cannot be read: Google needs credentials" in done.stderr
    assert VALUE not in done.stderr


class Credential:
    """A sign-in of Azure that is made already."""

    def get_token(self, *scopes: str, **options: Any) -> Any:
        from azure.core.credentials import AccessToken

        return AccessToken("a-token-of-azure", int(time.time()) + 3600)


CHALLENGE = (
    'Bearer authorization="https://login.microsoftonline.com/t", resource="https://vault.azure.net"'
)


def azure(answer, field="", host="acme-hooks.vault.azure.net", challenge=CHALLENGE):
    from azure.core.pipeline.transport import RequestsTransport
    from azure.keyvault.secrets import SecretClient

    from hookops.secrets.sources.azure import read

    # Source: Key Vault REST API, Authentication: the first answer says where to sign in.
    def vault(request):
        if "Authorization" not in request.headers:
            return 401, {"WWW-Authenticate": challenge}, b""
        return answer(request)

    session, transport = requests.Session(), Transport(vault)
    session.mount("https://", transport)
    client = SecretClient(
        f"https://{host}",
        Credential(),
        retry_total=0,
        transport=RequestsTransport(session=session, session_owner=False),
    )
    return read("token-hook", field, client, context(ROOT)), transport.asked


def of_azure(value):
    """Source: Key Vault REST API, SecretBundle."""
    body = {"value": value, "id": "https://acme-hooks.vault.azure.net/secrets/token-hook/7"}
    return lambda request: (200, {"Content-Type": "application/json"}, json.dumps(body).encode())


def test_azure():
    """The newest version of a secret of the environment's vault."""
    found, asked = azure(of_azure(VALUE))

    assert VALUE == found
    assert {"https://acme-hooks.vault.azure.net/secrets/token-hook/"} == {
        each.url.partition("?")[0] for each in asked
    }
    assert "Bearer a-token-of-azure" == asked[-1].headers["Authorization"]


def test_a_key_of_json_of_azure():
    """`azurekv:NAME#KEY`."""
    assert VALUE == azure(of_azure(json.dumps({"a": VALUE})), field="a")[0]


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        *((403, "denied"), (404, "unset"), (400, "unusable")),
        *((429, "unreachable"), (500, "unreachable"), (503, "unreachable")),
    ],
)
def test_errors_of_azure(status, cause):
    """By the status, and without a word of the answer."""
    body = json.dumps({"error": {"code": "x", "message": VALUE}}).encode()
    headers = {"Content-Type": "application/json"}

    with pytest.raises(SourceError) as found:
        azure(lambda request: (status, headers, body))

    assert (cause, False) == (found.value.cause, VALUE in found.value.reason)


def test_a_challenge_for_another_host():
    """A vault that is none of Azure's gets no token."""
    with pytest.raises(SourceError):
        azure(
            of_azure(VALUE),
            # Of the host before, Azure's client has a challenge already.
            host="another.vault.azure.net",
            challenge=CHALLENGE.replace("vault.azure.net", "evil.example"),
        )


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "http://v.example", "v", ""])
def test_addresses_of_azure(address, tmp_path):
    """Only https, which Azure's client wants as well."""
    from hookops.secrets.sources.azure import resolve

    with pytest.raises(SourceError) as found:
        resolve("a", "", context(tmp_path, {"AZURE_KEYVAULT_URL": address}))

    assert "unusable" == found.value.cause
