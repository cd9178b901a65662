"""The SAML metadata of apps: `/api/v1/apps/{id}/sso/saml/metadata`.

It publishes one of the app's signing keys.
"""

from collections.abc import Callable
from xml.sax.saxutils import escape, quoteattr

from flask import Response, request

from hookops.emulator.http.errors import not_found
from hookops.emulator.okta.apps import keys
from hookops.emulator.okta.apps.saml import SAML_1_1, SAML_2_0
from hookops.emulator.store.contract import Record
from hookops.emulator.world import World

_EMAIL = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
_UNSPECIFIED = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
_BINDINGS = ("HTTP-POST", "HTTP-Redirect")

Find = Callable[[World, str], Record]


def register(world: World, app_path: str, find: Find) -> None:
    """The route of the metadata."""

    def metadata(app_id: str) -> Response:
        app = find(world, app_id)
        # Those of SAML 1.1 have it too: recorded by terraform-provider-okta.
        if app["signOnMode"] not in (SAML_1_1, SAML_2_0):
            raise not_found(app_id, "AppInstance")
        # Without `kid` the key that the app signs with. Source: Okta Management API,
        # previewSAMLmetadataForApplication.
        wanted = request.args.get("kid") or app["credentials"]["signing"]["kid"]
        key = keys.find_key(world, app, wanted)
        xml = _metadata(app, key["x5c"][0], world.base_url)
        return Response(xml, content_type="application/xml")

    path = app_path + "/sso/saml/metadata"
    world.route("GET", path, metadata, "previewSAMLmetadataForApplication")


def _metadata(app: Record, certificate: str, base_url: str) -> str:
    """The metadata. Source: OASIS, SAML V2.0 Metadata; entityID and locations as Okta has them."""
    # An app with SAML 1.1 in a file of an earlier emulator may have none.
    sign_on = app["settings"].get("signOn") or {}
    issuer = sign_on.get("idpIssuer") or "http://www.okta.com/${org.externalKey}"
    entity = issuer.replace("${org.externalKey}", app["key"])
    location = f"{base_url}/app/{app['name']}/{app['key']}"
    formats = "".join(
        f"<md:NameIDFormat>{one}</md:NameIDFormat>"
        for one in _formats(sign_on.get("subjectNameIdFormat"))
    )
    # In this order by the schema of OASIS: logout, formats, sign-on.
    logout = ""
    if (sign_on.get("slo") or {}).get("enabled"):
        # Recorded by terraform-provider-okta: exactly where slo is enabled.
        logout = _services("SingleLogoutService", location + "/slo/saml")
    services = logout + formats + _services("SingleSignOnService", location + "/sso/saml")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f"<md:EntityDescriptor entityID={quoteattr(entity)}"
        ' xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">'
        '<md:IDPSSODescriptor WantAuthnRequestsSigned="false"'
        ' protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
        '<md:KeyDescriptor use="signing">'
        '<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>'
        f"<ds:X509Certificate>{escape(certificate)}</ds:X509Certificate>"
        f"</ds:X509Data></ds:KeyInfo></md:KeyDescriptor>{services}"
        "</md:IDPSSODescriptor></md:EntityDescriptor>"
    )


def _formats(of_app: str | None) -> tuple[str, ...]:
    """Recorded by terraform-provider-okta: one alone in 304 metadata, both in 47."""
    return (_EMAIL,) if of_app == _EMAIL else (_UNSPECIFIED, _EMAIL)


def _services(name: str, location: str) -> str:
    return "".join(
        f'<md:{name} Binding="urn:oasis:names:tc:SAML:2.0:bindings:{one}"'
        f" Location={quoteattr(location)}/>"
        for one in _BINDINGS
    )
