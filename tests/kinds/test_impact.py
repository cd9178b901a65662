"""What a change of a hook does to sign-in, at worst and in words."""

import pytest
from kinds.values import (
    IMPORT,
    PASSWORD,
    REGISTRATION,
    SAML,
    TELEPHONY,
    TOKEN,
    URI,
    actual,
    declared,
    field,
)

from hookops.kinds import HOOKS
from hookops.kinds.inline_hook.spec import Hook
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.kinds.values import Uses
from hookops.model.change import FieldChange


def level(before, after, changed=()):
    return HOOKS.impact(before, after, changed, Uses(None))[0]


SERVICE = [("channel", "config", "uri")]
NAME = [("name",)]
STATUS = [("status",)]


@pytest.mark.parametrize(
    ("type_", "fails", "created"),
    [
        (TOKEN, "silent", "safe"),
        (SAML, "silent", "safe"),
        (IMPORT, "silent", "safe"),
        (REGISTRATION, "outage", "safe"),
        (PASSWORD, "outage", "outage"),
        (TELEPHONY, "silent", "silent"),
    ],
)
def test_impact_of_each_action(type_, fails, created):
    """By type: what each action means to users."""
    active, inactive = actual(declared(type_, "ACTIVE")), actual(declared(type_, "INACTIVE"))
    to_active, to_inactive = declared(type_, "ACTIVE"), declared(type_, "INACTIVE")

    assert {
        "create": created,
        "create inactive": "safe",
        "update service": fails,
        "update name": "safe",
        "update inactive": "safe",
        "activate": fails,
        "deactivate": fails,
        "deactivate and update": fails,
        "delete active": fails,
        "delete inactive": "safe",
    } == {
        "create": level(None, to_active),
        "create inactive": level(None, to_inactive),
        "update service": level(active, to_active, SERVICE),
        "update name": level(active, to_active, NAME),
        "update inactive": level(inactive, to_inactive, SERVICE),
        "activate": level(inactive, to_active, STATUS),
        "deactivate": level(active, to_inactive, STATUS),
        "deactivate and update": level(active, to_inactive, STATUS + SERVICE),
        "delete active": level(active, None),
        "delete inactive": level(inactive, None),
    }


@pytest.mark.parametrize("type_", sorted(HOOK_TYPES))
def test_impact_of_a_replacement(type_):
    """A replacement is what the old hook's end is: another type does not do its work."""
    other = declared(sorted(set(HOOK_TYPES) - {type_})[0], "ACTIVE")

    assert HOOK_TYPES[type_].on_failure == level(actual(declared(type_, "ACTIVE")), other)
    assert "safe" == level(actual(declared(type_, "INACTIVE")), other)


def test_impact_in_words():
    """The sentence says what users notice."""
    assert (
        "outage",
        "Okta stops calling it: users cannot register or complete their profile",
    ) == HOOKS.impact(actual(declared(REGISTRATION, "ACTIVE")), None, (), Uses(None))


@pytest.mark.parametrize("changed", [[("version",)], [("channel",)], NAME + SERVICE])
def test_what_touches_the_service(changed):
    """Version and channel change what is called, or how."""
    assert "silent" == level(actual(declared(TOKEN, "ACTIVE")), declared(TOKEN, "ACTIVE"), changed)


@pytest.mark.parametrize(
    ("before", "after", "changed", "flows", "expected"),
    [
        (declared(), declared(), [URI], (), "it is bound to no flow"),
        (None, declared(), [], (), "no flow calls it until it is bound to one"),
        (declared(), None, [], None, "Okta stops calling it: tokens are issued without the hook's"),
        (declared(status="INACTIVE"), None, [], None, "the hook was INACTIVE, so no flow calls it"),
        (declared(SAML), declared(), [], None, "Okta stops calling it: assertions are sent"),
        (declared(), declared(status="INACTIVE"), [], None, "Okta stops calling it: tokens are"),
        (None, declared(status="INACTIVE"), [], None, "Okta creates hooks ACTIVE, so it is ACTIVE"),
        (
            declared(status="INACTIVE"),
            declared(status="INACTIVE"),
            [URI],
            None,
            "no flow calls it while it is INACTIVE",
        ),
        (declared(), declared(), [field("name")], None, "the service is called as before"),
        (
            declared(),
            declared(),
            [URI],
            None,
            "if its service does not answer correctly, tokens are",
        ),
        (
            None,
            declared(PASSWORD),
            [],
            None,
            "if its service does not answer correctly, users whose",
        ),
    ],
)
def test_impact_sentences(
    before: Hook | None,
    after: Hook | None,
    changed: list[FieldChange],
    flows: tuple[str, ...] | None,
    expected: str,
) -> None:
    """Each case has its sentence."""
    old = actual(before) if before else None
    text = HOOKS.impact(old, after, [change.path for change in changed], Uses(flows))[1]

    assert expected in text


UNPROVEN = Uses(None, unproven=True)


@pytest.mark.parametrize(
    ("before", "after", "changed", "expected"),
    [
        ("ACTIVE", "ACTIVE", NAME, "unproven"),
        ("ACTIVE", "ACTIVE", SERVICE, "unproven"),
        ("INACTIVE", "INACTIVE", NAME, "unproven"),
        (None, "ACTIVE", (), "unproven"),
    ],
)
def test_a_secret_that_may_be_refused(before, after, changed, expected):
    """Whatever else changes, a service that gets a value nobody knows may refuse every call."""
    there = actual(declared(TOKEN, before)) if before else None

    found, text = HOOKS.impact(there, declared(TOKEN, after), changed, UNPROVEN)

    assert expected == found
    assert "its service may refuse the secret that is sent" in text
    assert 1 == text.count("tokens are issued without the hook's claims")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (("channel", "config", "hookKeyId"), "may refuse what another key has signed"),
        (("channel", "config", "authScheme", "key"), "may refuse the changed authentication"),
        (("channel", "config", "clientId"), "may refuse the changed authentication"),
        (("channel", "type"), "may refuse the changed authentication"),
    ],
)
def test_another_key_or_login_may_be_refused(path, said):
    """It is what a new secret is: nobody knows whether the service takes it."""
    there, spec = actual(declared(TOKEN)), declared(TOKEN)

    found, text = HOOKS.impact(there, spec, [path], Uses(("a flow",)))

    assert "unproven" == found
    assert said in text
    secret = ("channel", "config", "authScheme", "value")
    assert "silent" == HOOKS.impact(there, spec, [secret], Uses(("a flow",)))[0]


def test_an_outage_is_worse_than_a_secret_that_may_be_refused():
    """The level is that of the worst."""
    there = actual(declared(REGISTRATION, "ACTIVE"))

    assert "outage" == HOOKS.impact(there, declared(REGISTRATION, "ACTIVE"), SERVICE, UNPROVEN)[0]


def test_a_hook_that_the_plan_takes_from_its_flows_first():
    """Its end hurts nobody any more."""
    there = actual(declared(REGISTRATION, "ACTIVE"))

    assert ("safe", "this plan takes it from its flows first") == (
        HOOKS.impact(there, None, (), Uses((), freed=True))
    )
