"""What a user is: made of a body, changed by one, and shown.

A password is never stored: all that is kept of it is that there is one.
"""

from typing import Any

from hookops.emulator.http.errors import ApiError
from hookops.emulator.okta import resources
from hookops.emulator.okta.resources import link
from hookops.emulator.store.contract import Record
from hookops.emulator.world import World

USERS = "users"
DEPROVISIONED = "DEPROVISIONED"
# Members of a profile that are shown without being given, in the order of Okta Management API,
# Retrieve a user; the others are what the org's own schema has besides.
_PROFILE = ("firstName", "lastName", "mobilePhone", "secondEmail", "login", "email")
# Source: Okta, Users API (2023), default profile: these are not nullable.
_REQUIRED = ("firstName", "lastName", "email", "login")
_OKTA = {"type": "OKTA", "name": "OKTA"}
# For a hash as for a hook: Okta cannot know the password. Source: Okta Management API, createUser,
# samples with an imported hashed password and with a password hook.
_IMPORT = {"type": "IMPORT", "name": "IMPORT"}
_HOOK = "credentials.password.hook"


def create(world: World, body: dict[str, Any], *, activate: bool, expired: bool) -> Record:
    """A new user, not stored yet; `expired` has them change the password. Raises: ApiError."""
    if body.get("groupIds"):
        # 501 and not a user without the groups that the client asked for.
        raise ApiError("E0000060", "groupIds of users")
    now = resources.now(world)
    credentials = _credentials(body, {"provider": _OKTA})
    known = "password" in credentials
    record = {
        "id": world.ids.new("00u"),
        "status": "STAGED",
        "created": now,
        "activated": None,
        "statusChanged": now,
        "lastLogin": None,
        "lastUpdated": now,
        "passwordChanged": now if known else None,
        "profile": _profile(world, resources.read_mapping(body, "profile"), ""),
        "credentials": credentials,
    }
    if not activate:
        return record
    user = change_status(world, record, active_status(record))
    # Source: Okta Management API, createUser, nextLogin.
    return user | {"status": "PASSWORD_EXPIRED"} if known and expired else user


def update(world: World, stored: Record, body: dict[str, Any], *, partly: bool) -> Record:
    """What `stored` becomes, not stored yet; `partly` keeps what the body leaves out.

    Raises: ApiError. Source: Okta Management API, updateUser and replaceUser: profile, credentials
    or both.
    """
    now = resources.now(world)
    changes: Record = {"lastUpdated": now}
    if body.get("profile") is not None:
        given = resources.read_mapping(body, "profile")
        whole = {**stored["profile"], **given} if partly else given
        changes["profile"] = _profile(world, whole, stored["id"])
    credentials = _credentials(body, stored["credentials"])
    if credentials is not stored["credentials"]:
        changes |= {"credentials": credentials, "passwordChanged": now}
    return stored | changes


def active_status(user: Record) -> str:
    """The status of a user who is activated.

    Source: Okta Management API, activateUser: without a password, the user is still to choose one.
    """
    return "ACTIVE" if "password" in user["credentials"] else "PROVISIONED"


def change_status(world: World, user: Record, status: str) -> Record:
    """The user with that status, not stored yet."""
    now = resources.now(world)
    changed = user | {"status": status, "statusChanged": now, "lastUpdated": now}
    return changed if status == DEPROVISIONED else changed | {"activated": now}


def view(user: Record, base_url: str) -> dict[str, Any]:
    """The user as they are shown. Source: Okta Management API, Retrieve a user."""
    own = f"{base_url}/api/v1/users/{user['id']}"
    # Source: Okta Management API, activateUser and deactivateUser: for which status each is.
    verb = "activate" if user["status"] in ("STAGED", DEPROVISIONED) else "deactivate"
    links = {"self": {"href": own}, verb: link(f"{own}/lifecycle/{verb}", "POST")}
    shown = {name: value for name, value in user.items() if name not in ("profile", "credentials")}
    return {
        **shown,
        # Emulator choice: one type of users, that of the owner of the token.
        "type": {"id": "otydefault0000000000"},
        "profile": user["profile"],
        "credentials": user["credentials"],
        "_links": links,
    }


def _profile(world: World, given: dict[str, Any], own_id: str) -> dict[str, Any]:
    """The profile, complete. Raises: ApiError.

    Members that Okta's default profile does not have are kept: they are a matter of the org's
    schema, which is not emulated.
    """
    resources.check_texts(given, *_REQUIRED)
    login = given["login"].lower()
    # A deactivated user has their login until they are deleted.
    for user in world.all(USERS):
        if user["id"] != own_id and user["profile"]["login"].lower() == login:
            text = "An object with this field already exists in the current organization"
            raise resources.member_error("login", text)
    return {**dict.fromkeys(_PROFILE), **given}


def _credentials(body: dict[str, Any], old: dict[str, Any]) -> dict[str, Any]:
    """The credentials that the body gives, or the old ones if it gives no password.

    Raises: ApiError. Source: Okta Management API, PasswordCredential: it reads as an object without
    members, whether it is a password, a hash or a hook.
    """
    given = resources.read_mapping(body, "credentials")
    password = resources.read_mapping(given, "credentials.password")
    hook = resources.read_mapping(password, _HOOK)
    if "hook" in password and hook.get("type") != "default":
        # Source: Okta Management API, PasswordCredentialHook: must be `default`. It names no hook:
        # the org has one of that type.
        raise resources.member_error(_HOOK + ".type", "The value must be default")
    if hook or password.get("hash"):
        return {"password": {}, "provider": _IMPORT}
    return {"password": {}, "provider": _OKTA} if password.get("value") else old
