"""The SAML metadata of apps."""

import xml.etree.ElementTree as ElementTree

import pytest
from emulator.answers import code
from emulator.okta.apps.some_apps import BOOKMARK, CATALOGUE, CUSTOM, changed, create, path_of

NAMES = {"md": "urn:oasis:names:tc:SAML:2.0:metadata"}
FORMAT = "urn:oasis:names:tc:SAML:1.1:nameid-format:"
BINDING = "urn:oasis:names:tc:SAML:2.0:bindings:"


def metadata_of(okta, app):
    """The root of the metadata that the app's links lead to."""
    return ElementTree.fromstring(okta.get(app["_links"]["metadata"]["href"]).text)


def test_metadata_has_the_certificate(client):
    """The metadata of a SAML app is XML with its certificate; other apps have none.

    Source: Okta Management API, previewSAMLmetadataForApplication; OASIS, SAML V2.0 Metadata.
    """
    okta = client()
    app = create(okta)
    path = path_of(app)

    answer = okta.get(app["_links"]["metadata"]["href"])

    certificate = okta.get(path + "/credentials/keys").json()[0]["x5c"][0]
    root = ElementTree.fromstring(answer.text)
    service = root.find(".//md:SingleSignOnService", NAMES)
    assert "application/xml" == answer.headers["Content-Type"]
    assert root.attrib["entityID"].startswith("http://www.okta.com/exk")
    assert f">{certificate}<" in answer.text
    assert service is not None
    assert service.attrib["Location"].startswith("https://acme.okta.example/app/emulator_acme")
    bookmark = path_of(create(okta, BOOKMARK))
    assert (404, "E0000007") == code(okta.get(bookmark + "/sso/saml/metadata"))


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, ["unspecified", "emailAddress"]),
        ({"subjectNameIdFormat": FORMAT + "emailAddress"}, ["emailAddress"]),
        ({"subjectNameIdFormat": FORMAT + "x509SubjectName"}, ["unspecified", "emailAddress"]),
    ],
)
def test_metadata_has_the_format_of_names(client, members, expected):
    """The metadata offers emailAddress alone where that is the app's format, and both otherwise.

    Source: recorded by terraform-provider-okta, in 304 and in 47 metadata.
    """
    okta = client()

    root = metadata_of(okta, create(okta, changed(CUSTOM, **members)))

    formats = [one.text for one in root.iterfind(".//md:NameIDFormat", NAMES)]
    assert [FORMAT + name for name in expected] == formats


@pytest.mark.parametrize(
    ("slo", "expected"),
    [({"enabled": False}, []), ({"enabled": True}, ["HTTP-POST", "HTTP-Redirect"])],
)
def test_metadata_has_logout_where_it_is_enabled(client, slo, expected):
    """The metadata offers logout, by both bindings, exactly where `slo` is enabled.

    Source: recorded by terraform-provider-okta, in 144 metadata.
    """
    okta = client()

    root = metadata_of(okta, create(okta, changed(CUSTOM, slo=slo)))

    found = list(root.iterfind(".//md:SingleLogoutService", NAMES))
    assert [BINDING + name for name in expected] == [one.attrib["Binding"] for one in found]
    assert all(one.attrib["Location"].endswith("/slo/saml") for one in found)


@pytest.mark.parametrize("mode", ["SAML_1_1", "SAML_2_0"])
def test_catalogue_app_has_metadata(client, mode):
    """An app of the catalogue has metadata, also with SAML 1.1.

    Source: recorded by terraform-provider-okta.
    """
    okta = client()

    root = metadata_of(okta, create(okta, CATALOGUE, signOnMode=mode))

    assert 2 == len(root.findall(".//md:SingleSignOnService", NAMES))
