"""What the applies of the matrix have to do: those of the laws, and larger ones."""

from collections.abc import Mapping

from conftest import World, key_manifest, manifest
from flows.org import APP, POLICY, REGISTRATION, RULE, SAML, TOKEN, WIKI, hook, signed
from properties.scenarios import NEW, SCENARIOS, STAYS, Scenario, moves, versioned

SMS = "com.okta.telephony.provider"
PASSWORDS = "com.okta.user.credential.password.import"
_TEN = [f"users-{number}" for number in range(10)]
_OAUTH_NEW = {
    "uri": "https://hooks.example.com/new",
    "authType": "private_key_jwt",
    "clientId": "okta",
    "tokenUrl": "https://login.example.com/token",
    "hookKey": "first",
}


def rotates(world: World) -> None:
    """The same hook with another value of its secret."""
    world.declare(STAYS, versioned("1"))
    assert world.apply().exit_code == 0
    world.env["HOOKOPS_SECRET_ENRICH"] = "value-of-the-new-secret"
    world.declare(STAYS, versioned("2"))


MORE = (
    Scenario("rotate-secret", rotates),
    moves("ten-hooks", [], [hook(name, "com.okta.import.transform", None) for name in _TEN]),
    moves(
        "ten-updates",
        [hook(name, "com.okta.import.transform", None) for name in _TEN[:5]],
        [hook(name, "com.okta.import.transform", None, config=NEW) for name in _TEN[:5]],
        # One more, where an administrator edits another hook meanwhile.
        max_update=6,
    ),
    moves(
        "create-and-bind",
        [],
        [hook("enrich", TOKEN, RULE), hook("assert", SAML, APP, WIKI)],
    ),
    moves(
        "one-per-org",
        [manifest("sms", type=SMS, version="1.0.0")],
        [
            manifest("sms", type=SMS, version="1.0.0", config=NEW),
            manifest("passwords", type=PASSWORDS, version="1.0.0"),
        ],
        allow_endpoint_change=("sms",),
    ),
    moves(
        "update-oauth",
        [key_manifest("first"), signed("assert", "first", APP)],
        [
            key_manifest("first"),
            hook("assert", SAML, APP, channel={"type": "OAUTH", "config": _OAUTH_NEW}),
        ],
    ),
    moves(
        "rename-and-unbind",
        [hook("enrich", TOKEN, RULE), hook("screen", REGISTRATION, POLICY)],
        [hook("enrich", TOKEN, name="renamed"), hook("screen", REGISTRATION, POLICY)],
    ),
)
ALL: Mapping[str, Scenario] = {scenario.name: scenario for scenario in (*SCENARIOS, *MORE)}
"""By name, in the order of the report."""
