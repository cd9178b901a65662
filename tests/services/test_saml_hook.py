"""The SAML service, with what assertions of custom apps can hold.

Source: Okta, SAML assertion inline hook guide; Okta Management API, createSAMLAssertionInlineHook.
"""

import pytest

NAME = "https://example.com/claims/fullName"
PATH = "/claims/https:~1~1example.com~1claims~1fullName"
STATEMENT = {
    "attributes": {"NameFormat": "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"},
    "attributeValues": [{"attributes": {"xsi:type": "xs:string"}, "value": "Ada Lovelace"}],
}


def operations(service):
    (command,) = service.commands()
    assert "com.okta.assertion.patch" == command["type"]
    return command["value"]


def test_attribute_is_added(service):
    """A whole attribute statement is added, its name escaped as a JSON Pointer wants it."""
    added = {"op": "add", "path": PATH, "value": STATEMENT}

    assert [added] == operations(service("saml"))


def test_attribute_is_replaced(service):
    """Of an attribute that the app has already only the value is replaced."""
    saml = service("saml")
    saml.data["assertion"]["claims"][NAME] = {"attributeValues": [{"value": "A. L."}]}

    replaced = {"op": "replace", "path": f"{PATH}/attributeValues/0/value", "value": "Ada Lovelace"}
    assert [replaced] == operations(saml)


@pytest.mark.parametrize("values", [[], None, "text", [{"value": "a"}, {"value": "b"}]])
def test_attribute_without_its_one_value(service, values):
    """An attribute with no value to point at, or several, is written anew."""
    saml = service("saml")
    saml.data["assertion"]["claims"][NAME] = {"attributeValues": values}

    assert ["add"] == [operation["op"] for operation in operations(saml)]


def test_no_session(service):
    """A sign-in that the application began may come without a session."""
    saml = service("saml")
    del saml.data["context"]["session"]

    assert ["add"] == [operation["op"] for operation in operations(saml)]


@pytest.mark.parametrize(
    ("profile", "name"),
    [
        ({"firstName": "Ada"}, "Ada"),
        ({"firstName": None, "lastName": "Lovelace"}, "Lovelace"),
        ({"firstName": 7, "lastName": "Ødegård"}, "Ødegård"),
    ],
)
def test_half_a_name(service, profile, name):
    """What there is of the name is used."""
    saml = service("saml")
    saml.data["context"]["user"]["profile"] = profile

    (operation,) = operations(saml)

    assert name == operation["value"]["attributeValues"][0]["value"]


@pytest.mark.parametrize("user", [None, {}, {"profile": {"firstName": ""}}])
def test_no_name(service, user):
    """Without a name: 204 without a body, the assertion goes out as it is."""
    saml = service("saml")
    saml.data["context"]["user"] = user

    answer = saml.post()

    assert (204, b"") == (answer.status_code, answer.data)


def test_assertion_of_another_shape(service):
    """What is no assertion is refused."""
    saml = service("saml")
    saml.data["assertion"] = []

    assert 400 == saml.post().status_code
