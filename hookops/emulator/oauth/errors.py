"""How OAuth errors are answered: with a body at the token endpoint, with a header alone at the API.

Source: Okta, OpenID Connect and OAuth 2.0, error codes. Descriptions are as recorded where a test
cites a recording, else the emulator's own words.
"""

from collections.abc import Mapping

from flask import Response

from hookops.emulator.http.responses import empty_answer, json_answer
from hookops.emulator.oauth.jose import ALGORITHMS


class OAuthError(Exception):
    """The token endpoint does not give what was asked for."""

    def __init__(
        self,
        error: str,
        description: str,
        status: int = 400,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(error, description)
        self.error = error
        self.description = description
        self.status = status
        self.headers = dict(headers or {})

    def answer(self) -> Response:
        """The answer: two members, and no error envelope."""
        body = {"error": self.error, "error_description": self.description}
        response = json_answer(body, self.status)
        response.headers.update(self.headers)
        return response


class Challenge(Exception):
    """The API does not accept the access token that came with a request."""

    def __init__(self, status: int, scheme: str, error: str, description: str) -> None:
        super().__init__(error, description)
        self.status = status
        self.scheme = scheme
        self.error = error
        self.description = description

    def answer(self, base_url: str, path: str, scope: str) -> Response:
        """The answer, without a body.

        The members before `error` are the emulator's choice: issues about the API elide them.
        Source: reported in okta-sdk-golang issue 145, okta-sdk-dotnet issue 795 (Bearer), and
        okta-sdk-nodejs issues 453 and 521 (DPoP).
        """
        members = {
            "algs": " ".join(ALGORITHMS) if self.scheme == "DPoP" else "",
            "authorization_uri": f"{base_url}/oauth2/v1/authorize",
            "realm": base_url,
            "scope": scope,
            "error": self.error,
            "error_description": self.description,
            "resource": path,
        }
        shown = ", ".join(f'{name}="{value}"' for name, value in members.items() if value)
        # Reported with an empty body, so no envelope of Okta's comes here.
        response = empty_answer(self.status)
        response.headers["WWW-Authenticate"] = f"{self.scheme} {shown}"
        return response
