"""DPoP: proofs that hookops has the key that its access token is bound to.

Source: Okta, Configure OAuth 2.0 Demonstrating Proof-of-Possession; RFC 9449, 4.2.
"""

import base64
import hashlib
from secrets import token_urlsafe
from urllib.parse import unquote

from hookops.model.secret import Secret
from hookops.okta.encoding import plain


class ProofKey:
    """One key, for all tokens of one run; it is never stored."""

    def __init__(self) -> None:
        from joserfc.jwk import ECKey

        # EC: a proof for each request costs a seventh of one with RSA.
        self._key = ECKey.generate_key("P-256", auto_kid=False)
        self._public = self._key.as_dict(private=False)
        self.secret = Secret(str(self._key.as_dict(private=True)["d"]))
        """Its private half, which no text may hold."""

    def prove(
        self, method: str, url: str, now_s: float, *, nonce: str = "", token: Secret | None = None
    ) -> Secret:
        """A proof for one request, good once.

        Shape: `url` with or without its query; `nonce` at the token endpoint, `token` at the API.
        """
        from joserfc import jwt

        claims: dict[str, str | int] = {
            "htm": method,
            # Okta compares the decoded path. Source: okta-sdk-nodejs issues 453 and 521.
            "htu": unquote(url.partition("?")[0]),
            "iat": int(now_s),
            "jti": token_urlsafe(24),
        }
        if nonce:
            claims["nonce"] = nonce
        if token is not None:
            claims["ath"] = _hash(plain(token))
        header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": self._public}
        return Secret(jwt.encode(header, claims, self._key, algorithms=["ES256"]))


def _hash(text: str) -> str:
    """Source: RFC 9449, 4.2, ath."""
    digest = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
