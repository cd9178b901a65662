"""Hooks of the tests, and what calls them."""

import json

from hookops.contracts.exchange import Case
from hookops.contracts.requests.samples import Event, Sample
from hookops.contracts.types import contract_of
from hookops.kinds.inline_hook.channel import HeaderAuth, HttpChannel, OAuthChannel
from hookops.kinds.inline_hook.spec import Hook
from hookops.kinds.inline_hook.types import TELEPHONY, TOKEN
from hookops.model.resource import Fingerprint, IdOf, Key, Managed
from hookops.model.secret import Secret, SecretRef
from hookops.okta.encoding import plain
from hookops.service.hook_call import Caller

KEY = Key("InlineHook", "a")
REF = SecretRef("env", "HOOKOPS_SECRET_A")
SECRET = Secret("s3cret-of-the-tests")
URI = "https://hooks.example.com/a"
TOKEN_URL = "https://login.example.com/token"


def request(hook_type=TOKEN.name, variant="authorization-code"):
    return contract_of(hook_type).build(variant, Sample(Event("event-1", 1_700_000_000.0)))


def case(status=None, name="one"):
    return Case(name, TOKEN.name, request(), status)


def hook(uri=URI, auth=True, headers=(), hook_type=TOKEN.name):
    scheme = HeaderAuth("Authorization", REF) if auth else None
    channel = HttpChannel(uri, "POST", tuple(headers), scheme, "1.0.0")
    return Hook("a", hook_type, "1.0.0", "ACTIVE", channel)


def oauth(uri=URI, token_url=TOKEN_URL, scope="hooks", secret=REF):
    key = None if secret else IdOf(Key("HookKey", "k"))
    kind = "client_secret_post" if secret else "private_key_jwt"
    channel = OAuthChannel(uri, "POST", (), kind, "okta", token_url, scope, secret, key, "1.0.0")
    return Hook("a", TOKEN.name, "1.0.0", "ACTIVE", channel)


def telephony():
    return hook(hook_type=TELEPHONY.name)


def caller(**more):
    return Caller({REF: SECRET}, plain, **{"loopback": True, "token_loopback": True, **more})


def applied(made, ref=REF):
    """The ledger's entry of a hook that was applied so."""
    fingerprints = {
        path: Fingerprint(str(ref))
        for path in ("channel.config.authScheme.value", "channel.config.clientSecret")
    }
    return Managed(KEY, "calabc0123456789", made.compared(), "", fingerprints)


def answering(value, status=200, headers=b""):
    """The bytes of an HTTP answer with JSON, or with these bytes."""
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    kind = b"Content-Type: application/json\r\n"
    return b"HTTP/1.1 %d Word\r\n%b%bContent-Length: %d\r\n\r\n%b" % (
        status,
        kind,
        headers,
        len(body),
        body,
    )
