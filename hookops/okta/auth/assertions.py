"""How a service app shows who it is: `private_key_jwt`, the only way to Okta's own scopes.

Source: Okta, Implement OAuth for a service app; RFC 7523, 3.
"""

import base64
import json
from collections.abc import Mapping
from secrets import token_urlsafe

from hookops.model.secret import Secret
from hookops.okta.auth.keys import PrivateKey
from hookops.okta.auth.signers import Signer

LIFETIME_S = 300
"""Okta takes an hour at most, and a clock that is a second fast would be beyond it."""
_AGE_S = 5
"""It says that it was issued so long ago: by a clock that is a second fast, now would be ahead."""


def make_assertion(
    signer: PrivateKey | Signer, client_id: str, audience: str, now_s: float
) -> Secret:
    """A new assertion, good once. Raises: what the signer raises."""
    header = {"alg": signer.algorithm, **({"kid": signer.key_id} if signer.key_id else {})}
    jti, issued = token_urlsafe(24), int(now_s) - _AGE_S
    if not isinstance(signer, PrivateKey):
        who = {"iss": client_id, "sub": client_id, "aud": audience, "jti": jti}
        times = {"iat": issued, "exp": issued + LIFETIME_S}
        signed = f"{_part({**header, 'typ': 'JWT'})}.{_part({**who, **times})}"
        signature = signer.sign(signed.encode())
        return Secret(f"{signed}.{_base64(signature)}")
    from authlib.oauth2.rfc7523 import private_key_jwt_sign

    # A new object each time: the library writes the jti into the one that it is given.
    text: str = private_key_jwt_sign(
        signer.key,
        client_id,
        audience,
        alg=signer.algorithm,
        claims={"jti": jti},
        header=header,
        issued_at=issued,
        expires_in=LIFETIME_S,
    )
    return Secret(text)


def _part(value: Mapping[str, object]) -> str:
    return _base64(json.dumps(value, separators=(",", ":")).encode())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
