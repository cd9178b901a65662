"""The SAML metadata of apps."""

import xml.etree.ElementTree as ElementTree

from emulator.answers import code
from emulator.okta.apps.some_apps import BOOKMARK, create, path_of


def test_metadata_has_the_certificate(client):
    """The metadata of a SAML app is XML with its certificate; other apps have none.

    Source: Okta Management API, previewSAMLmetadataForApplication; OASIS, SAML V2.0 Metadata.
    """
    okta = client()
    app = create(okta)
    path = path_of(app)

    answer = okta.get(app["_links"]["metadata"]["href"])

    certificate = okta.get(path + "/credentials/keys").json()[0]["x5c"][0]
    names = {"md": "urn:oasis:names:tc:SAML:2.0:metadata"}
    root = ElementTree.fromstring(answer.text)
    service = root.find(".//md:SingleSignOnService", names)
    assert "application/xml" == answer.headers["Content-Type"]
    assert root.attrib["entityID"].startswith("http://www.okta.com/exk")
    assert f">{certificate}<" in answer.text
    assert service is not None
    assert service.attrib["Location"].startswith("https://acme.okta.example/app/emulator_acme")
    bookmark = path_of(create(okta, BOOKMARK))
    assert (404, "E0000007") == code(okta.get(bookmark + "/sso/saml/metadata"))
