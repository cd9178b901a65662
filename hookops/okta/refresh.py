"""Reads an org into a `Snapshot`. Each answer's shape is checked before anything of it is used."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from hookops.kinds import LISTED
from hookops.kinds.binding.scan import app_call, app_point, scan
from hookops.kinds.inline_hook.types import SAML
from hookops.model.call import Call
from hookops.model.errors import ApiError, Unavailable
from hookops.model.resource import ID, Actual, Json, Snapshot
from hookops.model.text import show
from hookops.okta.session import Session


def refresh(
    session: Session,
    managed: Iterable[tuple[str, str]] = (),
    kinds: Collection[str] = ("InlineHook",),
) -> Snapshot:
    """What the registry has: one request for each of `kinds`.

    Shape: `managed` are (kind, id) of what has to be there. One that the list lacks is asked for
    by its id, since lists may lag behind.
    Raises: Unavailable when an answer is not what Okta answers; nothing is planned on it.
    """
    expected = list(managed)
    actuals: list[Actual] = []
    unsupported: list[str] = []
    for name, kind in LISTED.items():
        if name not in kinds:
            continue
        call = kind.list_call()
        found = list(_elements(session.pages(call), call))
        _unique([raw["id"] for raw in found])
        missing = {i for k, i in expected if k == name} - {raw["id"] for raw in found}
        found += [
            raw for i in sorted(missing) if (raw := _one(session, kind.get_call(i))) is not None
        ]
        for raw in found:
            # None: it exists and hookops cannot read it, so it may never be written or deleted.
            actual = kind.read(raw)
            if actual is None:
                unsupported.append(str(raw["id"]))
            else:
                actuals.append(actual)
    return Snapshot(
        tuple(sorted(actuals, key=lambda actual: (actual.kind, actual.id))), tuple(unsupported)
    )


def with_points(
    session: Session, seen: Snapshot, hook_types: Iterable[str], bound: Collection[str] = ()
) -> Snapshot:
    """`seen`, and every attachment point for hooks of these types.

    Hooks that attachment points name and the list lacks are read by their ids, so that one counts
    as deleted only when Okta says so; and so are apps with bindings of ours, whose ids are `bound`.
    """
    return _with_named_hooks(session, read_points(session, seen, hook_types, bound))


def read_points(
    session: Session, seen: Snapshot, hook_types: Iterable[str], bound: Collection[str] = ()
) -> Snapshot:
    """`seen`, and every attachment point for hooks of these types.

    The number of requests grows with that of servers, policies and apps. A type whose attachment
    points hookops may not read is in `unread`.
    """
    points: list[Actual] = []
    scanned: list[str] = []
    unread: dict[str, str] = {}
    by_hand: list[str] = []
    # Three cases for each type: no permission, no API for it in this org, or a complete scan.
    for hook_type in hook_types:
        try:
            found = _scanned(session, hook_type)
        except ApiError as problem:
            if problem.status not in (401, 403):
                raise
            # A token with fewer permissions can still plan the other types.
            unread[hook_type] = problem.message
            continue
        if found is None:
            by_hand.append(hook_type)
        else:
            scanned.append(hook_type)
            points += found
            if hook_type == SAML.name:
                # Lists lag behind: an app that a hook is bound to is gone only when Okta says so.
                missing = sorted(set(bound) - {point.id for point in found})
                raws = [_one(session, app_call(app_id)) for app_id in missing]
                points += [actual for raw in raws if raw and (actual := app_point(raw)) is not None]
    return replace(
        seen,
        points=tuple(sorted(points, key=lambda actual: actual.id)),
        scanned=tuple(scanned),
        unread=unread,
        by_hand=tuple(by_hand),
    )


def _scanned(session: Session, hook_type: str) -> tuple[Actual, ...] | None:
    """The attachment points that a scan finds; None when this org has them in its console only."""
    # The scan yields the calls that do not depend on each other; they are sent together.
    scanning = scan(hook_type)
    calls = next(scanning)
    with ThreadPoolExecutor(max_workers=SCAN_THREADS) as pool:
        while True:
            answers = list(pool.map(lambda call: _all(session, call), calls))
            try:
                calls = scanning.send(answers)
            except StopIteration as end:
                found: tuple[Actual, ...] | None = end.value
                return found


def _all(session: Session, call: Call) -> list[Mapping[str, Json]]:
    """The elements of every page."""
    pages = (page if isinstance(page, list) else [page] for page in session.pages(call))
    try:
        return list(_elements(pages, call))
    except ApiError as problem:
        # Below an object: someone has deleted it since it was listed. A list at the top always
        # exists, so there it is another error.
        if problem.status == 404 and len(call.path) > _TOP_LEVEL:
            return []
        raise


def _with_named_hooks(session: Session, seen: Snapshot) -> Snapshot:
    # An id that an attachment point names may be that of a hook which the list does not show yet;
    # what is no id names nothing, and a hook that cannot be read counts as unsupported.
    kind = LISTED["InlineHook"]
    named = {str(id_) for point in seen.points for id_ in point.spec.hooks}  # type: ignore[attr-defined]
    missing = sorted(id_ for id_ in named - set(seen.ids) if ID.fullmatch(id_))
    raws = [raw for id_ in missing if (raw := _one(session, kind.get_call(id_))) is not None]
    actuals = [actual for raw in raws if (actual := kind.read(raw)) is not None]
    unsupported = {raw["id"] for raw in raws} - {actual.id for actual in actuals}
    every = sorted([*seen.actuals, *actuals], key=lambda actual: (actual.kind, actual.id))
    return replace(
        seen, actuals=tuple(every), unsupported=(*seen.unsupported, *sorted(unsupported))
    )


def _one(session: Session, call: Call) -> Mapping[str, Json] | None:
    """One object by its id; None when it does not exist."""
    try:
        (raw,) = _elements(([item] for item in session.pages(call)), call)
    except ApiError as problem:
        if problem.status == 404:
            return None
        raise
    return raw


def _elements(pages: Iterable[Json], call: Call) -> Iterator[Mapping[str, Json]]:
    for index, raw in enumerate(item for page in pages for item in _page(page, call)):
        if not isinstance(raw, dict) or not isinstance(raw.get("id"), str):
            raise Unavailable(f"{call}: element {index} of the answer has no id", _PORTAL)
        # It will be part of the paths of later requests.
        if not ID.fullmatch(raw["id"]):
            raise Unavailable(f"{call}: {show(raw['id'])!r} is not an id", _PORTAL)
        yield raw


def _page(answer: Json, call: Call) -> list[Json]:
    if not isinstance(answer, list):
        raise Unavailable(f"{call}: unexpected answer: expected a list", _PORTAL)
    return answer


_TOP_LEVEL = len(("api", "v1", "apps"))
"""Segments in the path of a list that every org has."""
SCAN_THREADS = 4
"""So many requests of a scan are sent at once."""

_PORTAL = "is the organization's url that of an Okta org?"


def _unique(ids: list[str]) -> None:
    # Pages shift when hooks are created or deleted in between, and may then show one twice.
    if len(set(ids)) != len(ids):
        raise Unavailable("the list has one id twice; nothing is planned on it")
