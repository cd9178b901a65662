"""The canaries: every kind of secret, and every place where somebody may put one by mistake."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from campaigns.canary.org import TYPED
from campaigns.canary.words import Canary
from conftest import key_manifest, manifest
from flows.org import RULE, signed

_HOOKS = {
    "token": "HOOKOPS_SECRET_TOKEN",
    "passwords": "HOOKOPS_SECRET_PASSWORDS",
    "sms": "HOOKOPS_SECRET_SMS",
    "users": "HOOKOPS_SECRET_USERS",
    "client": "HOOKOPS_SECRET_CLIENT",
    "allowed": "CORP_HOOK_SECRET",
}
"""Secrets of hooks, by the variable that has them."""
_CREDENTIALS = {"api-token": "HOOKOPS_API_TOKEN"}
_ELSEWHERE = {
    name: name
    for name in (
        *("OKTA_CLIENT_TOKEN", "OKTA_API_TOKEN", "OKTA_CLIENT_PRIVATEKEY", "GITHUB_TOKEN"),
        *("AWS_SECRET_ACCESS_KEY", "AZURE_CLIENT_SECRET", "PGPASSWORD", "CI_JOB_TOKEN", "NETRC"),
    )
}
"""Variables of other tools: hookops reads some of them, and shows none."""
MISTAKES: Mapping[str, str] = {
    "literal-value": 'authScheme: {type: HEADER, key: Authorization, value: "%s"}',
    "literal-reference": 'authScheme: {type: HEADER, key: Authorization, valueFrom: "%s"}',
    "literal-long-reference": 'authScheme: {key: Authorization, valueFrom: {ref: "%s"}}',
    "literal-version": 'authScheme: {key: Authorization, valueFrom: {ref: "env:A", v: "%s"}}',
    "literal-in-list": 'authScheme: {key: Authorization, valueFrom: ["%s"]}',
    "literal-client-secret": 'clientSecret: "%s"',
    "literal-client-reference": 'clientSecretFrom: "%s"',
    "forbidden-variable": 'authScheme: {key: A, valueFrom: "env:AWS_SECRET_ACCESS_KEY"}  # %s',
    "header-value": 'headers: [{key: X-Api-Key, value: "%s"}]',
    "header-authorization": 'headers: [{key: Authorization, value: "Bearer %s"}]',
    "header-list": 'headers: [{key: X-Api-Key, value: ["%s"]}]',
    "header-map": 'headers: {X-Api-Key: "%s"}',
    "uri-userinfo": 'uri: "https://okta:%s@hooks.example.com/a"',
    "uri-user": 'uri: "https://%s@hooks.example.com/a"',
    "uri-query": 'uri: "https://hooks.example.com/a?token=%s"',
    "uri-fragment": 'uri: "https://hooks.example.com/a#%s"',
    "token-url-userinfo": 'tokenUrl: "https://okta:%s@login.example.com/t"',
    "token-url-query": 'tokenUrl: "https://login.example.com/t?client_secret=%s"',
    "unknown-member": 'password: "%s"',
    "unknown-mapping": 'secrets: {password: "%s"}',
    "duplicate": 'authScheme: {value: "%s", value: "%s"}',
    "tagged": "authScheme: {value: !secret '%s'}",
    "anchored": "authScheme: {value: &a '%s', key: *a}",
    "broken-quote": 'authScheme: {value: "%s',
    "broken-colon": "authScheme: Basic %s: x",
    "control": 'authScheme: {value: "%s\\u001b"}',
    "block": "authScheme: |\n          %s",
    "number-like": "authScheme: {value: %s}",
}
"""Lines of a channel's `config` with a secret that somebody typed there, by name."""
PROJECT_MISTAKES: Mapping[str, str] = {
    "org-userinfo": "{url: 'https://admin:%s@acme.okta.com'}",
    "org-query": "{url: 'https://acme.okta.com/?token=%s'}",
    "org-token": "{url: 'https://acme.okta.com', token: '%s'}",
    "org-ledger": "{url: 'https://acme.okta.com', ledger: 'postgresql://u:%s@db.example.com/x'}",
    "org-broken": "{url: 'https://acme.okta.com', token: '%s",
}
"""An organization in `hookops.yaml`, by name."""
ARGUMENT_MISTAKES: Mapping[str, tuple[str, ...]] = {
    "argument-token": ("plan", "--token", "%s"),
    "argument-api-token": ("apply", "--api-token=%s"),
    "argument-rest": ("drift", "%s"),
    "argument-org": ("plan", "--org", "https://u:%s@acme.okta.com"),
    "argument-url": ("preview", "token", "--url", "https://u:%s@hooks.example.com/a"),
    "argument-url-query": ("preview", "token", "--url", "https://hooks.example.com/a?sig=%s"),
    "argument-verify": ("apply", "--yes", "--verify-url", "token=https://u:%s@hooks.example.com"),
    "argument-move": ("ledger", "move", "--to", "postgresql://u:%s@db.example.com/x"),
    "argument-format": ("plan", "--format", "%s"),
    "argument-number": ("apply", "--max-delete", "%s"),
}
VARIABLE_MISTAKES: Mapping[str, str] = {
    "variable-ledger": "HOOKOPS_LEDGER=postgresql://u:%s@127.0.0.1:9/x",
    "variable-key": "HOOKOPS_FINGERPRINT_KEY=%s!",
    "variable-networks": "HOOKOPS_ALLOWED_NETWORKS=%s",
    "variable-org": "HOOKOPS_ORG=%s/",
    "variable-org-url": "HOOKOPS_ORG_URL=https://u:%s@acme.okta.com",
    "variable-quoted": 'HOOKOPS_API_TOKEN="%s"',
    "variable-scheme": "HOOKOPS_API_TOKEN=SSWS %s",
    "variable-lines": "HOOKOPS_API_TOKEN=%s\n%s",
    "variable-secret-lines": "HOOKOPS_SECRET_TOKEN=%s\n%s",
    "variable-secret-letters": "HOOKOPS_SECRET_TOKEN=%s\u00e9",
    "variable-proxy": "HTTPS_PROXY=http://u:%s@127.0.0.1:9",
    "variable-keylog": "SSLKEYLOGFILE=%s/",
}
_NAMES = (
    *_HOOKS,
    *_CREDENTIALS,
    *_ELSEWHERE,
    *(f"rotated-{name}" for name in _HOOKS),
    *("typed-in-console", "fingerprint-key"),
    *(canary.name for canary in TYPED.values()),
    *MISTAKES,
    *PROJECT_MISTAKES,
    *ARGUMENT_MISTAKES,
    *VARIABLE_MISTAKES,
)
CANARIES: Mapping[str, Canary] = {name: Canary(name) for name in _NAMES}
HOOK_SECRETS = re.compile("|".join((*_HOOKS, *(f"rotated-{name}" for name in _HOOKS))))
ALLOWED = (
    # The org gets the secrets of its hooks where they are written, and the token with each request.
    (re.compile(r"org:(POST|PUT) /api/v1/inlineHooks(/\w+)?:body"), HOOK_SECRETS),
    (re.compile(r"org:\w+ /.*:header:authorization"), re.compile("api-token")),
    # A service is called with the secret of its hook, as Okta would call it.
    (re.compile(r"service:POST /.*:header:authorization"), re.compile("(rotated-)?token")),
)
"""(place, names of canaries) where they may be."""


def fingerprint_key() -> str:
    """32 bytes that are a canary, as the variable has them."""
    core = CANARIES["fingerprint-key"].core.encode()
    return base64.b64encode(core + hashlib.sha256(core).digest()[: 32 - len(core)]).decode()


_SERVICES = ("token", "passwords", "users", "sms", "saml", "allowed", "login")


def variables(*, rotated: bool) -> dict[str, str]:
    """The environment of a run."""
    prefix = "rotated-" if rotated else ""
    secrets = {variable: CANARIES[f"{prefix}{name}"].text for name, variable in _HOOKS.items()}
    return {
        **secrets,
        **{variable: CANARIES[name].text for name, variable in (_CREDENTIALS | _ELSEWHERE).items()},
        "HOOKOPS_FINGERPRINT_KEY": fingerprint_key(),
        "HOOKOPS_ALLOWED_SECRETS": "CORP_*",
        # Or no service would be called by an org that is an emulated one.
        "HOOKOPS_SECRET_HOSTS": ",".join(f"{name}.example.com" for name in _SERVICES),
        "PATH": "/usr/bin:/bin",
    }


def manifests(*, changed: bool) -> dict[str, str]:
    """The files below `manifests`, which have no secret; `changed` is what is to be applied."""
    part = "/new" if changed else ""

    def scheme(name: str) -> dict[str, Any]:
        reference = f"env:{_HOOKS[name]}"
        # Of one hook nothing but the secret changes, so that it can be rotated.
        path = "/hook" if name == "allowed" else f"/hook{part}"
        return {
            "uri": f"https://{name}.example.com{path}",
            "authScheme": {"type": "HEADER", "key": "Authorization", "valueFrom": reference},
        }

    saml = signed("saml", "first")
    config = saml["spec"]["channel"]["config"]
    del config["hookKey"]
    config |= {"authType": "client_secret_post", "clientSecretFrom": f"env:{_HOOKS['client']}"}
    config["uri"] += part
    types = {
        "passwords": "com.okta.user.credential.password.import",
        "sms": "com.okta.telephony.provider",
        "users": "com.okta.import.transform",
        "allowed": "com.okta.import.transform",
    }
    found = [
        key_manifest("first"),
        saml,
        manifest("token", config=scheme("token"), bindings=[RULE], verify={"preview": "optional"}),
        *(manifest(n, type=t, version="1.0.0", config=scheme(n)) for n, t in types.items()),
    ]
    if changed:
        # One hook less and one more, so that a plan has something of every sort.
        found = [d for d in found if d["metadata"]["name"] != "users"]
        found.append(manifest("more", config=scheme("users")))
    return {f"{d['metadata']['name']}.json": json.dumps(d, indent=1) for d in found}


def mistaken(line: str, canary: Canary) -> str:
    """A manifest with that line in its channel's `config`."""
    oauth = line.startswith(("tokenUrl", "clientSecret"))
    lines = {
        "uri": "uri: https://mistake.example.com/a",
        **(_OAUTH if oauth else {}),
        # In the place of one of them, or beside them.
        line.partition(":")[0]: line.replace("%s", canary.core if "://" in line else canary.text),
    }
    head = (
        *("apiVersion: hookops.dev/v1", "kind: InlineHook", "metadata: {name: mistake}", "spec:"),
        *("  type: com.okta.import.transform", "  channel:"),
        *(f"    type: {'OAUTH' if oauth else 'HTTP'}", "    config:"),
    )
    return "\n".join((*head, *(f"      {text}" for text in lines.values()), ""))


_OAUTH = {
    "authType": "authType: client_secret_post",
    "clientId": "clientId: okta",
    "tokenUrl": "tokenUrl: https://login.example.com/t",
    "clientSecretFrom": "clientSecretFrom: env:HOOKOPS_SECRET_MISTAKE",
}
