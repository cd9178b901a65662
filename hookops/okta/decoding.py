"""Answers to data, or to an error of ours; how long to wait before the next request. No I/O."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from hookops.model.errors import ApiError, Cause, HookopsError, Unavailable, WriteUnknown
from hookops.model.resource import Json
from hookops.model.secret import Secret, repeats
from hookops.model.text import show
from hookops.okta.auth.hints import hint_for
from hookops.okta.encoding import Request

MAX_CAUSES = 5
"""A message lists so many causes of one error, and counts the others."""

Headers = Mapping[str, str]
"""Names in lower case."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One whole response."""

    status: int
    headers: Headers
    body: bytes

    @property
    def oauth_error(self) -> str:
        """Why an access token was not enough; empty where it was not about one.

        Source: RFC 6750, 3; RFC 9449, 7.1.
        """
        found = _CHALLENGE.search(self.headers.get("www-authenticate", ""))
        return found[1] if found else ""

    def logged(self) -> dict[str, Json]:
        """What a log may have of it: of its headers the one id that Okta's support asks for."""
        name = show(self.headers.get("x-okta-request-id", ""), 80)
        return {"status": self.status, "bytes": len(self.body), "request_id": name}


_CHALLENGE = re.compile(r'^(?:Bearer|DPoP) .*?\berror="([a-z_]{1,40})"', re.ASCII)

_DESCRIPTION = re.compile(r'\berror_description="([^"]*)"', re.ASCII)

WITHHELD = "(hookops does not show this text: it holds a secret)"
"""In the place of a text that quotes what was sent in confidence."""


class NotJson(ValueError):
    """A body that is not one JSON value."""


def decode(answer: Answer, request: Request) -> Json:
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
        # Following it could send the API token to a host that nobody has checked.
        found = f"a redirect ({answer.status}); redirects are never followed"
        raise _unexpected(answer, request, found)
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
    # Both times are whole seconds: without the extra one the request could come too early.
    there_s = server_time(answer)
    wait = reset - (now_s if there_s is None else there_s) + 1
    # A reset in the past or far away comes from a proxy or a wrong clock, not from Okta's limits,
    # which are per minute.
    return wait if 0 < wait <= 3600 else None


def server_time(answer: Answer) -> float | None:
    """Unix time by the answer's `Date`; None where it has none that can be read."""
    try:
        return parsedate_to_datetime(answer.headers["date"]).timestamp()
    except (KeyError, ValueError, TypeError, OverflowError):
        return None


def rate_limit(answer: Answer) -> tuple[int, int | None] | None:
    """How many requests are left in this minute, and of how many; None where nothing says so.

    Source: Okta, Rate limits, headers `x-rate-limit-remaining` and `x-rate-limit-limit`.
    """
    left = _number(answer.headers.get("x-rate-limit-remaining"))
    limit = _number(answer.headers.get("x-rate-limit-limit"))
    # The concurrency limit names 0 of 0, and no minute has so few.
    if left is None or left < 0 or limit == 0:
        return None
    return int(left), int(limit) if limit is not None and limit > 0 else None


def _load(body: bytes) -> Json:
    """Strict JSON: UTF-8, no duplicate members, no NaN, nothing behind it."""
    # `bytes.decode` first: json.loads would guess UTF-16 and UTF-32 from the bytes. ValueError
    # also stands for numbers of thousands of digits, RecursionError for deep nesting.
    try:
        found = json.loads(body.decode(), object_pairs_hook=_unique, parse_constant=_constant)
        # Half a character is JSON, and can be in no file, report or request that comes of it.
        if b"\\ud" in body or b"\\uD" in body:
            json.dumps(found, ensure_ascii=False).encode()
        return found
    except (UnicodeDecodeError, ValueError, RecursionError) as problem:
        raise NotJson("an answer that is not valid JSON") from problem


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    # Which of the two counts is up to each reader, so Okta and hookops could read it differently.
    if len(members) != len(pairs):
        raise NotJson("a JSON object with one member twice")
    return members


def _constant(name: str) -> Json:
    raise NotJson(f"the number {name}")


def _unexpected(answer: Answer, request: Request, found: str) -> HookopsError:
    media_type = shown(answer.headers.get("content-type", "no content type"), request)
    text = f"{request}: unexpected answer: {found} (status {answer.status}, {media_type})"
    if request.writes:
        # A proxy may have replaced the answer to a write that Okta carried out.
        return WriteUnknown(text)
    hint = "is this the address of an Okta org, with no proxy or portal in between?"
    return Unavailable(text, hint)


def api_error(answer: Answer, request: Request) -> ApiError:
    """The error of an answer with status 400 or more.

    Source: Okta, Error codes; body `errorCode`, `errorSummary`, `errorId`, `errorCauses`.
    """
    body = json_object(answer)
    code = shown(str(body.get("errorCode") or ""), request, 20)
    code = code or answer.oauth_error
    summary = shown(str(body.get("errorSummary") or _challenge(answer)), request, 200)
    found = body.get("errorCauses")
    causes = tuple(_cause(item, request) for item in found) if isinstance(found, list) else ()
    words = filter(None, (str(answer.status), code, summary))
    text = f"{request}: {' '.join(words)}{_summarized(causes)}"
    return ApiError(
        text,
        _hint(answer.status, code, request),
        status=answer.status,
        code=code,
        causes=causes,
        method=request.method,
        path=request.path,
        trace=_trace(answer, body.get("errorId"), request),
    )


def _challenge(answer: Answer) -> str:
    """The reason of an OAuth error, which has an empty body. Source: RFC 6750, 3."""
    header = answer.headers.get("www-authenticate", "no reason given")
    if not answer.oauth_error:
        return header
    # Its other members, such as the address to sign in at, come first and are long.
    found = _DESCRIPTION.search(header)
    return found[1] if found else ""


def shown(text: str, request: Request, limit: int = 80) -> str:
    """`text` of an answer, safe to print; not at all when it quotes what was sent in confidence."""
    # The whole text, since half of a secret could be left where it is cut.
    if repeats(text, request.secrets):
        return WITHHELD
    return show(text, limit)


def check_repeated(answer: Answer, sent: Request) -> None:
    """Raises: Unavailable for an answer that repeats the credential: reports quote answers."""
    shown = sent.headers.get("Authorization")
    if shown is not None and repeats(answer.body.decode(errors="replace"), [shown]):
        raise Unavailable(
            f"{sent}: the answer repeats the token of this run, so hookops shows nothing of it",
            "revoke the token if its service or a gateway has it",
        )


def without(data: Json, secrets: Sequence[Secret]) -> Json:
    """`data` with a sentence in the place of each text that repeats a secret."""
    match data:
        case str():
            return WITHHELD if repeats(data, secrets) else data
        case dict():
            return {
                WITHHELD if repeats(name, secrets) else name: without(member, secrets)
                for name, member in data.items()
            }
        case list():
            return [without(member, secrets) for member in data]
        case _:
            return data


def _trace(answer: Answer, error_id: Json, request: Request) -> str:
    """By what Okta's support finds an error: its id, or else that of its request."""
    if isinstance(error_id, str) and _ERROR_ID.fullmatch(error_id):
        return f" [errorId {shown(error_id, request)}]"
    request_id = shown(answer.headers.get("x-okta-request-id", ""), request, 60)
    return f" [request {request_id}]" if request_id else ""


_ERROR_ID = re.compile(r"[A-Za-z0-9_-]{1,60}", re.ASCII)
"""Source: Okta, Error codes, examples such as `oaeHfmOAx1iRLa0H10DeMz5fQ`."""


def json_object(answer: Answer) -> dict[str, Json]:
    """The body, or nothing: gateways in front of Okta answer with pages of HTML."""
    try:
        body = _load(answer.body) if answer.body else {}
    except NotJson:
        return {}
    return body if isinstance(body, dict) else {}


def _summarized(causes: Sequence[Cause]) -> str:
    if not causes:
        return ""
    texts = [f"{cause.field}: {cause.text}".removeprefix(": ") for cause in causes[:MAX_CAUSES]]
    if len(causes) > MAX_CAUSES:
        texts.append(f"{len(causes) - MAX_CAUSES} more")
    return f" ({'; '.join(texts)})"


def _cause(item: Json, request: Request) -> Cause:
    """`field: message`; a text without a field name names none."""
    text = str(item.get("errorSummary") if isinstance(item, dict) else item)
    field, colon, message = text.partition(": ")
    # Half of a secret would look like a text without one.
    split = not any(repeats(half, request.secrets) for half in (field, message))
    if split and repeats(text, request.secrets):
        return Cause("", WITHHELD)
    # Okta has no member for the field's name. A prefix with a space is a sentence, not a name.
    if colon and " " not in field:
        return Cause(shown(field, request), shown(message, request, 200))
    return Cause("", shown(text, request, 200))


_HINTS = {
    "E0000015": "this org does not have the feature; ask Okta support",
    "E0000007": "someone else deleted it: run hookops plan again",
    "E0000001": "Okta refused the values above; this request changed nothing",
}

_HINTS_BY_STATUS = {
    404: "is the organization's url right?",
    423: "Okta still works on an earlier change: run it again in a minute",
    429: "the org's rate limit is used up: run it again in a minute",
}


def _hint(status: int, code: str, request: Request) -> str:
    # The code says more than the status: 403 can mean a missing role or a missing feature.
    access = hint_for(status, code, request.method, request.path)
    broken = "Okta has a problem: run it again later" if status >= 500 else ""
    return _HINTS.get(code) or access or _HINTS_BY_STATUS.get(status) or broken


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    # float() takes "nan" and "inf", and waiting for either would never end.
    return value if math.isfinite(value) else None
