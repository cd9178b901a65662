"""A call of a hook: who Okta says it is, and how often it tries.

HTTP is in `transport.py`, and what an answer means in `execute.py`.
Source: Okta, Inline hooks concept; how Okta asks for a token is published nowhere: the request
follows RFC 6749, 4.4 and 2.3.1, and RFC 7523, 2.2.
"""

import json
import re
import time
from typing import Any
from urllib.parse import urlencode

from hookops.emulator import facts, rsa_keys
from hookops.emulator.okta.hooks.keys import KEYS
from hookops.emulator.service import transport
from hookops.emulator.service.transport import Answer, CallFailed, NoAnswer, NotAllowed, Rules
from hookops.emulator.store.contract import HookRecord
from hookops.emulator.world import World

_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# Emulator choice: an Okta server takes at most an hour.
_ASSERTION_LIFE_S = 300
# What a header can carry: a caller may send any text as the id of its request.
_HEADER_TEXT = re.compile(r"[!-~]{1,256}", re.ASCII)
_OK = range(200, 300)
_CLIENT_ERRORS = range(400, 500)


class NoToken(CallFailed):
    """The token endpoint gave no token."""

    def __init__(self, reason: str, *, final: bool) -> None:
        super().__init__(f"the token endpoint {reason}")
        self.final = final


class HookCall:
    """Calls of one hook of one organization."""

    def __init__(self, world: World, hook: HookRecord) -> None:
        self._world = world
        self._hook = hook
        self._config = hook.channel["config"]
        self._rules = Rules(
            loopback=world.switches.service_addresses == "loopback",
            longest=int(world.switches.response_limit),
        )

    def send(self, body: bytes) -> Answer:
        """The service's answer, of the second attempt if the first failed and may be repeated.

        Source: Okta, Inline hooks concept: at most one retry; none after 2xx or 4xx.
        Raises: CallFailed.
        """
        # Once, so that both attempts have the id of one request.
        headers = _headers(_request_id(body) or self._world.ids.text(27))
        # Source: Okta Management API, createTokenHook and CreateTelephonyInlineHook: never retried.
        if not facts.load().types[self._hook.type].retried:
            return self._attempt(body, headers)
        try:
            answer = self._attempt(body, headers)
            if answer.status in _OK or answer.status in _CLIENT_ERRORS:
                return answer
        except NoToken as problem:
            if problem.final:
                raise
        # A service that was down may be up again; one that answered 4xx would answer so again.
        except NoAnswer:
            pass
        return self._attempt(body, headers)

    def _attempt(self, body: bytes, common: list[tuple[str, str]]) -> Answer:
        # The token counts against the same three seconds. Source: support.okta.com, How to prevent
        # timeout errors for token inline hooks.
        deadline_s = time.monotonic() + self._world.service_budget_s
        headers = [*common, *self._authentication(deadline_s)]
        # Custom headers last, on both channels. Source: Okta, Inline Hooks reference (2024).
        headers += [(header["key"], header["value"]) for header in self._config["headers"]]
        return transport.post(self._config["uri"], headers, body, deadline_s, self._rules)

    def _authentication(self, deadline_s: float) -> list[tuple[str, str]]:
        """The header that shows who calls; none when the hook has no secret."""
        if self._hook.channel["type"] == "OAUTH":
            return [("Authorization", f"Bearer {self._token(deadline_s)}")]
        scheme = self._config["authScheme"]
        # The value is None after an update without it: `Switches.omitted_secret` at `wipe`.
        if scheme is None or scheme["value"] is None:
            return []
        # Verbatim: for Basic the value itself is `Basic` and the encoded pair. Source: Okta, Secure
        # hooks.
        return [(scheme["key"], scheme["value"])]

    def _token(self, deadline_s: float) -> str:
        url = self._config["tokenUrl"]
        form = {"grant_type": "client_credentials", **self._proof()}
        if self._config["scope"]:
            form["scope"] = self._config["scope"]
        headers = [
            ("Accept", "application/json"),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ]
        body = urlencode(form).encode("ascii")
        # A new token for each call. That Okta keeps tokens is known from its release notes
        # (OKTA-551186), for how long is not.
        answer = transport.post(url, headers, body, deadline_s, self._rules)
        if answer.status not in _OK:
            # A refused client is not tried twice.
            final = answer.status in _CLIENT_ERRORS
            raise NoToken(f"answered {answer.status}", final=final)
        token = _member(answer.body, "access_token")
        if token is None:
            raise NoToken("answered without an access_token", final=True)
        return token

    def _proof(self) -> dict[str, str]:
        if self._config["authType"] == "client_secret_post":
            secret = self._config["clientSecret"]
            # In the body, not in a header. Source: Okta, Add an inline hook.
            proof = {"client_id": self._config["clientId"]}
            return proof if secret is None else {**proof, "client_secret": secret}
        return {"client_assertion_type": _ASSERTION_TYPE, "client_assertion": self._assertion()}

    def _assertion(self) -> str:
        # Source: Okta, OAuth 2.0 and OpenID Connect, private_key_jwt: claims of an assertion.
        key = self._world.get(KEYS, self._config["hookKeyId"])
        if key is None:
            raise NotAllowed(f"the hook key {self._config['hookKeyId']} does not exist")
        now = int(self._world.clock())
        claims = {
            "iss": self._config["clientId"],
            "sub": self._config["clientId"],
            # All six claims: a server may ask for each of them.
            "aud": self._config["tokenUrl"],
            "iat": now,
            "exp": now + _ASSERTION_LIFE_S,
            "jti": self._world.ids.uuid(),
        }
        return rsa_keys.sign(key["pem"], key["keyId"], claims)


def _headers(request_id: str) -> list[tuple[str, str]]:
    """The headers of every call, whatever the hook's channel has.

    Source: captured by CruGlobal/okta-hooks, the event of a load balancer in front of a service
    (2019); Content-Type: Okta, Inline hooks concept, HTTP header.
    """
    return [
        # Services tell Okta's calls from others by it, and gateways let them through.
        ("User-Agent", "Okta-Integrations"),
        ("Accept", "application/json"),
        ("Cache-Control", "no-cache"),
        ("Pragma", "no-cache"),
        ("X-Okta-Request-Id", request_id),
        ("Content-Type", "application/json"),
    ]


def _request_id(body: bytes) -> str | None:
    """`data.context.request.id` of a hook's request; None when it has none.

    User import has no such request. Source: Okta Management API, UserImportRequestData.
    """
    found: Any = json.loads(body)
    for name in ("data", "context", "request", "id"):
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, str) and _HEADER_TEXT.fullmatch(found) else None


def _member(body: bytes, name: str) -> str | None:
    """The text of that name in a JSON object, None when there is none."""
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    value = found.get(name) if isinstance(found, dict) else None
    return value if isinstance(value, str) and value else None
