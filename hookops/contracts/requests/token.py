"""The requests of token hooks: what Okta sends at each way to get a token.

A refresh and an authorization code are as captured from real orgs, the implicit flow as Okta's
only example has it. What the others lack or have more is inferred from OAuth, and named where it
stands.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from hookops.contracts.requests.samples import Sample
from hookops.contracts.requests.templates import render
from hookops.model.resource import Json

# Scopes that stand for a person. Source: OpenID Connect Core, sections 5.4 and 11.
_OF_PEOPLE = ("openid", "profile", "email", "address", "phone", "offline_access")


def authorization_code(sample: Sample) -> dict[str, Json]:
    """A person signs in through the browser, and the app redeems a code.

    Source: captured, a real org, 2023-01: the request is that of /authorize, without a grant_type.
    Okta support, How to use Token Inline Hooks ... Parameters ... /Authorize: the query of the
    app's request is in the url.
    """
    asked = _browser(sample, "code", "query")
    return _by_browser(sample, asked, refresh="offline_access" in sample.scopes)


def implicit(sample: Sample) -> dict[str, Json]:
    """A person signs in through the browser, and the tokens come back in the address.

    Source: Okta Management API, TokenPayLoadExample.
    """
    response = "token id_token" if "openid" in sample.scopes else "token"
    return _by_browser(sample, _browser(sample, response, "fragment"), refresh=False)


def password(sample: Sample) -> dict[str, Json]:
    """An app sends the person's name and password. Inferred: RFC 6749, section 4.3."""
    asked = _direct(sample, "password", sample.scopes)
    refresh = "offline_access" in sample.scopes
    return _by_person(sample, _context(sample, "token", asked), asked, refresh=refresh)


def refresh_token(sample: Sample) -> dict[str, Json]:
    """An app renews its tokens: what was asked for at first is in the original grant alone.

    Source: captured, okta/okta-sdk-dotnet issues 816 and 834 (2025). Okta Management API,
    TokenPayLoad, and release notes, OKTA-576905, for refresh_token.
    """
    asked = render("token", "refresh", sample)
    context = _context(sample, "token", asked)
    scope = " ".join(sample.scopes)
    context["protocol"]["originalGrant"] = render("token", "original-grant", sample, scope=scope)
    return _by_person(sample, context, asked, refresh=True)


def client_credentials(sample: Sample) -> dict[str, Json]:
    """An app gets a token for itself: there is no person, and no ID token.

    Inferred: RFC 6749, section 4.4; OpenID Connect Core, section 2. That session and user are
    absent is nowhere stated.
    """
    scopes = tuple(scope for scope in sample.scopes if scope not in _OF_PEOPLE)
    asked = _direct(sample, "client_credentials", scopes)
    claims = render("token", "claims-of-an-app", sample)
    context = _context(sample, "token", asked)
    return _whole(sample, {"context": context, "access": _access(sample, claims, scopes)})


def _by_browser(sample: Sample, asked: Mapping[str, Json], *, refresh: bool) -> dict[str, Json]:
    context = _context(sample, "authorize", asked)
    # The whole query is in the url, though not every part of it is in the context.
    names = ("scope", "response_type", "redirect_uri", "state", "nonce", "client_id")
    query = urlencode({name: asked[name] for name in names})
    context["request"]["method"] = "GET"
    context["request"]["url"]["value"] += f"?{query}"
    return _by_person(sample, context, asked, refresh=refresh)


def _by_person(
    sample: Sample, context: Mapping[str, Json], asked: Mapping[str, Json], *, refresh: bool
) -> dict[str, Json]:
    auth_time = int(sample.event.time_s) - 60
    data: dict[str, Json] = {"context": {**context, **render("token", "person", sample)}}
    if "openid" in sample.scopes:
        identity = render("token", "identity", sample, auth_time=auth_time)
        # OpenID Connect Core, 3.1.2.1: the nonce of the request is in the ID token.
        identity["claims"] |= {name: asked[name] for name in ("nonce",) if name in asked}
        identity["claims"] |= sample.claims
        data["identity"] = identity
    claims = render("token", "claims-of-a-person", sample, auth_time=auth_time)
    data["access"] = _access(sample, claims, sample.scopes)
    if refresh:
        data["refresh_token"] = render("token", "refresh-token", sample)
    return _whole(sample, data)


def _whole(sample: Sample, data: Mapping[str, Json]) -> dict[str, Json]:
    # The source is the address without its query, in Okta's example and in captures.
    endpoint = data["context"]["request"]["url"]["value"].partition("?")[0]
    return render("token", "whole", sample, endpoint=endpoint, data=data)


def _context(sample: Sample, endpoint: str, asked: Mapping[str, Json]) -> dict[str, Json]:
    """The context of a POST to that endpoint of the authorization server."""
    url = f"{sample.org.issuer}/v1/{endpoint}"
    return render("token", "context", sample, url=url, asked=asked)


def _browser(sample: Sample, response: str, mode: str) -> dict[str, Json]:
    scope = " ".join(sample.scopes)
    return render("token", "browser", sample, scope=scope, response=response, mode=mode)


def _direct(sample: Sample, grant: str, scopes: Sequence[str]) -> dict[str, Json]:
    return render("token", "direct", sample, scope=" ".join(scopes), grant=grant)


def _access(sample: Sample, claims: Mapping[str, Json], scopes: Sequence[str]) -> dict[str, Json]:
    granted = {
        scope: {"id": f"scp{number:04d}sample", "action": "GRANT"}
        for number, scope in enumerate(scopes, start=1)
    }
    every = {**claims, **sample.claims}
    return render("token", "access", sample, claims=every, granted=granted)
