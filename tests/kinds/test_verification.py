"""What a failed verification reverts to: only what no secret is missing for."""

from dataclasses import replace

import pytest

from hookops.kinds.inline_hook.channel import HeaderAuth, HttpChannel, OAuthChannel
from hookops.kinds.inline_hook.verification import restore_channel
from hookops.model.resource import IdOf, Key
from hookops.model.secret import SecretRef

REF = SecretRef("env", "HOOKOPS_SECRET_A")
BARE = HttpChannel("https://a.example.com/", "POST", (), None, "1.0.0")
HEADER = replace(BARE, auth=HeaderAuth("Authorization", REF))
SEEN = replace(BARE, auth=HeaderAuth("authorization", None))
OTHER = replace(BARE, auth=HeaderAuth("X-Key", None))
OAUTH = OAuthChannel(
    "https://a.example.com/",
    "POST",
    (),
    "client_secret_post",
    "c",
    "https://t.example.com/",
    None,
    REF,
    None,
    "1.0.0",
)
SIGNED = replace(OAUTH, auth_type="private_key_jwt", client_secret=None, hook_key="HKY1234567")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (BARE, HEADER, BARE),
        (SEEN, HEADER, replace(SEEN, auth=HeaderAuth("authorization", REF))),
        (OTHER, HEADER, None),
        (SEEN, BARE, None),
        (SEEN, OAUTH, None),
        (SIGNED, OAUTH, SIGNED),
        (replace(OAUTH, client_secret=None), OAUTH, OAUTH),
        (replace(OAUTH, client_secret=None, client_id="d"), OAUTH, None),
        (
            replace(OAUTH, client_secret=None),
            replace(SIGNED, hook_key=IdOf(Key("HookKey", "k"))),
            None,
        ),
        (replace(OAUTH, client_secret=None), HEADER, None),
    ],
)
def test_an_old_channel_with_the_secrets_of_the_new_one(old, new, expected):
    """The same header or client has the same secret; any other old secret is not known."""
    assert expected == restore_channel(old, new)
