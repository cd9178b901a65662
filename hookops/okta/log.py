"""The System Log and the list of hooks, for figures: pages in, events out, one page at a time."""

from collections.abc import Iterator, Mapping

from hookops.model.call import Call
from hookops.model.diagnostic import Reporter
from hookops.model.errors import ApiError, AuthError, Unavailable
from hookops.model.resource import ID, Json
from hookops.model.text import plural
from hookops.model.usage import EVENTS, CallEvent, KnownHook, Period, Target
from hookops.okta.log_values import PAGE, as_object, as_text, stamp
from hookops.okta.session import Session

_REPORT_EVERY = 20
"""Pages; a minute or so at the log's usual rate limit."""


def log_call(period: Period) -> Call:
    """The first page of everything that hooks did; both bounds, so that paging ends.

    Source: Okta, System Log query, bounded requests.
    """
    # Okta filters, since the events of sign-ins outnumber those of hooks by far.
    wanted = " or ".join(f'eventType eq "inline_hook.{event}"' for event in EVENTS)
    query = {
        "since": stamp(period.since),
        "until": stamp(period.until),
        "filter": wanted,
        "limit": str(PAGE),
        "sortOrder": "ASCENDING",
    }
    return Call("GET", ("api", "v1", "logs"), query=tuple(query.items()))


def events(session: Session, period: Period, report: Reporter) -> Iterator[list[CallEvent]]:
    """The events of each page, oldest first.

    Raises: AuthError when the log may not be read; Unavailable for an answer of another shape.
    """
    call = log_call(period)
    try:
        # The period bounds the log, and busy orgs have thousands of pages of a month.
        for number, page in enumerate(session.pages(call, limit=None), start=1):
            # Page by page: months of a large org do not fit into memory.
            yield [read_event(raw) for raw in _objects(page, call)]
            if number % _REPORT_EVERY == 0:
                report(f"{plural(number, 'page')} of the System Log read so far")
    except ApiError as problem:
        if problem.status != 403:
            raise
        # Okta's own message does not name the missing permission.
        hint = "it needs okta.logs.read, or an administrator who may view the System Log"
        # The query is long, and has nothing to do with permissions.
        reason = problem.message.replace(problem.path, problem.path.partition("?")[0])
        raise AuthError(f"the System Log cannot be read: {reason}", hint) from None


def hooks(session: Session, call: Call) -> list[KnownHook]:
    """Every hook of the list that `call` reads, also one that hookops does not support.

    Raises: Unavailable when the answer is not what Okta answers.
    """
    return [_hook(raw, call) for page in session.pages(call) for raw in _objects(page, call)]


def read_event(raw: Mapping[str, Json]) -> CallEvent:
    """One event; what is missing in it, or has another shape, is empty.

    Source: Okta Management API, LogEvent and LogOutcome. Names in the debug data of these events
    are documented in snake case, and seen in camel case in others; neither is a contract.
    """
    outcome, debug = as_object(raw.get("outcome")), as_object(raw.get("debugContext"))
    data = as_object(debug.get("debugData"))
    # In this order: the outcome's reason is documented, the other two are not.
    reasons = (outcome.get("reason"), data.get("errorMessage"), data.get("error_message"))
    targets = raw.get("target")
    return CallEvent(
        event=as_text(raw.get("eventType")),
        published=as_text(raw.get("published")),
        result=as_text(outcome.get("result")),
        reason=next((text for text in map(as_text, reasons) if text), ""),
        targets=tuple(map(_target, targets)) if isinstance(targets, list) else (),
    )


def _hook(raw: Mapping[str, Json], call: Call) -> KnownHook:
    hook_id = as_text(raw.get("id"))
    # Figures are counted by id: without one they would be another hook's.
    if not ID.fullmatch(hook_id):
        raise Unavailable(f"{call}: a hook of the answer has no id", _PORTAL)
    name, type_, status = (as_text(raw.get(member)) for member in ("name", "type", "status"))
    return KnownHook(hook_id, None, name, type_, status or "UNKNOWN")


def _target(raw: Json) -> Target:
    item = as_object(raw)
    return Target(
        as_text(item.get("id")), as_text(item.get("type")), as_text(item.get("displayName"))
    )


def _objects(page: Json, call: Call) -> list[Mapping[str, Json]]:
    if not isinstance(page, list) or not all(isinstance(item, dict) for item in page):
        request = str(call).partition("?")[0]
        raise Unavailable(f"{request}: unexpected answer: expected a list of objects", _PORTAL)
    return page


_PORTAL = "is the organization's url that of an Okta org?"
