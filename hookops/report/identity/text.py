"""Who hookops is to an org, in few lines."""

from collections.abc import Iterator

from hookops.report.identity.value import Identity, Kind
from hookops.report.text_kit import Line, draw
from hookops.report.words import clean

_WHO: dict[Kind, str] = {
    "api-token": "an API token, from {source}; its owner and the owner's roles are in the Admin "
    "Console (Security, API, Tokens)",
    "access-token": "an access token, from {source}",
    "service-app": "the service app {client_id}, with the private key of {source}; its roles are "
    "in the Admin Console (Applications, the app, Admin roles)",
    "emulator": "the administrator of an emulated org inside hookops; it takes no credential",
}
_NO_SCOPES: dict[Kind, str] = {
    "api-token": "an API token has none: it may do what its owner's role allows",
    "access-token": "the token does not say",
    "service-app": "none",
    "emulator": "all",
}


def identity_text(identity: Identity, *, styled: bool = False, width: int = 0) -> str:
    """The org, the credential, its scopes."""
    return draw(list(_lines(identity)), None, styled=styled, width=width)


def _lines(identity: Identity) -> Iterator[Line]:
    engine = f", {clean(identity.engine)}" if identity.engine else ""
    yield Line(f"{clean(identity.title)}: org {clean(identity.org_id)}{engine}", "bold")
    who = {"source": clean(identity.source), "client_id": clean(identity.client_id)}
    yield Line(f"signed in as: {_WHO[identity.kind].format(**who)}")
    # A service app may have all of them, which are longer than any other text of a report.
    scopes = clean(", ".join(sorted(identity.scopes or ())), 2000)
    yield Line(f"scopes: {scopes or _NO_SCOPES[identity.kind]}")
    # An API token is no access token, and is bound to nothing.
    if identity.is_bound is not None:
        bound = "bound to a key of the run (DPoP)" if identity.is_bound else "bound to no key"
        yield Line(f"access tokens: {bound}")
