"""A service app as a client of the emulator: assertions, proofs and tokens, made by themselves.

Independent of the emulator's own code: it signs with the library alone.
"""

import base64
import hashlib
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey
from joserfc.jws import JWSRegistry

ORG = "https://acme.okta.example"
TOKEN = "/oauth2/v1/token"
ID = "0oaserviceapp0000000"
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def new_key(kid: str = "k1", curve: str = "P-256") -> Any:
    return ECKey.generate_key(curve, {"kid": kid})


def seed(key: Any, **members: Any) -> dict[str, Any]:
    """A seed with one client of that key."""
    client = {
        "clientId": ID,
        "jwks": {"keys": [key.as_dict(private=False)]},
        "scopes": ["okta.inlineHooks.read", "okta.inlineHooks.manage", "okta.users.read"],
        "role": "SUPER_ADMIN",
        **members,
    }
    return {"clients": [client]}


@dataclass
class ServiceApp:
    okta: httpx.Client
    clock: Any
    key: Any
    alg: str = "ES256"
    proof_key: Any = field(default_factory=new_key)
    proof_alg: str = "ES256"

    def assertion(self, header: Any = None, **claims: Any) -> str:
        """A client assertion; a claim of None is left out."""
        whole = {
            "iss": ID,
            "sub": ID,
            "aud": ORG + TOKEN,
            "exp": int(self.clock()) + 300,
            "jti": str(uuid.uuid4()),
            **claims,
        }
        given = {name: value for name, value in whole.items() if value is not None}
        head = {"alg": self.alg, **({"kid": "k1"} if header is None else header)}
        return jwt.encode(head, given, self.key, algorithms=[self.alg])

    def ask(self, headers: Any = None, **form: Any) -> httpx.Response:
        """The answer to a token request; a member of None is left out."""
        whole = {
            "grant_type": "client_credentials",
            "scope": "okta.inlineHooks.read",
            "client_assertion_type": JWT_BEARER,
            **({} if "client_assertion" in form else {"client_assertion": self.assertion()}),
            **form,
        }
        data = {name: value for name, value in whole.items() if value is not None}
        # Without the default headers: a token request shows no API token.
        request = httpx.Request("POST", ORG + TOKEN, data=data, headers=headers or {})
        return self.okta.send(request)

    def proof(self, method: str, path: str, header: Any = None, **claims: Any) -> str:
        """A DPoP proof; a claim of None is left out."""
        public = self.proof_key.as_dict(private=False)
        whole = {
            "htm": method,
            "htu": ORG + path,
            "iat": int(self.clock()),
            "jti": str(uuid.uuid4()),
            **claims,
        }
        given = {name: value for name, value in whole.items() if value is not None}
        head = {"alg": self.proof_alg, "typ": "dpop+jwt", "jwk": public, **(header or {})}
        registry = JWSRegistry(algorithms=[self.proof_alg])
        registry.max_header_length = 8192
        return jwt.encode(head, given, self.proof_key, registry=registry)

    def ask_with_nonce(self, nonce: str, **form: Any) -> httpx.Response:
        return self.ask({"DPoP": self.proof("POST", TOKEN, nonce=nonce)}, **form)

    def nonce(self) -> str:
        """What the server asks for when a proof has no nonce."""
        return self.ask({"DPoP": self.proof("POST", TOKEN)}).headers["dpop-nonce"]

    def token(self, scope: str = "okta.inlineHooks.read") -> str:
        return str(self.ask(scope=scope).json()["access_token"])

    def bound_token(self, scope: str = "okta.inlineHooks.read") -> str:
        return str(self.ask_with_nonce(self.nonce(), scope=scope).json()["access_token"])

    def call(
        self, path: str, token: str, method: str = "GET", proof: Any = None, **claims: Any
    ) -> httpx.Response:
        """An API request with a DPoP proof of its own."""
        htu = path.partition("?")[0]
        shown = proof or self.proof(method, htu, **{"ath": ath(token), **claims})
        headers = {"Authorization": f"DPoP {token}", "DPoP": shown}
        return self.okta.request(method, path, headers=headers)


def ath(token: str) -> str:
    digest = hashlib.sha256(token.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def why(answer: httpx.Response) -> tuple[int, str, str]:
    """Status, error and description of an error from the token endpoint."""
    body = answer.json()
    assert list(body) == ["error", "error_description"]
    return answer.status_code, body["error"], body["error_description"]


def challenge(answer: httpx.Response) -> tuple[int, bytes, str, dict[str, str]]:
    """Status, body, scheme and members of an error from the API."""
    scheme, _, rest = answer.headers["WWW-Authenticate"].partition(" ")
    pairs = [part.partition("=") for part in rest.split(", ")]
    return (
        answer.status_code,
        answer.content,
        scheme,
        {name: value.strip('"') for name, _, value in pairs},
    )
