"""Token hooks: access and ID tokens, and patches of which one bad operation spoils all.

Okta's only example of a request is of the implicit flow. What the others lack or have more is
inferred from OAuth, and named where it stands.
"""

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal
from urllib.parse import urlencode

from hookops.contracts import pointer
from hookops.contracts.data import load
from hookops.contracts.patch import count_operations, shape
from hookops.contracts.reading import at, commands, is_integer, mapping, operations, place, unfit
from hookops.contracts.rules import breaks
from hookops.contracts.samples import Sample
from hookops.contracts.templates import render
from hookops.contracts.types.base import Contract
from hookops.contracts.values import Effect, Hit, hit
from hookops.kinds.inline_hook.types import TOKEN
from hookops.model.resource import Json
from hookops.model.source import FieldPath

ID_PATCH = "com.okta.identity.patch"
ACCESS_PATCH = "com.okta.access.patch"

Token = Literal["ID", "access"]

# Five minutes to a day. Source: Okta Management API, createTokenInlineHook.
MIN_LIFETIME_S = 300
MAX_LIFETIME_S = 86_400

_LIFETIME = ("token", "lifetime", "expiration")
_MEMBER = {ID_PATCH: "identity", ACCESS_PATCH: "access"}
_TOKEN: dict[str, Token] = {ID_PATCH: "ID", ACCESS_PATCH: "access"}
_ABSENT = {ID_PATCH: "token.2a", ACCESS_PATCH: "token.2b"}
_OPS = ("add", "replace", "remove")
_MISSES = {"member": "token.8", "index": "token.9b", "end": "token.9c"}

# Scopes that stand for a person. Source: OpenID Connect Core, sections 5.4 and 11.
_OF_PEOPLE = ("openid", "profile", "email", "address", "phone", "offline_access")


def authorization_code(sample: Sample) -> dict[str, Json]:
    """A person signs in through the browser, and the app redeems a code.

    Source: Okta support, How to use Token Inline Hooks ... Parameters ... /Authorize: the query
    of the app's request is in the url.
    """
    asked = {**_browser(sample, "code", "query"), "grant_type": "authorization_code"}
    return _by_person(sample, asked, refresh="offline_access" in sample.scopes)


def implicit(sample: Sample) -> dict[str, Json]:
    """A person signs in through the browser, and the tokens come back in the address.

    Source: Okta Management API, TokenPayLoadExample, which has no grant_type.
    """
    response = "token id_token" if "openid" in sample.scopes else "token"
    return _by_person(sample, _browser(sample, response, "fragment"), refresh=False)


def password(sample: Sample) -> dict[str, Json]:
    """An app sends the person's name and password. Inferred: RFC 6749, section 4.3."""
    asked = _direct(sample, "password", sample.scopes)
    return _by_person(sample, asked, refresh="offline_access" in sample.scopes)


def refresh_token(sample: Sample) -> dict[str, Json]:
    """An app renews its tokens.

    Source: Okta Management API, TokenPayLoad, for OriginalGrant; no example shows it, so the
    spelling on the wire is the schema's. Okta release notes, OKTA-576905, for refresh_token.
    """
    asked = _direct(sample, "refresh_token", sample.scopes)
    request = _by_person(sample, asked, refresh=True)
    original = {**_browser(sample, "code", "query"), "grant_type": "authorization_code"}
    request["data"]["context"]["protocol"]["OriginalGrant"] = {
        "authorization": original,
        "refresh_token": render("token", "refresh-token", sample),
    }
    return request


def client_credentials(sample: Sample) -> dict[str, Json]:
    """An app gets a token for itself: there is no person, and no ID token.

    Inferred: RFC 6749, section 4.4; OpenID Connect Core, section 2. That session and user are
    absent is nowhere stated.
    """
    scopes = tuple(scope for scope in sample.scopes if scope not in _OF_PEOPLE)
    asked = _direct(sample, "client_credentials", scopes)
    claims = render("token", "claims-of-an-app", sample)
    data = {"context": _context(sample, asked), "access": _access(sample, claims, scopes)}
    return _whole(sample, asked, data)


def _by_person(sample: Sample, asked: dict[str, Json], *, refresh: bool) -> dict[str, Json]:
    person = render("token", "person", sample)
    data: dict[str, Json] = {"context": {**_context(sample, asked), **person}}
    if "openid" in sample.scopes:
        auth_time = int(sample.event.time_s) - 60
        data["identity"] = render("token", "identity", sample, auth_time=auth_time)
    claims = render("token", "claims-of-a-person", sample)
    data["access"] = _access(sample, claims, sample.scopes)
    if refresh:
        data["refresh_token"] = render("token", "refresh-token", sample)
    return _whole(sample, asked, data)


def _whole(sample: Sample, asked: dict[str, Json], data: Json) -> dict[str, Json]:
    return render("token", "whole", sample, endpoint=_endpoint(sample, asked), data=data)


def _endpoint(sample: Sample, asked: dict[str, Json]) -> str:
    """Okta's example is of `authorize`; `token` is inferred for apps that use no browser."""
    return f"{sample.org.issuer}/v1/{'authorize' if 'redirect_uri' in asked else 'token'}"


def _context(sample: Sample, asked: dict[str, Json]) -> dict[str, Json]:
    method, url = "POST", _endpoint(sample, asked)
    if "redirect_uri" in asked:
        # All of the browser's query is in the url. Source: as for `authorization_code`.
        names = ("scope", "response_type", "redirect_uri", "state", "client_id")
        method, url = "GET", f"{url}?{urlencode({name: asked[name] for name in names})}"
    return render("token", "context", sample, method=method, url=url, asked=asked)


def _browser(sample: Sample, response: str, mode: str) -> dict[str, Json]:
    scope = " ".join(sample.scopes)
    return render("token", "browser", sample, scope=scope, response=response, mode=mode)


def _direct(sample: Sample, grant: str, scopes: Sequence[str]) -> dict[str, Json]:
    return render("token", "direct", sample, scope=" ".join(scopes), grant=grant)


def _access(sample: Sample, claims: Json, scopes: Sequence[str]) -> dict[str, Json]:
    granted = {
        scope: {"id": f"scp{number:04d}sample", "action": "GRANT"}
        for number, scope in enumerate(scopes, start=1)
    }
    return render("token", "access", sample, claims=claims, granted=granted)


def check(request: Mapping[str, Json], members: Mapping[str, Json]) -> Iterator[Hit]:
    """What is wrong with the operations, each judged after those before it were carried out."""
    # Copies, since operations change them. Claims alone: a lifetime is judged by its range.
    tokens = {
        name: {"claims": copy.deepcopy(mapping(at(request, "data", member, "claims")))}
        for name, member in _MEMBER.items()
        if isinstance(at(request, "data", member), Mapping)
    }
    for command in commands(members, ID_PATCH, ACCESS_PATCH):
        yield from shape(command, "token.1b")
        if command.type not in tokens:
            yield hit(_ABSENT[command.type], (*command.path, "type"))
        for path, item in operations(command):
            yield from _operation(path, item, _TOKEN[command.type], tokens.get(command.type))


def _operation(
    path: FieldPath, item: Mapping[str, Json], token: Token, claims: Json
) -> Iterator[Hit]:
    op, text = item.get("op"), item.get("path")
    # Each way a path can be wrong ends here, from the coarsest to the finest. A wrong `op` does
    # not: whoever repairs it wants to know of the path too. A list for `in`: it may have no hash.
    if op not in list(_OPS):
        yield hit("token.3", place(path, item, "op"))
    if not isinstance(text, str) or not text.startswith("/"):
        yield hit("token.4a", place(path, item, "path"))
        return
    if pointer.bad_escape(text):
        yield hit("token.13a", (*path, "path"))
        return
    steps = pointer.steps_of(text)
    if steps == _LIFETIME:
        yield from _lifetime(path, item)
    elif steps[0] != "claims" or not "".join(steps[1:2]):
        yield hit("token.4a", (*path, "path"))
    else:
        yield from _claim(path, item, token, steps)
        if op in list(_OPS) and claims is not None:
            yield from _placed(path, item, steps, claims)


def _lifetime(path: FieldPath, item: Mapping[str, Json]) -> Iterator[Hit]:
    value = item.get("value")
    if item.get("op") != "replace":
        yield hit("token.4b", place(path, item, "op"))
    elif "value" not in item:
        yield hit("token.6a", path, op="replace")
    elif not is_integer(value) or not MIN_LIFETIME_S <= value <= MAX_LIFETIME_S:
        yield hit("token.5", (*path, "value"))


def _claim(
    path: FieldPath, item: Mapping[str, Json], token: Token, steps: tuple[str, ...]
) -> Iterator[Hit]:
    """All that can be said without the claims of the token."""
    if pointer.looks_unescaped(steps):
        yield hit("token.13b", (*path, "path"))
    reserved = lists_with(token, steps[1])
    if reserved:
        # On one list alone it is a warning: Okta's two lists contradict each other.
        check_id = "token.10a" if reserved == 2 else "token.10b"
        yield hit(check_id, (*path, "path"), name=steps[1], token=token)
    op = item.get("op")
    if op == "remove":
        if item.get("value") is not None:
            yield hit("token.7", (*path, "value"))
    elif op in ("add", "replace"):
        yield from _value(path, item, op)


def _value(path: FieldPath, item: Mapping[str, Json], op: str) -> Iterator[Hit]:
    if "value" not in item:
        yield hit("token.6a", path, op=op)
    elif item["value"] is None:
        yield hit("token.6b", (*path, "value"))
    elif unfit(item["value"]):
        yield hit("token.12", (*path, "value"), found=unfit(item["value"]))


def _placed(
    path: FieldPath, item: Mapping[str, Json], steps: tuple[str, ...], claims: Json
) -> Iterator[Hit]:
    """Whether the operation has a place; when it has one, it is carried out."""
    op, value = item["op"], item.get("value")
    miss = pointer.miss(claims, steps, op)
    if miss:
        parent = "token.9a" if op == "add" else "token.8"
        yield hit(_MISSES.get(miss, parent), (*path, "path"), op=op, name=steps[1])
        return
    before = pointer.lookup(claims, steps)
    # In an array, add moves what was there and overwrites nothing.
    into_array = isinstance(pointer.lookup(claims, steps[:-1]), list)
    if op == "add" and not into_array and before is not pointer.MISSING and before != value:
        yield hit("token.11", (*path, "path"))
    pointer.carry_out(claims, steps, op, value)


def lists_with(token: Token, name: str) -> int:
    """How many of Okta's two lists reserve the claim in tokens of this sort.

    The lists differ, so a name is certain only where both have it. `aud` and `sub` of access
    tokens are in neither: hooks may change them. Source: with the lists, in `data/token.json`.
    """
    reserved = load("token")["reserved"]
    return sum(name in reserved[source][token].split() for source in ("reference", "support"))


def _summary(hits: Sequence[Hit], members: Mapping[str, Json]) -> Iterator[Hit]:
    """What one bad operation, or an error, means for the token."""
    own = load("token")["rules"]
    if isinstance(members.get("error"), dict):
        yield hit("token.14b", ("error",))
    elif any(breaks(found) and found.check in own for found in hits):
        yield hit("token.14a", ("commands",))


def _applied(_request: Mapping[str, Json], members: Mapping[str, Json]) -> Effect:
    return "applied", f"the token goes out after {count_operations(members)}"


CONTRACT = Contract(
    row=TOKEN,
    variants={
        "authorization-code": authorization_code,
        "implicit": implicit,
        "client-credentials": client_credentials,
        "refresh-token": refresh_token,
        "password": password,
    },
    commands=(ID_PATCH, ACCESS_PATCH),
    check=check,
    applied=_applied,
    summary=_summary,
    uses_app=True,
    uses_scopes=True,
    # The one type beside telephony for which Okta documents no second call.
    retried=False,
    other_status="all.3b",
    unknown_command="token.1a",
)
