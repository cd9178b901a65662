"""Secrets from Google's Secret Manager: `gcpsm:NAME` or `gcpsm:NAME#KEY`, the newest version."""

import base64
from typing import Any

import google.auth
import requests
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import AuthorizedSession

from hookops.secrets.source import Context, SourceError, member, silence

# Not a setting: a sign-in of Google goes to Google.
API = "https://secretmanager.googleapis.com"
_SCOPE = "https://www.googleapis.com/auth/cloud-platform"


def resolve(path: str, field: str, context: Context) -> str:
    """The payload of a secret of the project GOOGLE_CLOUD_PROJECT: see `source.py`."""
    return read(path, field, context, context.once("gcp", _sign_in))


def read(path: str, field: str, context: Context, session: requests.Session) -> str:
    """The same with a session that signs requests."""
    project = context.setting("GOOGLE_CLOUD_PROJECT", "CLOUDSDK_CORE_PROJECT")
    # Source: Secret Manager API, projects.secrets.versions.access.
    url = f"{API}/v1/projects/{project}/secrets/{path}/versions/latest:access"
    payload = _ask(session, url, context).get("payload", {}).get("data", "")
    try:
        text = base64.b64decode(payload, validate=True).decode()
    except ValueError:
        raise SourceError("the secret is binary and no text", "unusable") from None
    return member(text, field, "the secret")


def _sign_in() -> requests.Session:
    silence("google", "urllib3")
    try:
        # The one source that reads the process: Google has no other way to find every sign-in.
        credentials, _ = google.auth.default(scopes=[_SCOPE])
    except GoogleAuthError:
        reason = "Google needs credentials, such as GOOGLE_APPLICATION_CREDENTIALS"
        raise SourceError(reason, "denied") from None
    session: requests.Session = AuthorizedSession(credentials)
    return session


def _ask(session: requests.Session, url: str, context: Context) -> Any:
    """The answer. Raises: SourceError by the status, and never with Google's message."""
    try:
        answer = session.get(url, timeout=min(10.0, context.seconds_left()), allow_redirects=False)
        status = answer.status_code
        found = answer.json() if status == 200 else None
    except GoogleAuthError as problem:
        raise SourceError(
            f"Google refuses the sign-in ({type(problem).__name__})", "denied"
        ) from None
    except (requests.RequestException, ValueError) as problem:
        raise SourceError(
            f"Google does not answer ({type(problem).__name__})", "unreachable"
        ) from None
    # Also what is JSON and no object: a proxy may answer for Google.
    if isinstance(found, dict):
        return found
    if status in (401, 403):
        raise SourceError(f"Google refuses it to this sign-in ({status})", "denied")
    if status == 404:
        raise SourceError("Google has no secret of that name in this project", "unset")
    is_passing = status == 429 or status >= 500
    raise SourceError(f"Google answers {status}", "unreachable" if is_passing else "unusable")
