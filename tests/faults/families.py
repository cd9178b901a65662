"""What can go wrong with one request, or with one write of the ledger: the families of faults."""

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import httpx

Moment = Literal["before", "after"]
"""Before the request reaches the org, or after it was carried out there."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The emulator's own, by an action of `docs/emulator.md`."""

    action: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Break:
    """The connection fails as the client's library says it."""

    moment: Moment
    error: Callable[[], Exception]


@dataclass(frozen=True, slots=True)
class Edit:
    """An administrator writes a hook just before the request."""

    managed: bool


@dataclass(frozen=True, slots=True)
class End:
    """The process is killed, or asked to stop."""

    moment: Moment
    kills: bool


@dataclass(frozen=True, slots=True)
class Disk:
    """The ledger's file: it takes no write, or the process dies around one."""

    moment: Moment
    kills: bool


Fault = Rule | Break | Edit | End | Disk
Where = Literal["any", "read", "write", "store", "token", "signed"]
"""`token` is a request for an access token, `signed` one that shows it."""
STORE, TOKEN = "STORE", "TOKEN"
"""The methods of positions that are a write of the ledger, and a request for a token."""


@dataclass(frozen=True, slots=True)
class Family:
    """One fault, and the positions that it is for."""

    name: str
    where: Where
    fault: Fault
    proven: bool = False
    """Whether the client can know that the request was not carried out."""

    def fits(self, method: str, *, app: bool = False) -> bool:
        """Whether it is for such a request; `app` for one of a service app."""
        if method == STORE or self.where == "store":
            return method == STORE and self.where == "store"
        if self.where == "token":
            return method == TOKEN
        if self.where == "signed":
            return app and method != TOKEN
        return self.where == "any" or (self.where == "read") == (method == "GET")


def _untrusted() -> Exception:
    error = httpx.ConnectError("certificate verify failed")
    error.__cause__ = ssl.SSLCertVerificationError("certificate verify failed")
    return error


def _lost(moment: Moment, kind: type[httpx.TransportError]) -> Break:
    return Break(moment, lambda: kind("lost"))


def _answered(status: int, **more: Any) -> Rule:
    return Rule({"status": status, **more})


HTML = "<html>log in</html>"
_NOT_SENT = (
    Family("refused", "any", _lost("before", httpx.ConnectError), proven=True),
    Family("connect-timeout", "any", _lost("before", httpx.ConnectTimeout), proven=True),
    Family("untrusted", "any", Break("before", _untrusted), proven=True),
)
_NO_ANSWER = (
    Family("reset-before", "any", Rule({"drop": "before"})),
    Family("reset-after", "write", Rule({"drop": "after"})),
    Family("timeout-before", "any", _lost("before", httpx.ReadTimeout)),
    Family("timeout-after", "write", _lost("after", httpx.ReadTimeout)),
    Family("write-error", "write", _lost("before", httpx.WriteError)),
    Family("protocol-error", "write", _lost("after", httpx.RemoteProtocolError)),
    Family("late-5", "write", Rule({"late_s": 5})),
    Family("late-20", "write", Rule({"late_s": 20})),
    Family("late-504", "write", Rule({"late_s": 5, "status": 504})),
)
_REFUSED = (
    Family("error-400", "any", Rule({"error": "E0000001"}), proven=True),
    Family("error-401", "any", Rule({"error": "E0000011"}), proven=True),
    Family("error-403", "any", Rule({"error": "E0000006"}), proven=True),
    Family("error-404", "any", Rule({"error": "E0000007"}), proven=True),
    Family("error-409", "write", _answered(409), proven=True),
    Family("error-423", "any", Rule({"error": "E0000239"}), proven=True),
    Family("limit-429", "any", _answered(429), proven=True),
    Family(
        "limit-absurd",
        "any",
        _answered(429, headers={"x-rate-limit-reset": "99999999999"}),
        proven=True,
    ),
)
_BROKEN = (
    Family("error-500", "any", Rule({"error": "E0000009"})),
    Family("done-500", "write", Rule({"error": "E0000009", "carry_out": True})),
    Family("error-502", "any", _answered(502, body="<html>Bad gateway</html>")),
    Family("done-502", "write", _answered(502, body=HTML, carry_out=True)),
    Family("error-503", "any", _answered(503, headers={"Retry-After": "5"})),
    Family("done-504", "write", _answered(504, carry_out=True)),
    Family("early-103", "any", _answered(103)),
    Family("redirect", "any", _answered(302, headers={"Location": "https://evil.example/"})),
    Family("done-redirect", "write", _answered(302, carry_out=True)),
)
_WRONG = (
    Family("portal", "any", _answered(200, body=HTML)),
    Family("done-portal", "write", _answered(200, body=HTML, carry_out=True)),
    Family("empty", "any", _answered(200)),
    Family("done-empty", "write", _answered(204, carry_out=True)),
    Family("nothing-there", "any", Rule({"status": 200, "body": []})),
    Family("cut-0", "any", Rule({"truncate": 0})),
    Family("cut-40", "any", Rule({"truncate": 40})),
    Family("short-40", "any", Rule({"short": 40})),
    Family("other-id", "any", Rule({"members": {"id": "calAnotherObject001"}})),
    Family("other-status", "any", Rule({"members": {"status": "DISABLED"}})),
    Family("other-shape", "any", Rule({"members": {"channel": 7, "name": None, "lastUpdated": 1}})),
    Family("stale", "read", Rule({"stale": 1})),
    Family("elements-0", "read", Rule({"elements": 0})),
    Family("elements-1", "read", Rule({"elements": 1})),
    Family("twice", "write", Rule({"twice": True})),
)
_TIME = (
    Family("slow", "any", Rule({"delay_s": 40})),
    Family("drip", "any", Rule({"drip": 12})),
    Family("clock-back", "any", Rule({"headers": {"Date": "Tue, 14 Nov 2023 20:13:20 GMT"}})),
    Family("clock-text", "any", Rule({"headers": {"Date": "yesterday"}})),
)
_OTHERS = (
    Family("edit-managed", "any", Edit(managed=True)),
    Family("edit-unmanaged", "any", Edit(managed=False)),
    Family("kill-before", "any", End("before", kills=True)),
    Family("kill-after", "any", End("after", kills=True)),
    Family("stop-before", "any", End("before", kills=False)),
    Family("stop-after", "any", End("after", kills=False)),
    Family("disk-full", "store", Disk("before", kills=False)),
    Family("kill-before-store", "store", Disk("before", kills=True)),
    Family("kill-after-store", "store", Disk("after", kills=True)),
)


def _challenged(status: int, error: str) -> Rule:
    return Rule({"status": status, "headers": {"WWW-Authenticate": f'DPoP error="{error}"'}})


def _no_grant(status: int, error: str, **more: Any) -> Rule:
    return Rule({"status": status, "body": {"error": error}, **more})


_SIGN_IN = (
    Family("token-ended", "signed", _challenged(401, "invalid_token"), proven=True),
    Family("proof-refused", "signed", _challenged(400, "invalid_dpop_proof"), proven=True),
    Family("other-nonce", "token", _no_grant(400, "use_dpop_nonce", headers={"dpop-nonce": "n"})),
    Family("no-client", "token", _no_grant(401, "invalid_client")),
    Family("no-consent", "token", _no_grant(400, "consent_required")),
    Family("no-scope", "token", _no_grant(400, "invalid_scope")),
    Family("bearer", "token", Rule({"members": {"token_type": "Bearer"}})),
    Family("few-scopes", "token", Rule({"members": {"scope": "okta.inlineHooks.read"}})),
    Family("other-token", "token", Rule({"members": {"access_token": "of-another-run"}})),
)
SIGN_IN = "signing in"
"""The group of faults that only a service app meets."""
_GROUPS = {
    "not sent": _NOT_SENT,
    "no answer": _NO_ANSWER,
    "refused": _REFUSED,
    "broken": _BROKEN,
    "wrong answer": _WRONG,
    "time": _TIME,
    "edit, kill, stop, disk": _OTHERS,
    SIGN_IN: _SIGN_IN,
}
FAMILIES: Mapping[str, Family] = {
    family.name: family for families in _GROUPS.values() for family in families
}
"""By name, in the order of the report."""
GROUPS: Mapping[str, str] = {
    family.name: group for group, families in _GROUPS.items() for family in families
}
"""The group of each family, by its name."""
