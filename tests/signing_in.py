"""An org that knows a service app, and sessions as that app; what they show is kept."""

import base64
import json
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs

import httpx
from joserfc.jwk import ECKey, RSAKey
from made_keys import made_pem, made_pems

from hookops.emulator.app import create_app
from hookops.emulator.control.switches import Switches
from hookops.emulator.store.memory import MemoryStore
from hookops.emulator.world import get_world
from hookops.model.secret import Secret
from hookops.okta.auth.credential import ServiceApp
from hookops.okta.auth.keys import read_key
from hookops.okta.session import Patience, Session, open_session

URL = "https://acme.okta.com"
CLIENT = "0oaserviceapp0000000"
TOKEN = "/oauth2/v1/token"
HASTY = Patience(attempts=4, first_wait_s=0.001, longest_wait_s=0.002, total_s=60)
_FAMILIES = ("inlineHooks", "apps", "policies", "authorizationServers")
_VERBS = ("read", "manage")
EVERY = (*(f"okta.{family}.{v}" for family in _FAMILIES for v in _VERBS), "okta.logs.read")


def new_key(kind: str = "P-256") -> Any:
    """A key pair; a new EC one of that curve, or an RSA one that tests share."""
    return (
        RSAKey.import_key(made_pem(), {"kid": "k1"})
        if kind == "RSA"
        else ECKey.generate_key(kind, {"kid": "k1"})
    )


def pem_of(key: Any) -> str:
    """Its private half as PEM."""
    return str(key.as_pem(private=True).decode())


def claims_of(token: str) -> dict[str, Any]:
    """What a signed token says; nobody verifies it here."""
    part = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


@dataclass
class Recorder:
    """The org, and everything that clients have shown it to be let in."""

    app: Any
    assertions: list[str] = field(default_factory=list)
    proofs: list[str] = field(default_factory=list)
    schemes: list[str] = field(default_factory=list)
    scopes: list[str] = field(default_factory=list)
    """Of each token request."""
    requests: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    """Access tokens that requests have shown."""

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        path = environ["PATH_INFO"]
        self.requests.append(f"{environ['REQUEST_METHOD']} {path}")
        if "HTTP_DPOP" in environ:
            self.proofs.append(environ["HTTP_DPOP"])
        if path == TOKEN:
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            environ["wsgi.input"] = BytesIO(body)
            form = parse_qs(body.decode())
            self.assertions += form["client_assertion"]
            self.scopes += form["scope"]
        else:
            scheme, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
            self.schemes.append(scheme)
            self.tokens += [token] if token else []
        return self.app(environ, start)

    @property
    def jtis(self) -> list[str]:
        """Of every assertion and proof that was shown."""
        return [claims_of(text)["jti"] for text in (*self.assertions, *self.proofs)]


class SigningIn:
    """One org with one service app."""

    def __init__(
        self, key: Any = None, *, switches: Switches = Switches(), skew_s: float = 0, **members: Any
    ) -> None:
        self.key = key or new_key()
        self.now = 1_700_000_000.0
        self.skew_s = skew_s
        """How far the local clock is ahead of the org's."""
        client = {
            "clientId": CLIENT,
            "jwks": {"keys": [self.key.as_dict(private=False)]},
            "scopes": list(EVERY),
            "role": "SUPER_ADMIN",
            "dpop": False,
            **members,
        }
        self.made = create_app(
            MemoryStore(),
            token="t0ken",
            clock=lambda: self.now,
            new_pem=made_pems(),
            switches=switches,
            lost=lambda: httpx.ReadTimeout("no answer"),
            seed={"clients": [client]},
        )
        self.seen = Recorder(self.made)
        self.secrets: list[Secret] = []
        self.lines: list[str] = []

    def fault(self, action: dict[str, Any], **match: Any) -> None:
        """A rule of the emulator; without more, for every token request."""
        rule = {"match": match or {"path": TOKEN}, "action": action}
        get_world(self.made).control.faults.add(rule)

    def credential(
        self, dpop: Any = "auto", *, client_id: str = CLIENT, key: Any = None
    ) -> ServiceApp:
        signer = read_key(Secret(pem_of(key or self.key)), "HOOKOPS_PRIVATE_KEY", "k1")
        return ServiceApp(client_id, signer, dpop)

    def session(
        self, credential: Any = None, *, read_only: bool = True, app: Any = None, **options: Any
    ) -> Session:
        return open_session(
            URL,
            credential or self.credential(),
            read_only=read_only,
            app=app or self.seen,
            patience=HASTY,
            clock=lambda: self.now + self.skew_s,
            note=self.secrets.append,
            report=self.lines.append,
            **options,
        )
