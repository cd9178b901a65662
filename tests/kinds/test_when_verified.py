"""When the service of a hook is verified, and what a failure leads to."""

from dataclasses import replace

import pytest
from kinds.values import (
    PASSWORD,
    REF,
    REQUIRED,
    SAML,
    URI,
    actual,
    declared,
    field,
)

from hookops.kinds import HOOKS
from hookops.kinds.inline_hook.channel import OAuthChannel
from hookops.kinds.inline_hook.spec import Hook
from hookops.kinds.values import OldSecret
from hookops.model.change import FieldChange
from hookops.model.resource import IdOf, Key

WANTED = declared(**REQUIRED)


@pytest.mark.parametrize(
    ("before", "after", "fields", "due", "expected"),
    [
        (None, declared(), [URI], False, None),
        (None, WANTED, [], False, "the new hook stays, and is bound to nothing"),
        (None, declared(PASSWORD, **REQUIRED), [], False, "the new hook is deactivated again"),
        (None, declared(status="INACTIVE", **REQUIRED), [URI], False, None),
        (declared(status="INACTIVE"), WANTED, [], False, "hookops reverts the hook"),
        (WANTED, WANTED, [field("name")], False, None),
        (WANTED, WANTED, [URI], False, "hookops reverts the hook"),
        (WANTED, WANTED, [field("version")], False, "hookops reverts the hook"),
        (WANTED, WANTED, [field("type")], False, "hookops reverts the hook"),
        (WANTED, WANTED, [field("channel", secret=True)], False, "is not known any more"),
        (WANTED, WANTED, [], True, "hookops binds no flow to the hook"),
        (declared(SAML), WANTED, [field("type")], False, "the new hook stays"),
    ],
)
def test_when_a_service_is_verified(
    before: Hook | None,
    after: Hook,
    fields: list[FieldChange],
    due: bool,
    expected: str | None,
) -> None:
    """New, about to be ACTIVE, or called in another way; and what a failure leads to."""
    old = actual(before) if before else None
    found = HOOKS.verification(old, after, fields, "same", due=due)

    if expected is None:
        assert None is found
    else:
        assert found is not None
        assert expected in found.text
        assert found.text.startswith("its service is called before the first write, and again")
        assert found.required


MOVED = declared(
    channel={
        "type": "HTTP",
        "config": {
            "uri": "https://new.example.com/",
            "authScheme": {"key": "Authorization", "valueFrom": str(REF)},
        },
    },
    verify={"preview": "optional"},
)


@pytest.mark.parametrize(
    ("secret", "expected", "sentence"),
    [
        ("same", True, "hookops reverts the hook"),
        ("likely", True, "with the secret that its manifest refers to now"),
        ("unknown", False, "its old secret is not known any more"),
    ],
)
def test_what_is_reverted(secret: OldSecret, expected: bool, sentence: str) -> None:
    """The old address with the secret of now, unless the secret may be another one."""
    found = HOOKS.verification(actual(declared()), MOVED, [URI], secret, due=False)

    assert found is not None
    assert (False, expected) == (found.required, found.revert_to is not None)
    assert found.text.endswith(sentence)
    if expected:
        assert replace(declared(), verify=MOVED.verify) == found.revert_to


def test_only_okta_has_the_key() -> None:
    """A hook that signs is called through Okta alone."""
    config = {
        "uri": "https://h.example.com/",
        "authType": "private_key_jwt",
        "clientId": "c",
        "tokenUrl": "https://t.example.com/",
        "hookKey": "k",
    }
    hook = declared(channel={"type": "OAUTH", "config": config}, **REQUIRED)
    found = HOOKS.verification(None, hook, [], "same", due=False)

    assert found is not None
    assert found.text.startswith("its service is called through Okta after the change")
    assert [(("channel", "config", "hookKey"), Key("HookKey", "k"))] == list(HOOKS.needs(hook))
    assert [] == list(HOOKS.references(hook))
    signs = HOOKS.signs_with(hook)
    assert signs is not None
    assert (IdOf(Key("HookKey", "k")), "https://t.example.com/") == (signs.key, signs.token_server)
    assert isinstance(hook.channel, OAuthChannel)
    shown = replace(hook, channel=replace(hook.channel, hook_key="HKY1234567"))
    assert [("HookKey", "HKY1234567")] == list(HOOKS.references(shown))
    assert [] == list(HOOKS.needs(shown))


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (WANTED, True),
        (declared(), False),
        (declared(status="INACTIVE", **REQUIRED), False),
    ],
)
def test_which_hooks_are_verifiable(spec: Hook, expected: bool) -> None:
    """Those whose manifest wants it, while they are ACTIVE."""
    assert expected == HOOKS.is_verifiable(spec)
