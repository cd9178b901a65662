"""What SAML apps echo, and what Okta makes of it."""

import pytest
from emulator.answers import REFUSED, code
from emulator.okta.apps.some_apps import CATALOGUE, CUSTOM, changed, create, path_of

from hookops.emulator.control.switches import Switches

OVERRIDES = ("ssoAcsUrlOverride", "audienceOverride", "recipientOverride", "destinationOverride")
OF_CATALOGUE = {
    *("defaultRelayState", "ssoAcsUrlOverride", "audienceOverride", "recipientOverride"),
    "destinationOverride",
}


def sign_on_of(okta, body=CUSTOM, **members):
    return create(okta, changed({"settings": {"signOn": {}}} | body, **members))["settings"][
        "signOn"
    ]


def test_custom_app_has_assertion_encryption(client):
    """The sign-on of a custom app has `assertionEncryption`, and no lifetime of the assertion.

    Source: recorded by terraform-provider-okta.
    """
    sign_on = sign_on_of(client())

    assert {"enabled": False} == sign_on["assertionEncryption"]
    assert "samlAssertionLifetimeSeconds" not in sign_on


def test_lifetime_is_there_when_given(client):
    """`samlAssertionLifetimeSeconds` is echoed when it is given.

    Source: recorded by terraform-provider-okta; Okta Management API, sample Saml2.0PutResponseEx.
    """
    assert (
        3600
        == sign_on_of(client(), samlAssertionLifetimeSeconds=3600)["samlAssertionLifetimeSeconds"]
    )


def test_custom_app_echoes_no_overrides(client):
    """The four `*Override` members of a custom app are dropped; so is what no document has.

    Source: recorded by terraform-provider-okta; that others are dropped is the emulator's choice.
    """
    given = dict.fromkeys(OVERRIDES, "https://x.example")

    sign_on = sign_on_of(client(), **given, configuredAttributeStatements=[], invented=1)

    assert {*OVERRIDES, "configuredAttributeStatements", "invented"}.isdisjoint(sign_on)


@pytest.mark.parametrize(("given", "expected"), [("", None), ("https://a.example", ...)])
def test_empty_relay_state_reads_null(client, given, expected):
    """`defaultRelayState` given as an empty text reads null.

    Source: recorded by terraform-provider-okta, since 2026-04.
    """
    shown = sign_on_of(client(), defaultRelayState=given)["defaultRelayState"]

    assert (given if expected is ... else expected) == shown


@pytest.mark.parametrize("given", ["A" * 200, "A" * 70 + "\n" + "A" * 130])
def test_certificate_is_wrapped(client, given):
    """The certificate of the service provider reads in lines of 76 columns, ended by CRLF.

    Source: recorded by terraform-provider-okta.
    """
    okta = client()
    app = create(okta, changed(CUSTOM, spCertificate={"x5c": [given]}))

    again = okta.put(path_of(app), json=app).json()

    wrapped = "\r\n".join(["A" * 76, "A" * 76, "A" * 48])
    assert {"x5c": [wrapped]} == app["settings"]["signOn"]["spCertificate"]
    assert app["settings"] == again["settings"]


@pytest.mark.parametrize("member", ["slo", "assertionEncryption", "acsEndpoints"])
def test_null_is_the_default(client, member):
    """A member given as null reads as if it was left out. Emulator choice.

    Source: Okta API, Core concepts: members may be omitted when null.
    """
    okta = client()

    assert sign_on_of(okta)[member] == sign_on_of(okta, **{member: None})[member]


@pytest.mark.parametrize(
    "members", [{"slo": 1}, {"spCertificate": 1}, {"spCertificate": {"x5c": "A"}}]
)
def test_wrong_sign_on_is_refused(client, members):
    """A member that is no object, or a certificate in no list, is refused. Emulator choice."""
    assert REFUSED == code(client().post("/api/v1/apps", json=changed(CUSTOM, **members)))


@pytest.mark.parametrize(("engine", "expected"), [("identity", True), ("classic", False)])
def test_links_of_a_custom_app(client, engine, expected):
    """A custom app has the link `help`, and on the Identity Engine `policies` as well.

    There it says what it does on Universal Logout too.
    Source: recorded by terraform-provider-okta, oie-00 and classic-00; Okta Management API,
    ApplicationUniversalLogout.
    """
    app = create(client(switches=Switches(engine=engine)))

    assert (True, expected, expected) == (
        "help" in app["_links"],
        "policies" in app["_links"],
        "universalLogout" in app,
    )


def test_universal_logout_is_read_only(client):
    """`universalLogout` in the body of a PUT changes nothing.

    Source: Okta Management API, ApplicationUniversalLogout.
    """
    okta = client()
    app = create(okta)

    answer = okta.put(path_of(app), json=app | {"universalLogout": {"status": "ENABLED"}})

    assert (200, app) == (answer.status_code, answer.json())


def test_saml_app_drops_what_it_does_not_have(client):
    """What no document has in an app is not echoed, wherever it stands. Emulator choice."""
    extra = {"invented": 1}
    body = CUSTOM | {
        "settings": {"signOn": {}, **extra},
        "credentials": extra | {"signing": extra},
        "visibility": extra,
        "accessibility": extra,
    }

    app = create(client(), body)

    places = (app["settings"], app["credentials"], app["credentials"]["signing"])
    assert [False] * 5 == [
        "invented" in place for place in (*places, app["visibility"], app["accessibility"])
    ]


def test_catalogue_app_drops_what_custom_apps_have(client):
    """An app of the catalogue does not echo `assertionSigned`, `honorForceAuthn` and `slo`.

    Source: recorded by terraform-provider-okta.
    """
    given = {"assertionSigned": True, "honorForceAuthn": True, "slo": {"enabled": False}}

    sign_on = sign_on_of(client(), CATALOGUE, **given, audienceOverride="https://a.example")

    assert OF_CATALOGUE == set(sign_on)
    assert "https://a.example" == sign_on["audienceOverride"]


def test_catalogue_app_is_linked_as_login(client):
    """The link of an app of the catalogue is called `login`.

    Source: recorded by terraform-provider-okta.
    """
    app = create(client(), CATALOGUE)

    assert {"login": True} == app["visibility"]["appLinks"]
    assert ["login"] == [one["name"] for one in app["_links"]["appLinks"]]
    assert {"help", "policies"}.isdisjoint(app["_links"])


def test_saml_1_1_is_of_the_catalogue(client):
    """An app with SAML 1.1 names one of the catalogue, and has no `destinationOverride`.

    Source: Okta Management API, Saml11Application and Saml11ApplicationSettingsSignOn; the error
    without a name is unknown.
    """
    okta = client()
    body = {"label": "Old", "signOnMode": "SAML_1_1"}

    sign_on = create(okta, body, name="cornerstone")["settings"]["signOn"]

    assert OF_CATALOGUE - {"destinationOverride"} == set(sign_on)
    assert REFUSED == code(okta.post("/api/v1/apps", json=body))
