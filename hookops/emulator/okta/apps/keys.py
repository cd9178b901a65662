"""The signing keys of apps: `/api/v1/apps/{id}/credentials/keys`.

A key pair takes a while to make: it is made when it is first asked for, and stored.
"""

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from flask import Response, request

from hookops.emulator import rsa_keys
from hookops.emulator.http.errors import not_found
from hookops.emulator.http.responses import json_answer
from hookops.emulator.okta import resources
from hookops.emulator.store.contract import Record
from hookops.emulator.world import World

KEYS = "appKeys"
_BITS = 2048
_YEARS = 10

Find = Callable[[World, str], Record]


def register(world: World, app_path: str, find: Find) -> None:
    """The routes of keys."""

    def list_keys(app_id: str) -> Response:
        return json_answer([_shown(key) for key in _all(world, find(world, app_id))])

    def get_key(app_id: str, key_id: str) -> Response:
        return json_answer(_shown(find_key(world, find(world, app_id), key_id)))

    def generate(app_id: str) -> Response:
        app = find(world, app_id)
        years = request.args.get("validityYears", "")
        # Emulator choice: the range. Certificates are no part of what hooks need.
        if years not in map(str, range(2, 11)):
            raise resources.member_error("validityYears", "The value must be from 2 to 10")
        with world.transaction():
            _all(world, app)
            key = _make(world, app, world.ids.text(43), int(years))
        return json_answer(_shown(key), 201)

    keys = app_path + "/credentials/keys"
    world.route("GET", keys, list_keys, "listApplicationKeys")
    world.route("POST", keys + "/generate", generate, "generateApplicationKey")
    world.route("GET", keys + "/<key_id>", get_key, "getApplicationKey")


def forget(world: World, app_id: str) -> None:
    """The app has no keys."""
    with world.transaction() as records:
        for key in records.all(f"{KEYS}/{app_id}"):
            records.remove(f"{KEYS}/{app_id}", key["kid"])


def _all(world: World, app: Record) -> list[Record]:
    """The app's keys, of which it has at least one."""
    with world.transaction() as records:
        keys = records.all(f"{KEYS}/{app['id']}")
        return keys or [_make(world, app, app["kid"], _YEARS)]


def find_key(world: World, app: Record, key_id: str) -> Record:
    """The app's key of that id. Raises: ApiError."""
    for key in _all(world, app):
        if key["kid"] == key_id:
            return key
    raise not_found(key_id, "JsonWebKey")


def _make(world: World, app: Record, kid: str, years: int) -> Record:
    private = rsa_keys.load(world.new_pem(), own=True)
    created = datetime.fromtimestamp(int(world.clock()), UTC)
    # Leap days are not counted: no test looks at the last days of ten years.
    expires = created + timedelta(days=365 * years)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "emulator")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(created)
        .not_valid_after(expires)
        .sign(private, hashes.SHA256())
    ).public_bytes(Encoding.DER)
    numbers = private.public_key().public_numbers()
    stamp = resources.stamp(int(created.timestamp()))
    key = {
        "kid": kid,
        "created": stamp,
        "lastUpdated": stamp,
        "expiresAt": resources.stamp(int(expires.timestamp())),
        "x5c": [base64.b64encode(certificate).decode()],
        "e": _url(numbers.e.to_bytes(3, "big")),
        "n": _url(numbers.n.to_bytes(_BITS // 8, "big")),
        # RFC 7517, 4.9: of the certificate, not of the key.
        "x5t#S256": _url(sha256(certificate).digest()),
    }
    with world.transaction() as records:
        records.save(f"{KEYS}/{app['id']}", kid, key)
    return key


def _shown(key: Record) -> dict[str, Any]:
    """The key as it is shown. Source: Okta Management API, listApplicationKeys."""
    times = {name: key[name] for name in ("created", "lastUpdated", "expiresAt")}
    return {
        "kty": "RSA",
        **times,
        "kid": key["kid"],
        "use": "sig",
        **{name: key[name] for name in ("x5c", "x5t#S256", "e", "n")},
    }


def _url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
