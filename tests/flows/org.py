"""An org with flows to bind hooks to, and manifests that do."""

from typing import Any

from conftest import key_manifest, manifest

TOKEN = "com.okta.oauth2.tokens.transform"
SAML = "com.okta.saml.tokens.transform"
REGISTRATION = "com.okta.user.pre-registration"

SEED = {
    "apps": [
        {"label": "Acme Portal"},
        {"label": "Acme Wiki"},
        {"label": "Old Portal", "status": "INACTIVE"},
        {"label": "Zoom", "name": "zoomus"},
        {"label": "Mobile", "signOnMode": "OPENID_CONNECT"},
    ],
    "policies": [{"name": "Partners"}],
    "authorization_servers": [
        {
            "name": "payments",
            "audiences": ["api://payments"],
            "policies": [
                {
                    "name": "Apps",
                    "rules": [{"name": "Machines"}, {"name": "People"}],
                }
            ],
        }
    ],
}

RULE = {"authorizationServer": "default", "policy": "Default Policy", "rule": "Default Policy Rule"}
MACHINES = {"authorizationServer": "payments", "policy": "Apps", "rule": "Machines"}
PEOPLE = {"authorizationServer": "payments", "policy": "Apps", "rule": "People"}
APP = {"app": "Acme Portal"}
WIKI = {"app": "Acme Wiki"}
POLICY = {"profilePolicy": "Default Policy"}
PARTNERS = {"profilePolicy": "Partners"}


def hook(key: str, type_: str, /, *bindings: Any, **spec: Any) -> dict[str, Any]:
    """A hook bound there; with None instead of bindings they are not managed."""
    version = {TOKEN: "1.0.1"}.get(type_, "1.0.2")
    declared = {} if bindings == (None,) else {"bindings": list(bindings)}
    return manifest(key, type=type_, version=version, **declared, **spec)


def signed(name: str, key: str, *bindings: Any, type_: str = SAML) -> dict[str, Any]:
    """A hook that shows a private key's assertion to its token server."""
    config = {
        "uri": f"https://hooks.example.com/{name}",
        "authType": "private_key_jwt",
        "clientId": "okta",
        "tokenUrl": "https://login.example.com/token",
        "hookKey": key,
    }
    return hook(name, type_, *bindings, channel={"type": "OAUTH", "config": config})


def one_of_each() -> list[dict[str, Any]]:
    """One hook of each type, two keys, four bindings."""
    return [
        key_manifest("first"),
        key_manifest("second"),
        hook("token", TOKEN, RULE, MACHINES),
        signed("saml", "first", APP),
        hook("screen", REGISTRATION, {**POLICY, "runOn": ["new-user"]}),
        manifest("passwords", type="com.okta.user.credential.password.import", version="1.0.0"),
        hook("users", "com.okta.import.transform", {"app": "HR", "manual": True}),
        manifest("sms", type="com.okta.telephony.provider", version="1.0.0"),
    ]


class Omitting:
    """An org whose list of hooks is empty, although each hook is found by its id."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        if environ["PATH_INFO"] == "/api/v1/inlineHooks":
            start("200 OK", [("content-type", "application/json")])
            return [b"[]"]
        return self.app(environ, start)
