"""How the key is rotated that an authorization server signs with.

`credentials.signing.rotationMode`: of itself every ninety days, or by hand.
"""

from typing import Any

from hookops.emulator.okta import resources
from hookops.emulator.store.contract import Record
from hookops.emulator.world import World

AUTO = "AUTO"
MANUAL = "MANUAL"

_PATH = "credentials.signing.rotationMode"
# As in the samples of Okta Management API, createAuthorizationServer.
_NINETY_DAYS_S = 90 * 24 * 3600


def start(world: World) -> dict[str, Any]:
    """What a new server has of it, whatever the body of its create says.

    Source: recorded by terraform-provider-okta: a POST with MANUAL answers AUTO (4 of 4).
    """
    return {"rotationMode": AUTO, "rotates": int(world.clock()) + _NINETY_DAYS_S}


def change(world: World, server: Record, body: dict[str, Any]) -> dict[str, Any]:
    """What a replacement makes of it; nothing, where the body names no mode. Raises: ApiError.

    Source: recorded by terraform-provider-okta: a PUT with MANUAL answers MANUAL (31 of 31).
    """
    credentials = resources.read_mapping(body, "credentials")
    mode = resources.read_mapping(credentials, "credentials.signing").get("rotationMode")
    # Emulator choice: a body without a mode leaves it, as one without the issuer's mode does.
    if mode is None or mode == _mode(server):
        return {}
    if mode not in (AUTO, MANUAL):
        raise resources.member_error(_PATH, "The value is not AUTO or MANUAL")
    # Emulator choice: ninety days begin anew when the server rotates of itself again.
    return start(world) | {"rotationMode": mode}


def show(server: Record) -> dict[str, Any]:
    """The server's `credentials`."""
    signing = {
        "rotationMode": _mode(server),
        "lastRotated": server["created"],
        "nextRotation": resources.stamp(server["rotates"]),
        "kid": server["kid"],
    }
    # Recorded by terraform-provider-okta: no time where nothing rotates of itself.
    if _mode(server) == MANUAL:
        del signing["nextRotation"]
    return {"signing": signing}


def _mode(server: Record) -> str:
    # A server in a file of an earlier emulator has none, and rotated of itself.
    return str(server.get("rotationMode", AUTO))
