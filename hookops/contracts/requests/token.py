"""The requests of token hooks: one for each way an app can get a token.

Okta's only example is of the implicit flow. What the others lack or have more is inferred from
OAuth, and named where it stands.
"""

from urllib.parse import urlencode

from hookops.contracts.samples import (
    Sample,
    envelope,
    request_object,
    session_object,
    user_object,
)
from hookops.kinds.inline_hook.types import TOKEN
from hookops.model.resource import Json

_LIFETIME_S = 3600
_REFRESH_JTI = "oarSample00000000000"


def authorization_code(sample: Sample) -> dict[str, Json]:
    """A person signs in through the browser, and the app redeems a code.

    Source: Okta support, How to use Token Inline Hooks ... Parameters ... /Authorize: the query
    of the app's request is in the url.
    """
    asked = _browser(sample, "code", "query")
    refresh = "offline_access" in sample.scopes
    return _by_person(sample, {**asked, "grant_type": "authorization_code"}, refresh=refresh)


def implicit(sample: Sample) -> dict[str, Json]:
    """A person signs in through the browser, and the tokens come back in the address.

    Source: Okta Management API, TokenPayLoadExample, which has no grant_type.
    """
    asked = _browser(sample, _implicit_response(sample), "fragment")
    return _by_person(sample, asked, refresh=False)


def password(sample: Sample) -> dict[str, Json]:
    """An app sends the person's name and password. Inferred: RFC 6749, section 4.3."""
    refresh = "offline_access" in sample.scopes
    return _by_person(sample, _direct(sample, "password"), refresh=refresh)


def refresh_token(sample: Sample) -> dict[str, Json]:
    """An app renews its tokens.

    Source: Okta Management API, TokenPayLoad, for OriginalGrant; no example shows it, so the
    spelling on the wire is the schema's. Okta release notes, OKTA-576905, for refresh_token.
    """
    request = _by_person(sample, _direct(sample, "refresh_token"), refresh=True)
    original = {**_browser(sample, "code", "query"), "grant_type": "authorization_code"}
    request["data"]["context"]["protocol"]["OriginalGrant"] = {
        "authorization": original,
        "refresh_token": {"jti": _REFRESH_JTI},
    }
    return request


def client_credentials(sample: Sample) -> dict[str, Json]:
    """An app gets a token for itself: there is no person, and no ID token.

    Inferred: RFC 6749, section 4.4; OpenID Connect Core, section 2. That session and user are
    absent is nowhere stated.
    """
    scopes = tuple(scope for scope in sample.scopes if scope not in _OF_PEOPLE)
    asked = _direct(sample, "client_credentials")
    asked["scope"] = " ".join(scopes)
    claims = {**_claims(sample, "AT"), "cid": sample.app.id, "sub": sample.app.id}
    data = {"context": _context(sample, asked), "access": _access(claims, scopes)}
    return envelope(sample, TOKEN.name, f"{sample.org.issuer}/v1/token", data)


_OF_PEOPLE = ("openid", "profile", "email", "address", "phone", "offline_access")


def _by_person(sample: Sample, asked: dict[str, Json], *, refresh: bool) -> dict[str, Json]:
    data: dict[str, Json] = {
        "context": {
            **_context(sample, asked),
            "session": session_object(sample),
            "user": user_object(sample, sample.org.url),
        }
    }
    if "openid" in sample.scopes:
        data["identity"] = _identity(sample)
    data["access"] = _access(_access_claims(sample), sample.scopes)
    if refresh:
        data["refresh_token"] = {"jti": _REFRESH_JTI}
    return envelope(sample, TOKEN.name, _endpoint(sample, asked), data)


def _endpoint(sample: Sample, asked: dict[str, Json]) -> str:
    """Okta's example is of `authorize`; `token` is inferred for apps that use no browser."""
    return f"{sample.org.issuer}/v1/{'authorize' if 'redirect_uri' in asked else 'token'}"


def _context(sample: Sample, asked: dict[str, Json]) -> dict[str, Json]:
    org, app, url = sample.org, sample.app, _endpoint(sample, asked)
    if "redirect_uri" in asked:
        names = ("scope", "response_type", "redirect_uri", "state", "client_id")
        method, url = "GET", f"{url}?{urlencode({name: asked[name] for name in names})}"
    else:
        method = "POST"
    return {
        "request": request_object(sample, method, url),
        "protocol": {
            "type": "OAUTH2.0",
            "request": asked,
            "issuer": {"uri": org.issuer},
            "client": {"id": app.id, "name": app.label, "type": app.client_type},
        },
        "policy": {"id": org.policy_id, "rule": {"id": org.rule_id}},
    }


def _browser(sample: Sample, response_type: str, response_mode: str) -> dict[str, Json]:
    return {
        "scope": " ".join(sample.scopes),
        "state": "sampleState",
        "redirect_uri": sample.app.redirect_uri,
        "response_mode": response_mode,
        "response_type": response_type,
        "client_id": sample.app.id,
    }


def _direct(sample: Sample, grant_type: str) -> dict[str, Json]:
    scope = " ".join(sample.scopes)
    return {"scope": scope, "client_id": sample.app.id, "grant_type": grant_type}


def _implicit_response(sample: Sample) -> str:
    return "token id_token" if "openid" in sample.scopes else "token"


def _claims(sample: Sample, kind: str) -> dict[str, Json]:
    return {"ver": 1, "jti": f"{kind}.sample", "iss": sample.org.issuer} | (
        {"aud": sample.org.server_audience} if kind == "AT" else {"aud": sample.app.id}
    )


def _identity(sample: Sample) -> dict[str, Json]:
    user = sample.user
    claims = {
        **_claims(sample, "ID"),
        "sub": user.id,
        "name": f"{user.first_name} {user.last_name}",
        "email": user.email,
        "amr": ["pwd"],
        "idp": "00o0000000000sample",
        "preferred_username": user.login,
        "auth_time": int(sample.event.time_s) - 60,
    }
    return {"claims": claims, "token": {"lifetime": {"expiration": _LIFETIME_S}}}


def _access_claims(sample: Sample) -> dict[str, Json]:
    user = sample.user
    return {
        **_claims(sample, "AT"),
        "cid": sample.app.id,
        "uid": user.id,
        "sub": user.login,
        "preferred_username": user.login,
    }


def _access(claims: dict[str, Json], scopes: tuple[str, ...]) -> dict[str, Json]:
    return {
        "claims": claims,
        "token": {"lifetime": {"expiration": _LIFETIME_S}},
        "scopes": {
            scope: {"id": f"scp{number:04d}sample", "action": "GRANT"}
            for number, scope in enumerate(scopes, start=1)
        },
    }
