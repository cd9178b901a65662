"""Reads an org into a `Snapshot`. Each answer's shape is checked before anything of it is used."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from types import MappingProxyType

from hookops.kinds import KINDS, LISTED
from hookops.kinds.binding.scan import SCANS, Scan
from hookops.model.call import Call
from hookops.model.errors import ApiError, Unavailable
from hookops.model.registry.unsupported import Unsupported
from hookops.model.resource import ID, Actual, Json, Snapshot
from hookops.model.text import show
from hookops.okta.encoding import DeferredValues, no_ids
from hookops.okta.session import Session

CALLED = tuple(name for name, kind in LISTED.items() if kind.is_called)
"""Kinds that Okta calls: hooks."""


def refresh(
    session: Session,
    managed: Iterable[tuple[str, str]] = (),
    kinds: Collection[str] = CALLED,
) -> Snapshot:
    """What the org has: one request for each of `kinds`.

    Shape: `managed` are (kind, id) of what has to be there. One that the list lacks is asked for
    by its id, since lists may lag behind.
    Raises: Unavailable when an answer is not what Okta answers; nothing is planned on it.
    """
    expected = list(managed)
    actuals: list[Actual] = []
    unsupported: dict[str, Unsupported] = {}
    unlisted: list[str] = []
    for name, kind in LISTED.items():
        if name not in kinds:
            continue
        call = kind.list_call()
        found = list(_elements(session.pages(call), call))
        _unique(call, [raw["id"] for raw in found])
        missing = {i for k, i in expected if k == name} - {raw["id"] for raw in found}
        late = [
            raw
            for i in sorted(missing)
            if (raw := find_by_id(session, kind.get_call(i))) is not None
        ]
        unlisted += [str(raw["id"]) for raw in late]
        for raw in found + late:
            # None: it exists and hookops cannot read it, so it may never be written or deleted.
            actual = kind.read(raw)
            if actual is None:
                unsupported[raw["id"]] = Unsupported(name, raw["id"], raw)
            else:
                actuals.append(actual)
    return Snapshot(
        tuple(sorted(actuals, key=lambda actual: (actual.kind, actual.id))),
        tuple(unsupported),
        unlisted=tuple(sorted(unlisted)),
        described=unsupported,
    )


def with_points(
    session: Session,
    seen: Snapshot,
    types: Iterable[str],
    bound: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> Snapshot:
    """`seen`, and every attachment point of these types.

    Shape: `bound` are ids of points with bindings of ours, by type. Like them, hooks that points
    name and the list lacks are read by their ids: one is deleted only when Okta says so.
    """
    return _with_named(session, read_points(session, seen, types, bound))


def read_points(
    session: Session,
    seen: Snapshot,
    types: Iterable[str],
    bound: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> Snapshot:
    """`seen`, and every attachment point of these types.

    The number of requests grows with that of servers, policies and apps. A type whose attachment
    points hookops may not read is in `unread`.
    """
    points: list[Actual] = []
    scanned: list[str] = []
    unread: dict[str, str] = {}
    by_hand: list[str] = []
    unlisted = set(seen.unlisted)
    # Three cases for each type: no permission, no API for it in this org, or a complete scan.
    for type_ in types:
        try:
            found = _scanned_all(session, SCANS[type_], bound.get(type_, ()))
        except ApiError as problem:
            if problem.status not in (401, 403):
                raise
            # A token with fewer permissions can still plan the other types.
            # Without the id of the answer: two plans of the same org are the same.
            unread[type_] = problem.reason
            continue
        if found is None:
            by_hand.append(type_)
        else:
            scanned.append(type_)
            late = list(_late(session, SCANS[type_], found, bound.get(type_, ())))
            points += [*found, *late]
            unlisted |= {point.id for point in late}
    return replace(
        seen,
        points=tuple(sorted(points, key=lambda actual: actual.id)),
        scanned=tuple(scanned),
        unread=unread,
        by_hand=tuple(by_hand),
        unlisted=tuple(sorted(unlisted)),
    )


def with_console_types(session: Session, seen: Snapshot, types: Iterable[str]) -> Snapshot:
    """`seen`, and which of these types this org has in its console only.

    One request for each type that depends on the org's engine, and that was not read.
    """
    known = {*seen.scanned, *seen.by_hand, *seen.unread}
    asked = [type_ for type_ in types if SCANS[type_].of_engine and type_ not in known]
    # It is only for a warning: an org that does not say which engine it has gets none.
    found = []
    for type_ in asked:
        with suppress(ApiError, Unavailable):
            found += [type_] if _is_console_only(session, SCANS[type_]) else []
    return replace(seen, by_hand=(*seen.by_hand, *found))


def _is_console_only(session: Session, scan: Scan) -> bool:
    # The scan's own first question; what it would ask next, nobody asked about.
    scanning = scan.steps()
    answers = [_all(session, call) for call in next(scanning)]
    try:
        scanning.send(answers)
    except StopIteration as end:
        return end.value is None
    return False


def _late(
    session: Session, scan: Scan, found: Iterable[Actual], bound: Iterable[str]
) -> Iterator[Actual]:
    """Points with bindings of ours that a list does not show: it may lag behind."""
    if scan.get_call is None:
        return
    for id_ in sorted(set(bound) - {point.id for point in found}):
        raw = find_by_id(session, scan.get_call(id_))
        actual = scan.read(raw) if raw else None
        if actual is not None:
            yield actual


def _scanned_all(session: Session, scan: Scan, bound: Collection[str]) -> tuple[Actual, ...] | None:
    """The same as `_scanned`, twice where points with bindings of ours are missing.

    What has no read by its id is forgotten only when two scans lack it.
    """
    found = _scanned(session, scan)
    if found is None or scan.get_call is not None or {p.id for p in found}.issuperset(bound):
        return found
    points = {point.id: point for point in (*found, *(_scanned(session, scan) or ()))}
    return tuple(points.values())


def _scanned(session: Session, scan: Scan) -> tuple[Actual, ...] | None:
    """The attachment points that a scan finds; None when this org has them in its console only."""
    # The scan yields the calls that do not depend on each other; they are sent together.
    scanning = scan.steps()
    calls = next(scanning)
    with ThreadPoolExecutor(max_workers=SCAN_THREADS) as pool:
        while True:
            try:
                # A single one, as most steps have, needs no thread.
                each = pool.map if len(calls) > 1 else map
                answers = list(each(lambda call: _all(session, call), calls))
                calls = scanning.send(answers)
            except StopIteration as end:
                found: tuple[Actual, ...] | None = end.value
                return found
            except KeyboardInterrupt:
                # The pool does not end before its threads, each of which may wait for long.
                session.abandon()
                raise


def _all(session: Session, call: Call) -> list[Mapping[str, Json]]:
    """The elements of every page."""
    pages = (page if isinstance(page, list) else [page] for page in session.pages(call))
    try:
        found = list(_elements(pages, call))
        _unique(call, [raw["id"] for raw in found])
        return found
    except ApiError as problem:
        # Below an object: someone has deleted it since it was listed. A list at the top always
        # exists, so there it is another error.
        if problem.status == 404 and len(call.path) > _TOP_LEVEL:
            return []
        raise


def _with_named(session: Session, seen: Snapshot) -> Snapshot:
    # An id that an attachment point names may be that of a hook which the list does not show yet;
    # what is no id names nothing, and a hook that cannot be read counts as unsupported.
    named = {
        reference
        for point in seen.points
        for reference in KINDS[point.kind].references(point.spec)
        if ID.fullmatch(reference[1]) and reference[1] not in seen.ids
    }
    actuals, unlisted = list(seen.actuals), set(seen.unlisted)
    unsupported: dict[str, Unsupported] = {}
    for name, id_ in sorted(named):
        raw = find_by_id(session, LISTED[name].get_call(id_))
        if raw is None:
            continue
        unlisted.add(id_)
        actual = LISTED[name].read(raw)
        if actual is not None:
            actuals.append(actual)
        else:
            unsupported[id_] = Unsupported(name, id_, raw)
    actuals.sort(key=lambda actual: (actual.kind, actual.id))
    return replace(
        seen,
        actuals=tuple(actuals),
        unsupported=(*seen.unsupported, *unsupported),
        unlisted=tuple(sorted(unlisted)),
        described={**seen.described, **unsupported},
    )


def find_by_id(session: Session, call: Call) -> Mapping[str, Json] | None:
    """One object by its id; None when it does not exist."""
    try:
        answer = session.send(call, DeferredValues(no_ids))
    except ApiError as problem:
        if problem.status == 404:
            return None
        raise
    (raw,) = _elements([[answer]], call)
    # Another object proves nothing about this one.
    if raw["id"] != call.path[-1]:
        raise Unavailable(f"{call}: the answer is about {raw['id']}", _PORTAL)
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


def _unique(call: Call, ids: list[str]) -> None:
    # Pages shift when something is created or deleted in between: one that shows an id again may
    # have left out another.
    if len(set(ids)) != len(ids):
        raise Unavailable(f"{call}: the list has one id twice; nothing is planned on it")
