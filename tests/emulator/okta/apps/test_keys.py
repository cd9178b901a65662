"""The signing keys of apps."""

import base64

from cryptography import x509
from emulator.answers import REFUSED, code
from emulator.okta.apps.some_apps import create, path_of


def test_app_has_signing_keys(client):
    """An app has the key that signs for it; another is generated with 201.

    Source: Okta Management API, listApplicationKeys and generateApplicationKey.
    """
    okta = client()
    app = create(okta)
    path = path_of(app) + "/credentials/keys"

    made = okta.post(path + "/generate?validityYears=2", content=b"")
    keys = okta.get(path).json()

    der = base64.b64decode(keys[0]["x5c"][0])
    size = x509.load_der_x509_certificate(der).public_key().key_size
    assert (201, 2048) == (made.status_code, size)
    assert [app["credentials"]["signing"]["kid"], made.json()["kid"]] == [
        key["kid"] for key in keys
    ]
    assert ("RSA", "sig", "2025-11-13T22:13:20.000Z") == tuple(
        keys[1][name] for name in ("kty", "use", "expiresAt")
    )
    assert keys[1] == okta.get(f"{path}/{made.json()['kid']}").json()
    assert (404, "E0000007") == code(okta.get(path + "/none"))
    assert REFUSED == code(okta.post(path + "/generate?validityYears=1", content=b""))
