"""The SAML metadata of apps: `/api/v1/apps/{id}/sso/saml/metadata`.

It publishes one of the app's signing keys.
"""

from collections.abc import Callable
from xml.sax.saxutils import escape, quoteattr

from flask import Response, request

from hookops.emulator.http.errors import not_found
from hookops.emulator.okta.apps import keys
from hookops.emulator.store.contract import Record
from hookops.emulator.world import World

# Emulator choice: both. Recorded by terraform-provider-okta: emailAddress alone for apps that have
# that format.
_FORMATS = ("unspecified", "emailAddress")
_BINDINGS = ("HTTP-POST", "HTTP-Redirect")

Find = Callable[[World, str], Record]


def register(world: World, app_path: str, find: Find) -> None:
    """The route of the metadata."""

    def metadata(app_id: str) -> Response:
        app = find(world, app_id)
        if app["signOnMode"] != "SAML_2_0":
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
    issuer = app["settings"]["signOn"].get("idpIssuer") or "http://www.okta.com/${org.externalKey}"
    entity = issuer.replace("${org.externalKey}", app["key"])
    location = f"{base_url}/app/{app['name']}/{app['key']}/sso/saml"
    formats = "".join(
        f"<md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:{one}</md:NameIDFormat>"
        for one in _FORMATS
    )
    services = "".join(
        f'<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:{one}"'
        f" Location={quoteattr(location)}/>"
        for one in _BINDINGS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f"<md:EntityDescriptor entityID={quoteattr(entity)}"
        ' xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">'
        '<md:IDPSSODescriptor WantAuthnRequestsSigned="false"'
        ' protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
        '<md:KeyDescriptor use="signing">'
        '<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>'
        f"<ds:X509Certificate>{escape(certificate)}</ds:X509Certificate>"
        f"</ds:X509Data></ds:KeyInfo></md:KeyDescriptor>{formats}{services}"
        "</md:IDPSSODescriptor></md:EntityDescriptor>"
    )
