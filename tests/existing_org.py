"""An org as teams have one: 30 hooks, 4 keys, 12 bindings, made through Okta's API alone.

`python tests/existing_org.py URL TOKEN` makes it in the emulator at that URL. Among the hooks are
those that no manifest of a new hook may have: `UNUSUAL`.
"""

import json
import sys
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

TOKEN = "com.okta.oauth2.tokens.transform"
SAML = "com.okta.saml.tokens.transform"
REGISTRATION = "com.okta.user.pre-registration"
IMPORT = "com.okta.import.transform"
PASSWORD = "com.okta.user.credential.password.import"
SMS = "com.okta.telephony.provider"
VERSIONS = {TOKEN: "1.0.1", SAML: "1.0.2", REGISTRATION: "1.0.3", IMPORT: "1.0.2"}

Call = Callable[..., Any]
"""`call(METHOD, "path below /api/v1", body)`."""

KEYS = ("SAML signing 2025", "SAML signing 2026", "Tokens", "unused")

SWITCHES: dict[str, Any] = {"unknown_members": "keep", "duplicate_name": "accept"}
"""What the emulator is asked to take: nobody knows whether Okta does."""


def hook(name: str, type_: str, /, *, auth: str = "Authorization", **config: Any) -> dict[str, Any]:
    """The body of a hook with a secret header, or with other authentication in `config`."""
    url = f"https://hooks.acme.example/{type_.rpartition('.')[0].rpartition('.')[2]}"
    scheme = {"type": "HEADER", "key": auth, "value": "s3cr3t-of-the-console"} if auth else None
    made: dict[str, Any] = {"uri": url, "method": "POST", "authScheme": scheme, **config}
    return {
        "name": name,
        "type": type_,
        "version": VERSIONS.get(type_, "1.0.0"),
        "channel": {"type": "HTTP", "version": "1.0.0", "config": made},
    }


def oauth(name: str, type_: str, /, **config: Any) -> dict[str, Any]:
    """The body of a hook for which Okta gets an access token."""
    made = hook(name, type_, auth="", **config)
    made["channel"]["type"] = "OAUTH"
    common = {"clientId": "okta-hooks", "tokenUrl": "https://login.acme.example/token"}
    made["channel"]["config"] = {**common, **made["channel"]["config"]}
    return made


def usual(keys: dict[str, str]) -> Iterator[dict[str, Any]]:
    """20 hooks of every type and way of authentication."""
    headers = [{"key": "X-Environment", "value": "prod"}, {"key": "X-Region", "value": "eu-1"}]
    for app in ("Portal", "Payroll", "Wiki", "CRM"):
        yield hook(f"Claims of {app}", TOKEN, headers=headers)
    yield oauth("Risk score", TOKEN, authType="client_secret_post", clientSecret="0auth-s3cr3t-1")
    yield oauth("Entitlements", TOKEN, authType="private_key_jwt", hookKeyId=keys["Tokens"])
    for name in ("Patient id", "Cost centre", "Badge number"):
        yield hook(name, SAML, auth="X-Api-Key")
    for year in ("2025", "2026"):
        key = keys[f"SAML signing {year}"]
        yield oauth(f"Signed {year}", SAML, authType="private_key_jwt", hookKeyId=key)
    yield oauth(
        "Scoped",
        SAML,
        authType="client_secret_post",
        clientSecret="0auth-s3cr3t-2",
        scope="hooks.call hooks.read",
    )
    for name in ("Screen sign-ups", "Verify partners", "Company mail only"):
        yield hook(name, REGISTRATION)
    for name in ("Workday", "BambooHR"):
        yield hook(f"{name} import", IMPORT, headers=headers[:1])
    yield hook("Legacy passwords", PASSWORD)
    yield hook("SMS", SMS, auth="X-Telephony-Key")
    yield hook("No authentication", TOKEN, auth="")


def pairs(*headers: tuple[str, str]) -> list[dict[str, str]]:
    """Headers as the API has them."""
    return [{"key": key, "value": value} for key, value in headers]


UNUSUAL: tuple[dict[str, Any], ...] = (
    hook("A header's name with a space", SAML, headers=[{"key": "Field 1", "value": "x"}]),
    hook(" A space at its edge ", TOKEN),
    hook("A long header", TOKEN, headers=[{"key": "X-Blob", "value": "ab c" * 1100}]),
    hook(
        "Looks like a secret",
        TOKEN,
        headers=[{"key": "X-Trace", "value": "9f86d081884c7d659a2feaa0c55ad015"}],
    ),
    hook("Pa\u200byroll", TOKEN),
    hook("Раyroll claims", TOKEN),
    hook("Twice", TOKEN, headers=pairs(("X-No", "no"), ("X-Date", "2026-01-02"))),
    hook("Twice", TOKEN, headers=pairs(("X-Zero", "0123"), ("X-E", "1e3"))),
    hook("認証フック", TOKEN, headers=[{"key": "X-Colon", "value": "a: b #c"}]),
    hook("More than we know", TOKEN, timeoutSeconds=5, retry={"token": "h1dd3n"}),
)  # fmt: skip
"""10 hooks that exist although no new one could be declared so, or that are hard to write down."""


def build(call: Call) -> dict[str, str]:
    """The org has it all. Returns: ids of the hooks by their names, the last of two equal ones."""
    keys = {name: call("POST", "hook-keys", {"name": name})["id"] for name in KEYS}
    bodies = [*usual(keys), *UNUSUAL]
    made = {body["name"]: call("POST", "inlineHooks", body)["id"] for body in bodies}
    for name in ("Claims of CRM", "Signed 2025"):
        call("POST", f"inlineHooks/{made[name]}/lifecycle/deactivate")
    _bind_rules(call, made)
    _bind_apps(call, made)
    _bind_policies(call, made)
    return made


def _bind_rules(call: Call, made: dict[str, str]) -> None:
    """6 rules, two of them of one name."""
    path = "authorizationServers"
    for server, hooks in {
        "payments": ("Claims of Portal", "Claims of Payroll", "Risk score"),
        "reports": ("Claims of Wiki", "Entitlements"),
    }.items():
        body = {"name": server, "description": server, "audiences": [f"api://{server}"]}
        at = f"{path}/{call('POST', path, body)['id']}/policies"
        policy = {
            "type": "OAUTH_AUTHORIZATION_POLICY",
            "name": "Clients",
            "description": "All",
            "priority": 1,
            "conditions": {"clients": {"include": ["ALL_CLIENTS"]}},
        }
        at = f"{at}/{call('POST', at, policy)['id']}/rules"
        for number, name in enumerate(hooks):
            # Rules of one name differ in their ids.
            rule = "Machines" if server == "payments" and number else f"Rule {number}"
            call("POST", at, _rule(rule, number + 1, made[name]))
    (default,) = [found for found in call("GET", path) if found["name"] == "default"]
    at = f"{path}/{default['id']}/policies"
    at = f"{at}/{call('GET', at)[0]['id']}/rules"
    rule = call("GET", at)[0]
    rule["actions"]["token"]["inlineHook"] = {"id": made["No authentication"]}
    call("PUT", f"{at}/{rule['id']}", rule)


def _rule(name: str, priority: int, hook_id: str) -> dict[str, Any]:
    return {
        "type": "RESOURCE_ACCESS",
        "name": name,
        "priority": priority,
        "conditions": {
            "people": {"groups": {"include": ["EVERYONE"]}},
            "grantTypes": {"include": ["authorization_code"]},
            "scopes": {"include": ["*"]},
        },
        "actions": {"token": {"inlineHook": {"id": hook_id}}},
    }


def _bind_apps(call: Call, made: dict[str, str]) -> None:
    """4 SAML apps, two of one label; others without a hook."""
    hooks = {
        "Acme Portal": "Patient id",
        "Acme Wiki": "Cost centre",
        "Clinic": "Badge number",
        "Payroll": "",
    }
    for label, name in [*hooks.items(), ("Clinic", "Signed 2026")]:
        sign_on = {
            "ssoAcsUrl": "https://acme.example/acs",
            "recipient": "https://acme.example/acs",
            "destination": "https://acme.example/acs",
            "audience": "acme",
            "inlineHooks": [{"id": made[name]}] if name else [],
        }
        call(
            "POST",
            "apps",
            {"label": label, "signOnMode": "SAML_2_0", "settings": {"signOn": sign_on}},
        )


def _bind_policies(call: Call, made: dict[str, str]) -> None:
    """2 policies for enrollment."""
    for name, scopes in {
        "Screen sign-ups": ["SELF_SERVICE_REGISTRATION", "PROGRESSIVE_PROFILING"],
        "Verify partners": None,
    }.items():
        policy = call("POST", "policies", {"type": "PROFILE_ENROLLMENT", "name": f"For {name}"})
        (rule,) = call("GET", f"policies/{policy['id']}/rules")
        element = {"inlineHookId": made[name], **({"scopes": scopes} if scopes else {})}
        rule["actions"]["profileEnrollment"]["preRegistrationInlineHooks"] = [element]
        call("PUT", f"policies/{policy['id']}/rules/{rule['id']}", rule)


def main() -> None:
    url, token = sys.argv[1:]

    def call(method: str, path: str, body: Any = None) -> Any:
        data = json.dumps(body).encode() if body is not None else b"" if method == "POST" else None
        headers = {"Authorization": f"SSWS {token}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{url}/api/v1/{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or b"null")

    made = build(call)
    sys.stdout.write(f"made {len(made)} hooks\n")


if __name__ == "__main__":
    main()
