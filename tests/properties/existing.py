"""Random orgs: whatever the emulator takes, also what no new manifest may declare."""

from typing import Any

import httpx
from conftest import URL, World
from existing_org import IMPORT, KEYS, PASSWORD, REGISTRATION, SAML, SMS, TOKEN, hook, pairs
from hypothesis import strategies as st

TYPES = (TOKEN, SAML, REGISTRATION, IMPORT, PASSWORD, SMS)
ACCEPTING: dict[str, Any] = {
    "unknown_members": "keep",
    "duplicate_name": "accept",
    "second_telephony": "accept",
    "second_password_import": "accept",
    "telephony_auth_scheme": "none",
    "version_check": "any",
    "service_addresses": "loopback",
}
"""Switches under which the emulator takes the most."""

_CHOSEN = (
    *("a", "A", " a ", "Claims", "claims", "no", "1e3", "2026-01-02", "0123", "~", "a: b #c"),
    *("---", "- x", "%YAML 1.2", "&a *b", "!tag", "{{ x }}", "<secret>", "null", "12:30:45", "="),
    *("é", "Раyroll", "認証", "\u202etxt", "a\u200bb", "\ufeffx", "x\x85y", "a\u00a0b", "\u2028"),
    *("tab\t", "line\nbreak", "\x00", "\x7f", "'\"\\", "a" * 255, "section_start:1"),
    *("##vso[x]", "::error::x", "☕\ufe0f", "-", "?", "|", ">", "@", "`", "x:", ":x", "#"),
)
# As Okta keeps them: UTF-8 of at most three bytes a character.
_random = st.text(
    st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]), min_size=1, max_size=12
)
texts = st.one_of(st.sampled_from(_CHOSEN), _random)
_values = st.one_of(texts, st.sampled_from(["c" * 5000, "9f86d081884c7d659a2feaa0c55ad015", "0"]))
_headers = st.lists(st.tuples(texts, _values), max_size=3).map(lambda found: pairs(*found))
_urls = st.one_of(
    st.sampled_from(
        [
            "https://h.example.com/x",
            "https://10.0.0.1:8443/x",
            "https://localhost/x#y",
            "https://u:p4ssw0rd@h.example.com/",
            "https://h.example.com/?token=abcdefghijklmnop",
            "http://127.0.0.1:5000/x",
            "https://ex\u0430mple.com/\u200b",
            "https://h.example.com/" + "x" * 990,
            "HTTPS://h.example.com",
            "https://",
        ]
    ),
    texts.map(lambda text: f"https://h.example.com/{''.join(text.split())}"),
)


@st.composite
def _hook(draw: st.DrawFn) -> dict[str, Any]:
    type_ = draw(st.sampled_from(TYPES))
    config: dict[str, Any] = {"uri": draw(_urls), "headers": draw(_headers)}
    kind = draw(st.sampled_from(["none", "header", "secret", "key"]))
    made = hook(draw(texts), type_, auth=draw(texts) if kind == "header" else "", **config)
    if draw(st.booleans()):
        made["version"] = draw(st.sampled_from(["1.0.0", "1.0.9", "1.0.10", "2.0.0", "v 1"]))
    if draw(st.integers(0, 5)) == 0:
        made["channel"]["version"] = draw(st.sampled_from(["1.0.1", "2", "x y"]))
    if draw(st.integers(0, 3)) == 0:
        made["channel"]["config"]["more"] = draw(st.sampled_from([1, "t0k3n", {"a": ["b"]}, None]))
    if kind in ("secret", "key"):
        made["channel"]["type"] = "OAUTH"
        own: dict[str, Any] = {
            "clientId": draw(texts),
            "tokenUrl": draw(_urls),
            "scope": draw(texts),
        }
        own["authType"] = "private_key_jwt"
        if kind == "secret":
            own |= {"authType": "client_secret_post", "clientSecret": "0auth-s3cr3t"}
        else:
            config["hookKeyId"] = draw(st.integers(0, len(KEYS) - 1))
        made["channel"]["config"] |= {**own, **config}
    return made


@st.composite
def orgs(draw: st.DrawFn) -> dict[str, Any]:
    """What somebody does to an empty org, in this order; Okta may refuse some of it."""
    return {
        "keys": draw(st.lists(texts, max_size=3)),
        "hooks": draw(st.lists(_hook(), max_size=6)),
        # Which hook is bound where, by its number.
        "bound": draw(st.lists(st.integers(0, 5), max_size=7)),
        "inactive": draw(st.sets(st.integers(0, 5), max_size=3)),
        "scopes": draw(
            st.sampled_from(
                [None, [], ["SELF_SERVICE_REGISTRATION"], ["PROGRESSIVE_PROFILING", "NEW_ONE"]]
            )
        ),
    }


class Administrator:
    """Somebody who tries everything in the console."""

    def __init__(self, world: World) -> None:
        self._client = httpx.Client(transport=httpx.WSGITransport(app=world.made))

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The answer; None for what Okta refuses."""
        url = f"{URL}/_emulator/admin/api/v1/{path}"
        given = {} if body is None else {"json": body}
        answer = self._client.request(method, url, **given)
        return answer.json() if answer.status_code < 300 and answer.content else None

    def build(self, org: dict[str, Any]) -> None:
        """All of it that Okta takes."""
        keys = [self.call("POST", "hook-keys", {"name": name}) for name in org["keys"]]
        found = [key["id"] for key in keys if key]
        hooks = []
        for body in org["hooks"]:
            config = body["channel"]["config"]
            if "hookKeyId" in config:
                number = config["hookKeyId"]
                config = {**config, "hookKeyId": found[number % len(found)] if found else "HKYx"}
            channel = {**body["channel"], "config": config}
            hooks.append(self.call("POST", "inlineHooks", {**body, "channel": channel}))
        ids = [made["id"] for made in hooks if made]
        if ids:
            bound = [hooks[number % len(hooks)] for number in org["bound"]]
            self._bind([made for made in bound if made], org["scopes"])
        for number in sorted(org["inactive"]):
            if ids:
                self.call("POST", f"inlineHooks/{ids[number % len(ids)]}/lifecycle/deactivate")

    def _bind(self, hooks: list[dict[str, Any]], scopes: list[str] | None) -> None:
        """Each in turn to the next point that fits."""
        points = self._points()
        for made in hooks:
            at = next((p for p in points if p[0] == made["type"]), None)
            if at is None:
                continue
            points.remove(at)
            type_, path, raw = at
            if type_ == REGISTRATION:
                own = {} if scopes is None else {"scopes": scopes}
                element = {"inlineHookId": made["id"], **own}
                raw["actions"]["profileEnrollment"]["preRegistrationInlineHooks"] = [element]
            elif type_ == TOKEN:
                raw["actions"]["token"]["inlineHook"] = {"id": made["id"]}
            else:
                raw["settings"]["signOn"]["inlineHooks"] = [{"id": made["id"]}]
            self.call("PUT", path, raw)

    def _points(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Every rule, app and policy that can have a hook: type of the hook, path, object."""
        found = []
        for server in self.call("GET", "authorizationServers"):
            policies = f"authorizationServers/{server['id']}/policies"
            for policy in self.call("GET", policies):
                rules = f"{policies}/{policy['id']}/rules"
                found += [
                    (TOKEN, f"{rules}/{rule['id']}", rule) for rule in self.call("GET", rules)
                ]
        for app in self.call("GET", "apps"):
            if "inlineHooks" in app["settings"].get("signOn", {}):
                found.append((SAML, f"apps/{app['id']}", app))
        for policy in self.call("GET", "policies?type=PROFILE_ENROLLMENT"):
            rules = f"policies/{policy['id']}/rules"
            found += [
                (REGISTRATION, f"{rules}/{rule['id']}", rule) for rule in self.call("GET", rules)
            ]
        return found
