"""Switches by name: from options, seeds and requests."""

import pytest

from hookops.emulator.control import switchboard
from hookops.emulator.control.switchboard import UnknownSwitch
from hookops.emulator.control.switches import Switches

SWITCHES = "/_emulator/switches"


def test_first_value_is_the_default():
    """The default of each switch is the first value of its type."""
    defaults = switchboard.shown(Switches())

    assert defaults == {name: values[0] for name, values in switchboard.choices().items()}


def test_list_explains_every_switch():
    """The list has each switch with its values, the default marked, and its documentation."""
    text = switchboard.list_switches()

    assert "delete_active = refuse (default) | forbid\n  Unknown: the error for deleting" in text
    for name in switchboard.choices():
        assert f"\n{name} = " in "\n" + text


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("delete_activ=refuse", "there is no switch 'delete_activ'; there are: engine, "),
        ("delete_active=no", "delete_active has no value 'no'; it has: refuse, forbid"),
        ("delete_active", "a switch is NAME=VALUE, not 'delete_active'"),
    ],
)
def test_unknown_switch_is_an_error(given, message):
    """A name or value that is none is an error that says what there is."""
    with pytest.raises(UnknownSwitch) as caught:
        switchboard.read_options((given,))

    assert message in str(caught.value)


def test_texts_set_switches():
    """A switch may be written with hyphens; the last of two holds."""
    read = switchboard.read_options(("delete-active=forbid", "engine = classic", "engine=identity"))

    assert Switches(delete_active="forbid", engine="identity") == read


def test_features_are_switches():
    """A list of features turns all others off; a mapping changes those it names."""
    assert frozenset({"api-access-management"}) == Switches().features()
    assert {"feature_api_access_management": "off"} == switchboard.read_features([])
    named = switchboard.read_features({"api-access-management": False})
    assert frozenset() == switchboard.changed(Switches(), named).features()
    with pytest.raises(UnknownSwitch, match="there is no feature 'x'; there are: api-access"):
        switchboard.read_features(["x"])


def test_switches_change_over_http(client, http_body):
    """A PATCH sets the switches it names at once; a wrong one changes nothing and says why."""
    okta = client()
    path = f"/api/v1/inlineHooks/{okta.post('/api/v1/inlineHooks', json=http_body()).json()['id']}"
    before = okta.delete(path).status_code

    changed = okta.patch(SWITCHES, json={"delete_active": "forbid"})
    wrong = okta.patch(SWITCHES, json={"engine": "classic", "delete_active": "no"})

    assert (400, 403) == (before, okta.delete(path).status_code)
    assert ("forbid", "identity") == tuple(
        okta.get(SWITCHES).json()[name] for name in ("delete_active", "engine")
    )
    assert changed.json() == okta.get(SWITCHES).json()
    assert (400, True) == (wrong.status_code, "it has: refuse, forbid" in wrong.json()["error"])
    assert 400 == okta.patch(SWITCHES, content=b"[]").status_code


@pytest.mark.parametrize(("engine", "pipeline"), [("identity", "idx"), ("classic", "v1")])
def test_engine_is_shown(client, engine, pipeline):
    """The organization's metadata tell its engine.

    Source: Okta Management API, Retrieve the Okta organization metadata.
    """
    okta = client(switches=Switches(engine=engine))

    assert pipeline == okta.get("/.well-known/okta-organization").json()["pipeline"]


WIDENING = {"service_addresses": "loopback", "echo_secrets": "raw"}


@pytest.mark.parametrize("name", WIDENING)
def test_no_request_widens_what_the_emulator_does(client, name):
    """Such requests have no token: neither the endpoint nor the page sets these switches."""
    okta = client()
    value = WIDENING[name]
    patched = okta.patch("/_emulator/switches", json={name: value})
    posted = okta.post("/_emulator/page/switches", data={name: value})

    assert [400, 400] == [patched.status_code, posted.status_code]
    assert f"no request can set the switch {name} to {value}" in patched.json()["error"]
    assert value != okta.get("/_emulator/switches").json()[name]


@pytest.mark.parametrize("name", WIDENING)
def test_request_narrows_and_leads_back(client, name):
    """What whoever started the emulator has allowed can be taken away, and given back."""
    okta = client(switches=switchboard.changed(Switches(), {name: WIDENING[name]}))
    values = [{"service_addresses": "public", "echo_secrets": "off"}[name], WIDENING[name]]
    answers = [okta.patch("/_emulator/switches", json={name: value}) for value in values]

    assert values == [answer.json()[name] for answer in answers]
