"""Answers, purely: status, headers and body -> data, or an error of ours; how long to wait."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from hookops.model.errors import ApiError, Cause, HookopsError, Unavailable, WriteUnknown
from hookops.model.resource import Json
from hookops.model.text import show
from hookops.okta.encoding import Request

MAX_CAUSES = 5
"""So many are told of one error."""

Headers = Mapping[str, str]
"""Names in lower case."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One whole response."""

    status: int
    headers: Headers
    body: bytes


class NotJson(ValueError):
    """A body that is not one JSON value."""


def data(answer: Answer, request: Request) -> Json:
    """The JSON of a good answer; None for an empty one.

    Raises: ApiError for 4xx and 5xx; for answers that Okta does not give, Unavailable after a
    read and WriteUnknown after a write.
    """
    if 200 <= answer.status < 300:
        try:
            return _load(answer.body) if answer.body else None
        except NotJson as problem:
            raise _unexpected(answer, request, str(problem)) from None
    if answer.status < 400:
        raise _unexpected(
            answer, request, f"a redirect ({answer.status}); redirects are never followed"
        )
    raise api_error(answer, request)


def wait_s(answer: Answer, now_s: float) -> float | None:
    """How long to wait before the same request may be sent again after a 429.

    Units: seconds; now_s is Unix time, used where the answer has no `Date`.
    Returns: None where no usable time is given: then back off exponentially. A limit of 0 is the
    concurrency limit, whose reset is only an estimate.
    Raises: nothing; an unreadable header counts as absent.
    Source: Okta, Rate limits, headers `x-rate-limit-limit` and `x-rate-limit-reset` (UTC epoch
    seconds); the server's own `Date` removes the error of the local clock.
    """
    reset = _number(answer.headers.get("x-rate-limit-reset"))
    if reset is None or _number(answer.headers.get("x-rate-limit-limit")) == 0:
        return None
    wait = reset - server_time(answer, now_s) + 1
    return wait if 0 < wait <= 3600 else None


def server_time(answer: Answer, now_s: float) -> float:
    """Unix time by the answer's `Date`, or `now_s`."""
    try:
        return parsedate_to_datetime(answer.headers["date"]).timestamp()
    except (KeyError, ValueError, TypeError, OverflowError):
        return now_s


def next_query(answer: Answer, base: str, path: str) -> str:
    """The query of the next page, or empty when this is the last.

    A link to another host or path than was asked for is not followed.
    Source: Okta, Core Okta API, Link headers. Inline hooks are not paged today.
    """
    for target, parameters in _LINK.findall(answer.headers.get("link", "")):
        if 'rel="next"' not in parameters.replace(" ", ""):
            continue
        try:
            url, ours = urlsplit(urljoin(base, target)), urlsplit(base)
        except ValueError:
            continue
        if (url.scheme, url.netloc, url.path) == (ours.scheme, ours.netloc, path):
            return str(url.query)
    return ""


_LINK = re.compile(r"<([^<>]*)>([^<]*)")


def _load(body: bytes) -> Json:
    """Strict JSON: UTF-8, no duplicate members, no NaN, nothing behind it."""
    try:
        return json.loads(body.decode(), object_pairs_hook=_unique, parse_constant=_constant)
    except (UnicodeDecodeError, ValueError, RecursionError) as problem:
        raise NotJson("an answer that is not valid JSON") from problem


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise NotJson("a JSON object with one member twice")
    return members


def _constant(name: str) -> Json:
    raise NotJson(f"the number {name}")


def _unexpected(answer: Answer, request: Request, found: str) -> HookopsError:
    kind = show(answer.headers.get("content-type", "no content type"))
    text = f"{request}: unexpected answer: {found} (status {answer.status}, {kind})"
    if request.writes:
        return WriteUnknown(text)
    hint = "is this the address of an Okta org, with no proxy or portal in between?"
    return Unavailable(text, hint)


def api_error(answer: Answer, request: Request) -> ApiError:
    """The error of an answer with status 400 or more.

    Source: Okta, Error codes; body `errorCode`, `errorSummary`, `errorId`, `errorCauses`.
    """
    try:
        body = _load(answer.body) if answer.body else {}
    except NotJson:
        body = {}
    body = body if isinstance(body, dict) else {}
    code = show(str(body.get("errorCode") or ""), 20)
    summary = show(str(body.get("errorSummary") or _authenticate(answer.headers)), 200)
    causes = tuple(_cause(item) for item in _list(body.get("errorCauses")))
    texts = [f"{cause.field}: {cause.text}".removeprefix(": ") for cause in causes[:MAX_CAUSES]]
    more = [f"{len(causes) - MAX_CAUSES} more"] if len(causes) > MAX_CAUSES else []
    told = "; ".join([*texts, *more])
    request_id = show(answer.headers.get("x-okta-request-id", ""), 60)
    text = f"{request}: {answer.status} {code} {summary}".rstrip()
    text += f" ({told})" if told else ""
    text += f" [request {request_id}]" if request_id else ""
    return ApiError(
        text,
        _hint(answer.status, code),
        status=answer.status,
        code=code,
        causes=causes,
        method=request.method,
        path=request.path,
    )


def _authenticate(headers: Headers) -> str:
    """OAuth refusals have an empty body; their reason is in `WWW-Authenticate`."""
    return headers.get("www-authenticate", "no reason given")


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _cause(item: Json) -> Cause:
    """`field: message`; a text without a field name names none."""
    text = str(item.get("errorSummary") if isinstance(item, dict) else item)
    field, colon, message = text.partition(": ")
    if colon and " " not in field:
        return Cause(show(field), show(message, 200))
    return Cause("", show(text, 200))


_HINTS = {
    "E0000011": "the API token is not known to this org, or expired: create one in Security > API",
    "E0000006": "the token's administrator may not do this: it needs the super administrator role, "
    "or okta.inlinehooks.read and okta.inlinehooks.manage",
    "E0000005": "the session is not valid: create a new API token",
    "E0000015": "this org does not have the feature; ask Okta support",
    "E0000007": "it was deleted by someone else: run hookops plan again",
    "E0000001": "Okta refused the values above; this request changed nothing",
}

_HINTS_BY_STATUS = {
    401: "check the API token",
    403: "the token may not do this: it needs okta.inlineHooks.read, and .manage to write",
    404: "is the organization's url right?",
    429: "the org's rate limit is used up: run it again in a minute",
}


def _hint(status: int, code: str) -> str:
    broken = "Okta has a problem: run it again later" if status >= 500 else ""
    return _HINTS.get(code) or _HINTS_BY_STATUS.get(status) or broken


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) else None
