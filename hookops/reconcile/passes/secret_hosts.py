"""Refuses to send a secret that one host has to another, unless a person has named that host.

Needs: the changes as they will be applied. Adds: guard errors. Runs with the other guards; see
docs/decisions/0021.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from hookops.kinds import KINDS
from hookops.model.change import Change
from hookops.model.diagnostic import Diagnostic
from hookops.model.text import show
from hookops.reconcile.context import PlanContext
from hookops.reconcile.draft import Draft
from hookops.reconcile.secret_changes import is_touched

_PORTS = {"https": 443, "http": 80}


def check_secret_hosts(draft: Draft, context: PlanContext) -> Draft:
    """The draft with an error for each secret that would get to a host which does not have it."""
    if context.secret_hosts is None:
        return draft
    known = _places_by_secret(context)
    hosts = (*context.secret_hosts, *context.limits.send_secret_to)
    named = {_place(f"https://{host}") for host in hosts}
    found = [error for change in draft.changes for error in _errors(change, known, named)]
    return replace(draft, guard_errors=(*draft.guard_errors, *found))


def _places_by_secret(context: PlanContext) -> Mapping[str, set[str]]:
    """Where each secret goes, by its reference: as last applied, and as the registry has it."""
    # By reference and not by hook: a manifest under another name with the same reference would
    # take the secret elsewhere as well.
    known: dict[str, set[str]] = defaultdict(set)
    for entry in context.ledger.managed.values():
        kind, actual = KINDS[entry.key.kind], context.actuals.get(entry.id)
        # Whoever moves a hook in the console must not decide what gets its secret next.
        trusted = actual is not None and not is_touched(entry, actual)
        there = actual.spec.compared() if actual is not None and trusted else {}
        for path, url in (*kind.reaches(entry.compared), *kind.reaches(there)):
            if path in entry.fingerprints:
                known[entry.fingerprints[path].ref].add(_place(url))
    # What was deleted had its secret somewhere as well: declared again, it goes nowhere else.
    gone: dict[str, set[str]] = defaultdict(set)
    for record in (change for apply in context.ledger.applies for change in apply.changes):
        for path, url in KINDS[record.key.kind].reaches(record.before or {}):
            if path in record.secrets:
                gone[record.secrets[path]].add(_place(url))
    return {**gone, **known}


def _errors(change: Change, known: Mapping[str, set[str]], named: set[str]) -> Iterator[Diagnostic]:
    """One for each secret that a write of the change sends to a host which is not `named`."""
    resource = change.after
    if resource is None or not any(step.call.body is not None for step in change.steps):
        return
    kind = KINDS[change.key.kind]
    refs = kind.secrets(resource.spec)
    for path, url in kind.reaches(resource.spec.compared()):
        ref, place = str(refs.get(path, "")), _place(url)
        # One that is sent for the first time is another question: nobody loses it to a move.
        if known.get(ref) and place not in known[ref] | named:
            there = ", ".join(sorted(known[ref]))
            yield Diagnostic(
                "secret-host",
                f"{change.key}: Okta would send {ref} to {show(place)}, and so far it sends it to "
                f"{show(there)} only",
                resource.origin.at(tuple(path.split("."))),
                f"if {show(place)} may have it, say --send-secret-to {show(place)}",
            )


def _place(url: str) -> str:
    """Host and port; without the port where it is that of https."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 443)
    except ValueError:
        # What the registry has need not be a URL, and is no host that anything declared has.
        return url
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    return host if port == 443 else f"{host}:{port}"
