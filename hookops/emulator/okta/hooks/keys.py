"""The area of hook keys: key pairs with which Okta shows a service's token endpoint who it is.

`/api/v1/hook-keys`, and keys of a seed. RSA is in `rsa_keys.py`, and signing with a key in
`service/hook_call.py`.
Source: Okta Management API, Hook Keys; recorded by terraform-provider-okta
TestAccResourceOktaHookKey_crud.
"""

from collections.abc import Mapping
from typing import Any

from flask import Response, request

from hookops.emulator import facts, rsa_keys
from hookops.emulator.http.errors import ApiError, Problem, invalid, not_found
from hookops.emulator.http.reader import Reader
from hookops.emulator.http.responses import empty_answer, json_answer, json_body
from hookops.emulator.okta import resources
from hookops.emulator.okta.hooks.views import timestamp
from hookops.emulator.store.contract import Record, Records
from hookops.emulator.world import SeedError, World

# The collection of hook keys; a record's `pem` is the private key, which no answer contains.
KEYS = "hook_keys"

_PATH = "/api/v1/hook-keys"
_KIND = "HookKey"


class HookKeys:
    """The hook keys of one organization. Raises: ApiError, from every method."""

    def __init__(self, world: World) -> None:
        self._world = world

    def get(self, id_: str) -> Record:
        """The key of that id."""
        return _existing(self._world.get(KEYS, id_), id_)

    def get_public(self, key_id: str) -> Record:
        """The key whose `keyId` this is."""
        found = [key for key in self._world.all(KEYS) if key["keyId"] == key_id]
        return _existing(found[0] if found else None, key_id)

    def create(
        self, body: Mapping[str, Any], id_: str = "", pem: str = "", key_id: str = ""
    ) -> Record:
        """A new key; its ids and a private key may be given.

        Source: Okta Management API, createHookKey: at most 50 keys.
        """
        name = _name(body)
        # Before the transaction: it takes long, and nobody need wait for it.
        own = not pem
        pem = pem or self._world.new_pem()
        numbers = rsa_keys.public_numbers(pem, own=own)
        now = int(self._world.clock())
        with self._world.transaction() as records:
            self._check_limit(records)
            _check_name(records, name, None)
            key = {
                "id": id_ or self._world.ids.new("HKY"),
                # A UUID: recorded by terraform-provider-okta TestAccResourceOktaHookKey_crud.
                "keyId": key_id or self._world.ids.uuid(),
                "name": name,
                "created": now,
                "lastUpdated": now,
                "pem": pem,
                **numbers,
            }
            self._save(records, key, "created")
        return key

    def rename(self, id_: str, body: Mapping[str, Any]) -> Record:
        """The key with another name; everything else stays.

        Source: recorded by terraform-provider-okta TestAccResourceOktaHookKey_crud, PUT.
        """
        name = _name(body)
        with self._world.transaction() as records:
            key = _existing(records.get(KEYS, id_), id_)
            _check_name(records, name, id_)
            key |= {"name": name, "lastUpdated": int(self._world.clock())}
            self._save(records, key, "updated")
        return key

    def delete(self, id_: str) -> None:
        """The key is gone. Source: Okta Management API, deleteHookKey: only unused keys."""
        with self._world.transaction() as records:
            key = _existing(records.get(KEYS, id_), id_)
            # Within the transaction: no hook may take the key meanwhile.
            if id_ in self.used():
                if self._world.switches.used_hook_key == "forbid":
                    raise ApiError("E0000006")
                raise invalid([Problem("id", "A hook key in use cannot be deleted")])
            records.remove(KEYS, id_)
            self._log("deleted", key)

    def used(self) -> set[str]:
        """Ids that hooks name, in either status. Source: none, when a key is used is unknown."""
        hooks = self._world.store.hooks()
        # By id: `hookKeyId` is the key's id (HKY...) and not its keyId. Source: Okta, Inline Hooks
        # reference (2024).
        return {hook.channel["config"].get("hookKeyId") for hook in hooks} - {None}

    def _check_limit(self, records: Records) -> None:
        if len(records.all(KEYS)) < facts.load().limits["hookKeysPerOrg"]:
            return
        if self._world.switches.limit_error == "forbid":
            raise ApiError("E0000006")
        message = "Maximum number of instances has been reached"
        raise ApiError("E0000001", "hookKey", [message])

    def _save(self, records: Records, key: Record, what: str) -> None:
        records.save(KEYS, key["id"], key)
        self._log(what, key)

    def _log(self, what: str, key: Record) -> None:
        """The System Log has it. Source: Okta, Event types, `system.hook.key.*`."""
        self._world.log_event(f"system.hook.key.{what}", _KIND, key["id"], key["name"])


def check_reference(world: World, channel: Mapping[str, Any]) -> None:
    """A hook may have this channel, as far as its hook key goes. Raises: ApiError."""
    id_ = channel["config"].get("hookKeyId")
    refuse = world.switches.unknown_hook_key == "refuse"
    if refuse and id_ is not None and world.get(KEYS, id_) is None:
        raise invalid([Problem("channel.config.hookKeyId", "The hook key does not exist")])


def public_jwk(key: Record) -> dict[str, Any]:
    """The public half. `alg` really is `RSA`.

    Source: recorded by terraform-provider-okta TestAccResourceOktaHookKey_crud.
    """
    return {
        "kty": "RSA",
        "alg": "RSA",
        "kid": key["keyId"],
        # Null in the recording, although a signing key would be `sig`.
        "use": None,
        "e": key["e"],
        "n": key["n"],
    }


def register(world: World) -> None:
    """Everything of hook keys."""
    keys = HookKeys(world)

    def shown(key: Record, *, embedded: bool = False) -> dict[str, Any]:
        return _view(key, key["id"] in keys.used(), world, embedded=embedded)

    def list_keys() -> Response:
        used = keys.used()
        return json_answer([_view(key, key["id"] in used, world) for key in world.all(KEYS)])

    def create() -> Response:
        # 200, and with the public key. Recorded by terraform-provider-okta
        # TestAccResourceOktaHookKey_crud.
        return json_answer(shown(keys.create(json_body()), embedded=True))

    def get(key_id: str) -> Response:
        # A GET shows the public key only when it is asked to. Source: Okta Management API,
        # getHookKey.
        embedded = request.args.get("expand") == "publickey"
        return json_answer(shown(keys.get(key_id), embedded=embedded))

    def rename(key_id: str) -> Response:
        return json_answer(shown(keys.rename(key_id, json_body()), embedded=True))

    def delete(key_id: str) -> Response:
        keys.delete(key_id)
        return empty_answer(204)

    def get_public(key_id: str) -> Response:
        # Flat, as the schema has it and okta-sdk-nodejs reads it; the API's example wraps it in
        # _embedded.
        return json_answer(public_jwk(keys.get_public(key_id)))

    world.route("GET", _PATH, list_keys, "listHookKeys")
    world.route("POST", _PATH, create, "createHookKey")
    world.route("GET", _PATH + "/<key_id>", get, "getHookKey")
    world.route("PUT", _PATH + "/<key_id>", rename, "replaceHookKey")
    world.route("DELETE", _PATH + "/<key_id>", delete, "deleteHookKey")
    world.route("GET", _PATH + "/public/<key_id>", get_public, "getPublicKey")


def seed(world: World, items: list[Any]) -> None:
    """The keys of a seed: `name`, and if wanted `id`, `keyId` and the `private_key` as PEM.

    Raises: SeedError.
    """
    keys = HookKeys(world)

    def make(item: dict[str, Any]) -> None:
        id_, pem, key_id = (str(item.get(name) or "") for name in ("id", "private_key", "keyId"))
        # Services look keys up by it, and would get one of the two.
        if key_id and any(key["keyId"] == key_id for key in world.all(KEYS)):
            raise invalid([Problem("keyId", "A hook key with this keyId already exists")])
        try:
            keys.create(item, id_, pem, key_id)
        except ValueError as problem:
            raise SeedError(f"key {item.get('name')!r} of the seed: {problem}") from None

    resources.seed_each("a key", items, make, {"": ("name", "id", "keyId", "private_key")})


def _view(key: Record, used: bool, world: World, *, embedded: bool = False) -> dict[str, Any]:
    text = world.switches.is_used_form == "text"
    view = {
        "id": key["id"],
        "keyId": key["keyId"],
        "name": key["name"],
        "created": timestamp(key["created"]),
        "lastUpdated": timestamp(key["lastUpdated"]),
        "isUsed": str(used).lower() if text else used,
    }
    return {**view, "_embedded": public_jwk(key)} if embedded else view


def _existing(key: Record | None, id_: str) -> Record:
    if key is None:
        raise not_found(id_, _KIND)
    return key


def _name(body: Mapping[str, Any]) -> str:
    reader = Reader()
    name = reader.text(body, "name", longest=facts.load().limits["hookKeyNameLength"])
    if reader.problems:
        raise invalid(reader.problems)
    return name


def _check_name(records: Records, name: str, own_id: str | None) -> None:
    """No other key has the name. Source: Okta Management API, createHookKey, name."""
    if any(key["name"] == name and key["id"] != own_id for key in records.all(KEYS)):
        raise invalid([Problem("name", "A hook key with this name already exists")])
