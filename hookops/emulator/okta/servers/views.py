"""Authorization servers as they are shown."""

from typing import Any

from hookops.emulator.okta.resources import lifecycle_link, link
from hookops.emulator.okta.servers import rotation
from hookops.emulator.store.contract import Record

PATH = "/api/v1/authorizationServers"

_METADATA = ("oauth-authorization-server", "openid-configuration")


def address(server: Record, base_url: str) -> str:
    """Where links lead that name the server: those of the default server have its name.

    Source: recorded by terraform-provider-okta (138 of 138).
    """
    return f"{base_url}{PATH}/{'default' if server['default'] else server['id']}"


def show(server: Record, base_url: str) -> dict[str, Any]:
    """The server as it is shown, in the order of Okta Management API, ListAuthServersResponse."""
    # Source: Okta, Authorization servers: the default server's issuer has its name.
    name = "default" if server["default"] else server["id"]
    issuer = f"{base_url}/oauth2/{name}"
    return {
        **{name: server[name] for name in ("id", "name", "description", "audiences")},
        "issuer": issuer,
        **{name: server[name] for name in ("issuerMode", "status", "created", "lastUpdated")},
        "credentials": rotation.show(server),
        "_links": _links(address(server, base_url), issuer, server["status"]),
        # In every recording, and missing from the API's description.
        "default": server["default"],
    }


def _links(href: str, issuer: str, status: str) -> dict[str, Any]:
    """The server's links.

    Source: recorded by terraform-provider-okta: the methods, and `keys`.
    """
    known = f"{issuer}/.well-known/"
    return {
        **{
            name: link(f"{href}/{name}", "GET", "POST") for name in ("scopes", "claims", "policies")
        },
        "self": link(href, "GET", "DELETE", "PUT"),
        "metadata": [{"name": name, **link(known + name, "GET")} for name in _METADATA],
        "rotateKey": link(href + "/credentials/lifecycle/keyRotate", "POST"),
        "keys": link(href + "/credentials/keys", "GET"),
        **lifecycle_link(href, status),
    }
