"""What an org has, who manages it, and how often it is called. Not one request is a write."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Literal

from hookops.kinds import KINDS, LISTED
from hookops.kinds.binding.attachment_points import ATTACHMENT_POINTS
from hookops.kinds.binding.spec import binding_of
from hookops.model.errors import ApiError, AuthError
from hookops.model.resource import Actual, Json, Key, Ledger, Resource, Snapshot
from hookops.model.usage import KnownHook, Period, Usage
from hookops.network.hosts import place_of
from hookops.okta import log
from hookops.okta.log_values import PAGE, as_object, as_text
from hookops.okta.refresh import find_by_id, refresh, with_points
from hookops.reconcile import intents, scope
from hookops.reconcile.match import Matches, match_resources
from hookops.reconcile.matching.renames import follow_renames
from hookops.report.inventory.values import Flow, Inventory, Item, Loose, Standing, UsageState
from hookops.usage import count as counting
from hookops.usage.period import read_period
from hookops.workflow.run import Run
from hookops.workflow.usage import WEEK

Reading = Literal["some", "all", "none"]
"""How much of the System Log is read: a few pages, everything of the period, or nothing."""

SOME_PAGES = 5
"""Requests. A large org has thousands of pages of a week, and nobody waits for them."""


@dataclass(frozen=True, slots=True)
class _Org:
    """What was read."""

    seen: Snapshot
    unsupported: Mapping[str, tuple[str, Mapping[str, Json]]]
    """By id: the kind, and what Okta answers."""
    unread: Mapping[str, str]


def take_inventory(run: Run, reading: Reading = "some") -> Inventory:
    """Every hook, key and flow with a hook. Requests: one for keys, one for hooks, those of all
    attachment points, one for each hook that hookops does not understand, and pages of the log.

    Raises: ApiError where hooks may not be read: nothing is known of the org then.
    """
    ledger = run.ledger_store.read()
    org = _read_org(run, ledger)
    if ledger.by_name:
        ledger = intents.recognize(run.desired, org.seen, ledger, {})
    ledger = follow_renames(ledger, run.desired, org.seen.ids)
    items = sorted(_items(run, org, ledger), key=_order)
    state, figures = _read_usage(run, items, reading)
    uses = {use.hook.id: use for use in figures.hooks} if figures else {}
    return Inventory(
        organization=ledger.organization,
        items=tuple(replace(item, use=uses.get(item.id)) for item in items),
        loose=tuple(_loose(org)),
        unread=org.unread,
        by_hand=org.seen.by_hand,
        usage=state,
        period=figures.period if figures else None,
        ledger=ledger.exists,
        title=run.title,
    )


def _read_org(run: Run, ledger: Ledger) -> _Org:
    """Keys, hooks and all attachment points. Raises: ApiError where hooks may not be read."""
    actuals: list[Actual] = []
    unsupported: dict[str, tuple[str, Mapping[str, Json]]] = {}
    unread: dict[str, str] = {}
    for name, kind in LISTED.items():
        managed = [(name, m.id) for m in ledger.managed.values() if m.key.kind == name]
        try:
            found = refresh(run.session, managed, (name,))
        except ApiError as problem:
            # Without hooks there is nothing to list; a key alone is little.
            if kind.is_called or problem.status not in (401, 403, 404):
                raise
            unread[f"{kind.title}s"] = problem.message
            continue
        actuals += found.actuals
        for id_ in found.unsupported:
            unsupported[id_] = name, find_by_id(run.session, kind.get_call(id_)) or {}
    seen = Snapshot(tuple(actuals), tuple(unsupported))
    seen = with_points(run.session, seen, ATTACHMENT_POINTS, scope.managed_points(ledger))
    # Points may name hooks that the list of hooks lacks, and some of them are not understood.
    for id_ in seen.unsupported:
        unsupported.setdefault(id_, ("", {}))
    points = {f"attachment points of type {type_}": why for type_, why in seen.unread.items()}
    return _Org(seen, unsupported, {**unread, **points})


def _items(run: Run, org: _Org, ledger: Ledger) -> Iterator[Item]:
    """What is in Okta, then what only manifests and the ledger have."""
    matches = match_resources(run.desired, org.seen, ledger)
    keys = _keys_by_id(run, org, ledger, matches)
    flows, users = _flows(org), _users(org)
    for actual in org.seen.actuals:
        standing, key = keys.get(actual.id, ("unmanaged", None))
        item = _item(actual, standing, key)
        yield replace(
            _declared(item, run.desired.get(key) if key else None),
            flows=tuple(flows.get(actual.id, ())),
            used_by=tuple(users.get(actual.id, ())),
        )
    for id_, (kind, raw) in org.unsupported.items():
        standing, key = keys.get(id_, ("unmanaged", None))
        found = _unsupported(id_, kind, raw, standing, key)
        yield replace(found, flows=tuple(flows.get(id_, ())))
    yield from _missing(run, ledger, {key for _, key in keys.values() if key})


def _keys_by_id(
    run: Run, org: _Org, ledger: Ledger, matches: Matches
) -> Mapping[str, tuple[Standing, Key | None]]:
    """Who manages what, by id in Okta; what is not here is unmanaged."""
    found: dict[str, tuple[Standing, Key | None]] = {}
    declared = _identities(run, {key for key, _ in matches.conflicts})
    for actual in matches.unmanaged:
        key = declared.get((actual.kind, actual.spec.type, actual.spec.name))
        if key is not None:
            found[actual.id] = "named", key
    for match in matches.matched:
        if match.adopts and match.actual is not None:
            found[match.actual.id] = "adoptable", match.resource.key
    # Last: what the ledger has is managed, whatever manifests say of it.
    there = {*org.seen.ids, *org.unsupported}
    for key, managed in ledger.managed.items():
        if managed.id in there:
            found[managed.id] = ("managed" if key in run.desired else "undeclared"), key
    return found


def _identities(run: Run, keys: Iterable[Key]) -> Mapping[tuple[str, str, str], Key]:
    specs = {key: run.desired[key].spec for key in keys}
    return {(key.kind, spec.type, spec.name): key for key, spec in specs.items()}


def _missing(run: Run, ledger: Ledger, there: set[Key]) -> Iterator[Item]:
    """What is declared or managed, and not in Okta."""
    for key in sorted({*run.desired, *ledger.managed} - there):
        if key.kind not in LISTED:
            continue
        resource, managed = run.desired.get(key), ledger.managed.get(key)
        if resource is not None:
            item = Item(key.kind, "", resource.spec.name, "absent", key, type=resource.spec.type)
        else:
            compared = managed.compared if managed else {}
            name, type_ = as_text(compared.get("name")), as_text(compared.get("type"))
            item = Item(key.kind, "", name, "gone", key, type=type_)
        yield _declared(replace(item, standing="gone") if managed else item, resource)


def _declared(item: Item, resource: Resource | None) -> Item:
    return replace(item, mark=resource.origin.start) if resource else item


def _item(actual: Actual, standing: Standing, key: Key | None) -> Item:
    kind, fields = LISTED[actual.kind], actual.spec.fields()
    facts = dict(kind.facts(fields))
    signs = kind.signs_with(actual.spec)
    return Item(
        kind=actual.kind,
        id=actual.id,
        name=actual.spec.name,
        standing=standing,
        key=key,
        type=actual.spec.type,
        status=as_text(fields.get("status")),
        host=_host(facts.get("uri")),
        authentication=as_text(facts.get("authentication")),
        created=actual.created,
        last_updated=actual.last_updated,
        key_id=kind.public_key_id(actual.spec),
        signs_with=str(signs.key) if signs else "",
    )


def _unsupported(
    id_: str, kind: str, raw: Mapping[str, Json], standing: Standing, key: Key | None
) -> Item:
    """What can be said of something that hookops does not understand."""
    config = as_object(as_object(raw.get("channel")).get("config"))
    name, type_, status, created, updated = (
        as_text(raw.get(member)) for member in ("name", "type", "status", "created", "lastUpdated")
    )
    return Item(
        kind=kind or next(name for name, one in LISTED.items() if one.is_called),
        id=id_,
        name=name,
        standing=standing,
        key=key,
        type=type_,
        status=status,
        host=_host(config.get("uri")),
        created=created,
        last_updated=updated,
        supported=False,
    )


def _host(uri: Json) -> str:
    """Its host and port; nothing of a URL beside them, which may have a password or a token."""
    text = as_text(uri)
    found = place_of(text) if text.startswith("https://") else ""
    return "" if found == text else found


def _flows(org: _Org) -> Mapping[str, list[Flow]]:
    """The flows that call each hook, by its id."""
    found: dict[str, list[Flow]] = {}
    for point in org.seen.points:
        for _, id_ in KINDS[point.kind].references(point.spec):
            found.setdefault(id_, []).append(_flow(point))
    return found


def _flow(point: Actual) -> Flow:
    binding = binding_of(point)
    return Flow(binding.type, binding.name, point.id, binding.inactive)


def _users(org: _Org) -> Mapping[str, list[str]]:
    """Ids of the hooks that sign with each key, by the key's id."""
    found: dict[str, list[str]] = {}
    for actual in org.seen.actuals:
        for _, id_ in KINDS[actual.kind].references(actual.spec):
            found.setdefault(id_, []).append(actual.id)
    return found


def _loose(org: _Org) -> Iterator[Loose]:
    there = {*org.seen.ids, *org.unsupported}
    for point in org.seen.points:
        if why := binding_of(point).unreadable:
            yield Loose(_flow(point), why)
        for _, id_ in KINDS[point.kind].references(point.spec):
            if id_ not in there:
                yield Loose(_flow(point), f"it calls the hook {id_}, which is not in Okta")


def _read_usage(
    run: Run, items: Iterable[Item], reading: Reading
) -> tuple[UsageState, Usage | None]:
    """Events of the last 7 days, as far as the log may be read."""
    if reading == "none":
        return "skipped", None
    known = [
        KnownHook(item.id, item.key, item.name, item.type, item.status or "UNKNOWN")
        for item in items
        if item.id and KINDS[item.kind].is_called
    ]
    if not known:
        return "skipped", None
    # By Okta's clock, which answers have shown by now; the second that has begun counts.
    now = datetime.fromtimestamp(int(run.session.now_s()) + 1, UTC)
    period = read_period(WEEK, "", now)
    try:
        return _count(run, known, period, reading)
    except AuthError:
        return "refused", None


def _count(
    run: Run, known: list[KnownHook], period: Period, reading: Reading
) -> tuple[UsageState, Usage]:
    pages = log.events(run.session, period, run.report)
    read = list(islice(pages, SOME_PAGES)) if reading == "some" else pages
    figures = counting.count(read, known, period, "")
    cut = reading == "some" and figures.pages == SOME_PAGES and figures.events == SOME_PAGES * PAGE
    # An event of a hook that is no longer there makes no row of its own here.
    uses = tuple(use for use in figures.hooks if use.hook in known)
    return ("partial" if cut else "counted"), replace(figures, hooks=uses)


def _order(item: Item) -> tuple[bool, str, str]:
    """Hooks first, by their names."""
    return not KINDS[item.kind].is_called, item.name.casefold(), item.id
